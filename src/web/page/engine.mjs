// What answers the page: the module in a worker, or the server that the page comes from. Both have
//   open(id, name, bytes, settings) → {documents, errors, passed_over}
//   run(documents, settings, onOutcome, signal) → Standing
//   verify(id, edits, settings) → {refused}
//   write(kind, documents, settings) → {name, bytes, warnings}
//   close(id)
// where documents are a list of {id, edits}. An id is that of a file, or of a file in an archive: `f3/一/表.xlsx`.

import {Shared} from './shared.mjs';

/** What an engine could not do, in words for the user. */
export class EngineError extends Error {
  constructor(message, help = null) {
    super(message);
    this.help = help;
  }
}

/** What a run that nobody waits for any more ends with. */
export function isDropped(error) {
  return error?.name === 'AbortError';
}

function dropped() {
  return new DOMException('', 'AbortError');
}

/** The module, in a worker whose source stands in the page. */
export class ModuleEngine {
  isLocal = true;
  #worker;
  #asked = new Map();
  #last = 0;
  #shared = new Shared();

  /** `worker`: the source; `module`: the module, gzipped, as base64. */
  constructor(worker, module) {
    this.#worker = new Worker(URL.createObjectURL(new Blob([worker], { type: 'text/javascript' })));
    this.#worker.onmessage = ({ data }) => this.#answered(data);
    // The worker tells what goes wrong inside a question; this is the worker itself.
    this.#worker.onerror = ({ message }) => this.#failed(new EngineError(message || 'worker'));
    this.#worker.postMessage({ module });
  }

  open(id, name, bytes, settings) {
    return this.#ask({ open: { id, name, settings } }, { bytes });
  }

  run(documents, settings, onOutcome, signal) {
    return this.#ask({ run: { documents, settings } }, { onPart: onOutcome, signal });
  }

  verify(id, edits, settings) {
    return this.#ask({ verify: { id, edits, settings } });
  }

  write(kind, documents, settings) {
    return this.#ask({ write: { kind, documents, settings } });
  }

  async close(id) {
    await this.#ask({ close: { id } });
    this.#shared.forget(id);
  }

  #ask(request, { bytes, onPart, signal } = {}) {
    if (signal?.aborted) return Promise.reject(dropped());
    this.#last += 1;
    const number = this.#last;
    return new Promise((resolve, reject) => {
      this.#asked.set(number, { resolve, reject, onPart });
      signal?.addEventListener('abort', () => {
        if (!this.#asked.delete(number)) return;
        this.#worker.postMessage({ number, drop: true });
        reject(dropped());
      }, { once: true });
      this.#worker.postMessage({ number, request, bytes }, bytes ? [bytes.buffer] : []);
    });
  }

  #answered({ number, part: short, answer, error }) {
    const part = short && this.#shared.lengthen(short);
    const asked = this.#asked.get(number);
    if (!asked) return;
    if (part) {
      asked.onPart?.(part);
      return;
    }
    this.#asked.delete(number);
    if (error) asked.reject(new EngineError(error.message, error.help));
    else asked.resolve(answer);
  }

  #failed(error) {
    for (const { reject } of this.#asked.values()) reject(error);
    this.#asked.clear();
  }
}

/** The server. The page keeps the files and sends them with each question. */
export class ServerEngine {
  isLocal = false;
  #files = new Map();
  #token;
  #base;

  constructor(token, base = new URL('api/v1/desk/', location.href)) {
    this.#token = token;
    this.#base = base;
  }

  async open(id, name, bytes, settings) {
    this.#files.set(id, new File([bytes], name));
    const response = await this.#ask('open', { documents: [{ id, edits: [] }], settings });
    return response.json();
  }

  async run(documents, settings, onOutcome, signal) {
    const response = await this.#ask('check', { documents, settings }, signal);
    for await (const line of linesOf(response.body)) {
      const { outcome, standing, error } = JSON.parse(line);
      if (error) throw new EngineError(error.message, error.help);
      if (standing) return standing;
      onOutcome(outcome);
      if (signal?.aborted) throw dropped();
    }
    throw new EngineError('the answer of the server ends too early');
  }

  async verify(id, edits, settings) {
    const response = await this.#ask('verify', { documents: [{ id, edits }], settings });
    return response.json();
  }

  async write(kind, documents, settings) {
    const response = await this.#ask('write', { kind, documents, settings });
    const answer = new Uint8Array(await response.arrayBuffer());
    return unframed(answer);
  }

  async close(id) {
    this.#files.delete(id);
  }

  async #ask(what, request, signal) {
    const form = new FormData();
    form.append('request', new Blob([JSON.stringify(request)], { type: 'application/json' }));
    const files = new Set(request.documents.map(({ id }) => id.split('/', 1)[0]));
    for (const id of files) {
      const file = this.#files.get(id);
      if (file) form.append(id, file, file.name);
    }
    const headers = { Authorization: `Bearer ${this.#token}` };
    const response = await fetch(new URL(what, this.#base), { method: 'POST', body: form, headers, signal });
    if (response.ok) return response;
    // Where something stands between, the answer may be another's.
    const { message, help } = await response.json().catch(() => ({}));
    throw new EngineError(message ?? `${response.status} ${response.statusText}`, help ?? null);
  }
}

/** The lines of a stream of UTF-8, one by one as they come. */
export async function* linesOf(stream) {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      rest += decoder.decode(value ?? new Uint8Array(), { stream: !done });
      const lines = rest.split('\n');
      rest = lines.pop();
      for (const line of lines) if (line) yield line;
      if (done) break;
    }
    if (rest) yield rest;
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** An answer with bytes: the length of its JSON (u32, little-endian), the JSON, the bytes. */
export function unframed(answer) {
  const length = new DataView(answer.buffer, answer.byteOffset).getUint32(0, true);
  const json = new TextDecoder().decode(answer.subarray(4, 4 + length));
  return { ...JSON.parse(json), bytes: answer.subarray(4 + length) };
}

/** The engine that this page was made with. */
export function engineOfPage() {
  const worker = document.getElementById('worker');
  const module = document.getElementById('module');
  if (worker && module) return new ModuleEngine(worker.textContent, module.textContent);
  return new ServerEngine(location.hash.slice(1));
}
