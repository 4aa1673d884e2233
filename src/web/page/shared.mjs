// What the worker and the page both have already: objects are copied when they go from one to the other, and of a large
// sheet most findings are those of the time before.

/** The lists of an outcome that have an item for each finding. */
const LISTS = ['findings', 'marks'];

/** One end of the way. Both ends see the same outcomes in the same order. */
export class Shared {
  /** The outcome that last went this way, by its document. */
  #last = new Map();

  /** At the worker's end: without the items at both ends that are the very objects of the time before. */
  shorten(outcome) {
    const last = this.#last.get(outcome.id);
    this.#last.set(outcome.id, outcome);
    const length = outcome.findings.length;
    const before = last?.findings.length ?? 0;
    const most = Math.min(length, before);
    const isSame = (own, other) => LISTS.every((list) => outcome[list][own] === last[list][other]);
    let first = 0;
    while (first < most && isSame(first, first)) first += 1;
    let end = 0;
    while (end < most - first && isSame(length - 1 - end, before - 1 - end)) end += 1;
    const short = LISTS.map((list) => [list, outcome[list].slice(first, length - end)]);
    return { ...outcome, ...Object.fromEntries(short), same: [first, end] };
  }

  /** At the page's end: whole again. */
  lengthen({ same: [first, end], ...short }) {
    const last = this.#last.get(short.id);
    const whole = LISTS.map((list) => {
      const told = last?.[list] ?? [];
      return [list, [...told.slice(0, first), ...short[list], ...told.slice(told.length - end)]];
    });
    const outcome = { ...short, ...Object.fromEntries(whole) };
    this.#last.set(short.id, outcome);
    return outcome;
  }

  /** Forgets a file and all documents of it. */
  forget(file) {
    for (const id of this.#last.keys()) if (id === file || id.startsWith(`${file}/`)) this.#last.delete(id);
  }
}
