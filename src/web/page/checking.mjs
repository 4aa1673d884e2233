// What is checked when. A changed document is checked at once and alone; when nothing was changed for a while, all are
// checked together again, since rules compare what stands in several.
import {EngineError, isDropped} from './engine.mjs';
import {byPath, editsOf, placeKey} from './store.mjs';

/** How long nothing is changed before all documents are checked again. */
const QUIET = 1000;

export class Checking {
  #store;
  #engine;
  #quiet;
  /** What ends the run over all; and the runs of single documents by their ids. */
  #whole = null;
  #single = new Map();
  #timer = null;
  /** What the last run over all told of each document, and the edits that it knew. */
  #compared = new Map();

  constructor(store, engine, quiet = QUIET) {
    this.#store = store;
    this.#engine = engine;
    this.#quiet = quiet;
    store.on('edited', (id) => this.#edited(id));
    store.on('settings', () => this.all());
  }

  /** Checks all documents. `isAwaited`: somebody waits for it, and sees how far it is. */
  async all({ isAwaited = true } = {}) {
    const store = this.#store;
    this.#whole?.abort();
    clearTimeout(this.#timer);
    const documents = [...store.documents.values()].sort((a, b) => byPath(a.name, b.name));
    if (documents.length === 0) return;
    const whole = new AbortController();
    this.#whole = whole;
    const versions = new Map(documents.map(({ id, version }) => [id, version]));
    const edits = new Map(documents.map(({ id, edits: own }) => [id, new Map(own)]));
    const isCurrent = (id) => store.documents.get(id)?.version === versions.get(id);
    const progress = (done, name) => {
      if (!isAwaited || documents.length === 1) return;
      store.setProgress({ phase: 'checking', done, total: documents.length, name, cancel: () => whole.abort() });
    };
    let done = 0;
    progress(0, documents[0].name);
    if (isAwaited) for (const { id } of documents) store.setChecking(id, true);
    try {
      const standing = await this.#engine.run(documents.map(wanted), { ...store.settings }, (outcome) => {
        done += 1;
        progress(done, documents[done]?.name ?? '');
        this.#compared.set(outcome.id, { outcome, edits: edits.get(outcome.id) });
        if (isCurrent(outcome.id)) store.setOutcome(outcome.id, outcome);
      }, whole.signal);
      store.setFailure(null);
      store.setStanding(standing);
      if (!documents.every(({ id }) => isCurrent(id))) store.markStandingStale();
    } catch (error) {
      if (!isDropped(error)) store.setFailure(troubleOf(error));
    } finally {
      if (this.#whole === whole) {
        this.#whole = null;
        if (store.progress?.phase === 'checking') store.setProgress(null);
        for (const { id } of documents) if (!this.#single.has(id)) store.setChecking(id, false);
      }
    }
  }

  #edited(id) {
    const store = this.#store;
    clearTimeout(this.#timer);
    if (store.documents.size > 1) {
      store.markStandingStale();
      this.#timer = setTimeout(() => this.all({ isAwaited: false }), this.#quiet);
    }
    this.#one(id);
  }

  async #one(id) {
    const store = this.#store;
    this.#single.get(id)?.abort();
    const single = new AbortController();
    this.#single.set(id, single);
    const document = store.documents.get(id);
    const isAlone = store.documents.size === 1;
    const edits = new Map(document.edits);
    store.setChecking(id, true);
    try {
      const standing = await this.#engine.run([wanted(document)], { ...store.settings }, (outcome) => {
        if (single.signal.aborted) return;
        store.setOutcome(id, isAlone ? outcome : withOtherFiles(outcome, edits, this.#compared.get(id)));
      }, single.signal);
      store.setFailure(null);
      if (isAlone) store.setStanding(standing);
    } catch (error) {
      if (!isDropped(error)) store.setFailure(troubleOf(error));
    } finally {
      if (this.#single.get(id) === single) {
        this.#single.delete(id);
        store.setChecking(id, false);
      }
    }
  }
}

function wanted(document) {
  return { id: document.id, edits: editsOf(document) };
}

/** An error as something to tell. */
export function troubleOf(error) {
  return { file: null, message: error.message, help: error instanceof EngineError ? error.help : null };
}

/**
 * The outcome of a document that was checked alone, with what the last run over all found by comparing it with others: as
 * long as nothing was changed on that cell, it is still so.
 * @param {import('./store.mjs').Outcome} outcome
 * @param {Map<string, string>} edits       of the document, when it was checked alone
 * @param {{outcome: import('./store.mjs').Outcome, edits: Map<string, string>}} [whole]  of the run over all
 */
export function withOtherFiles(outcome, edits, whole) {
  if (!whole || outcome.error) return outcome;
  const known = new Set(outcome.findings.map(({ fingerprint }) => fingerprint));
  const pairs = outcome.findings.map((finding, nth) => [finding, outcome.marks[nth]]);
  whole.outcome.findings.forEach((finding, nth) => {
    const mark = whole.outcome.marks[nth];
    if (!finding.related.some(({ file }) => file) || known.has(finding.fingerprint)) return;
    const key = placeKey(mark.table, mark.row, mark.column);
    if (edits.get(key) === whole.edits.get(key)) pairs.push([finding, moved(mark, whole.outcome, outcome)]);
  });
  pairs.sort(([, a], [, b]) => a.table - b.table || a.row - b.row || a.column - b.column);
  return { ...outcome, findings: pairs.map(([finding]) => finding), marks: pairs.map(([, mark]) => mark) };
}

/** A mark of one outcome in another of the same document, where projects and departments may be counted otherwise. */
function moved(mark, from, to) {
  const key = from.departments[mark.department]?.key;
  const department = to.departments.findIndex((one) => one.key === key);
  const project = to.projects.findIndex(
    ({ table, row, last }) => table === mark.table && row <= mark.row && mark.row <= last);
  return { ...mark, department: department < 0 ? null : department, project: project < 0 ? null : project };
}
