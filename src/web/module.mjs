// The module in JavaScript's words. Node and the worker of the page run it alike.

/** What the module must not need: the core asks for no randomness, no clock and no files. */
const refused = new Proxy({}, {
  get: (_, name) => () => { throw new Error(`the module asks for ${String(name)}`); },
});

/** What could not be done, in words for the user. */
export class DeskError extends Error {
  constructor({ message, help = null }) {
    super(message);
    this.help = help;
  }
}

/** The files that are open, in the module. */
export class Desk {
  #module;
  #exports;
  /** How often the module began. */
  #generation = 0;
  /** Each file by its id, as it was opened. A module that stopped in the middle has to read them again. */
  #files = new Map();
  /** The findings and marks of each document, as they were last told. */
  #told = new Map();

  constructor(module) {
    this.#module = module;
    this.#begin();
  }

  /** From the bytes of the module. */
  static async load(bytes) {
    return new Desk(await WebAssembly.compile(bytes));
  }

  /** From base64 of the gzipped module. */
  static async unpacked(text) {
    const unpacked = new Blob([fromBase64(text)]).stream().pipeThrough(new DecompressionStream('gzip'));
    // It is compiled while it is unpacked.
    const response = new Response(unpacked, { headers: { 'Content-Type': 'application/wasm' } });
    return new Desk(await WebAssembly.compileStreaming(response));
  }

  #begin() {
    this.#generation += 1;
    this.#told.clear();
    const names = WebAssembly.Module.imports(this.#module).map(({ module }) => module);
    const imports = Object.fromEntries(names.map((name) => [name, refused]));
    this.#exports = new WebAssembly.Instance(this.#module, imports).exports;
  }

  /** Asks one thing and gives the answer, with its bytes where it has any. */
  ask(request, bytes = new Uint8Array()) {
    const { open, close } = request;
    if (open) this.#files.set(open.id, { request, bytes });
    if (close) this.#files.delete(close.id);
    try {
      return this.#call(request, bytes);
    } catch (error) {
      if (open && !(error instanceof DeskError)) this.#files.delete(open.id);
      throw this.#revived(error);
    }
  }

  /**
   * A run over documents, step by step: yields the outcome of each and returns the standing. Whoever drops it calls
   * `return()`. A document that the module stops at is told of, and left out of the run.
   */
  *run(documents, settings) {
    const stopped = new Set();
    const told = new Set();
    let run = null;
    const tell = function* (outcome) {
      if (told.has(outcome.id)) return;
      told.add(outcome.id);
      yield outcome;
    };
    try {
      for (;;) {
        const generation = this.#generation;
        run = this.ask({ begin: { settings } }).run;
        for (const document of documents) {
          if (stopped.has(document.id)) continue;
          // The module began anew, and knows of no run.
          if (this.#generation !== generation) break;
          try {
            yield* tell(this.#whole(this.ask({ step: { run, document } })));
          } catch (error) {
            if (!error.hasStopped) throw error;
            stopped.add(document.id);
            yield* tell({ ...NO_OUTCOME, id: document.id, error: { file: null, message: error.message, help: null } });
          }
        }
        if (this.#generation !== generation) continue;
        const { standing } = this.ask({ end: { run } });
        run = null;
        return standing;
      }
    } finally {
      if (run !== null) this.ask({ drop: { run } });
    }
  }

  /** An outcome with all its findings: the module tells those that are new, and how many around them are as they were. */
  #whole({ outcome, findings, marks, same: [before, behind] }) {
    const last = this.#told.get(outcome.id) ?? { findings: [], marks: [] };
    const whole = (own, told) => [...told.slice(0, before), ...own, ...told.slice(told.length - behind)];
    const lists = { findings: whole(findings, last.findings), marks: whole(marks, last.marks) };
    this.#told.set(outcome.id, lists);
    return { ...outcome, ...lists };
  }

  /** An error to throw on. After anything but an answer the module begins anew, with the files that were open. */
  #revived(error) {
    if (error instanceof DeskError) return error;
    this.#begin();
    for (const [id, { request, bytes }] of this.#files) {
      try {
        this.#call(request, bytes);
      } catch {
        this.#files.delete(id);
        this.#begin();
        return this.#revived(error);
      }
    }
    const stopped = new DeskError({ message: error.message });
    stopped.hasStopped = true;
    return stopped;
  }

  #call(request, bytes) {
    const exports = this.#exports;
    const handOver = (data) => {
      const at = exports.room(data.length);
      new Uint8Array(exports.memory.buffer, at, data.length).set(data);
      return [at, data.length];
    };
    const rooms = [new TextEncoder().encode(JSON.stringify(request)), bytes].flatMap(handOver);
    const packed = BigInt.asUintN(64, exports.ask(...rooms));
    const [at, size] = [Number(packed & 0xffffffffn), Number(packed >> 32n)];
    const answer = new Uint8Array(exports.memory.buffer, at, size);
    const length = new DataView(exports.memory.buffer, at).getUint32(0, true);
    const told = JSON.parse(new TextDecoder().decode(answer.subarray(4, 4 + length)));
    const content = size > 4 + length ? answer.slice(4 + length) : null;
    exports.release(at, size);
    if (told.error) throw new DeskError(told.error);
    return content ? { ...told, bytes: content } : told;
  }
}

/** What an outcome holds where there is none. */
const NO_OUTCOME = {
  error: null, year: null, unit: null, layout: '', departments: [], projects: [], indicators: 0, findings: [], marks: [],
};

function fromBase64(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = characters.charCodeAt(at);
  return bytes;
}
