// What a view knows of its document's cells at a time: texts, changes, findings, refusals, and what the filter leaves.
import {byCell, entriesOf, passing, projectsLeft} from './marks.mjs';
import {placeKey} from './store.mjs';

export class Known {
  #document;
  #outcome = null;
  #filter = null;
  #edits = new Map();
  /** Cells that were changed since they were checked: what was found there may be gone. */
  #stale = new Set();
  #refusals = new Map();
  #cells = new Map();
  #leftCells = new Map();
  /** The rows of projects that the filter leaves out, by table. @type {Map<number, [number, number][]>} */
  #beyond = new Map();

  /** @type {import('./marks.mjs').Entry[]} */
  entries = [];
  /** Those that the filter leaves. @type {import('./marks.mjs').Entry[]} */
  left = [];
  keys = new Set();

  constructor(document) {
    this.#document = document;
  }

  /**
   * Takes in what has changed.
   * @param {(table: number, row: number, column: number) => {row: number, column: number}} anchorOf  of a cell in a merge
   */
  update(anchorOf) {
    const { outcome, edits, filter } = this.#document;
    for (const key of new Set([...edits.keys(), ...this.#edits.keys()])) {
      if (edits.get(key) !== this.#edits.get(key)) this.#stale.add(key);
    }
    this.#edits = new Map(edits);
    const isNew = outcome !== this.#outcome;
    if (isNew) {
      this.#outcome = outcome;
      this.#stale.clear();
      this.entries = entriesOf(outcome);
      this.keys = new Set(this.entries.map(({ key }) => key));
      this.#cells = byCell(this.entries, anchorOf);
    }
    const filtered = JSON.stringify(filter);
    if (!isNew && filtered === this.#filter) return;
    this.#filter = filtered;
    this.left = this.entries.filter(passing(filter));
    this.#leftCells = this.left.length === this.entries.length ? this.#cells : byCell(this.left, anchorOf);
    this.#beyond = rowsBeyond(outcome, projectsLeft(outcome, filter));
  }

  /** Cells that cannot be written, with the reasons. @param {{table: number, row: number, column: number, message: string}[]} refused */
  refuse(refused) {
    this.#refusals = new Map(refused.map(({ table, row, column, message }) => [placeKey(table, row, column), message]));
  }

  /** @returns {import('./cells.mjs').Look} */
  look(grid, row, column) {
    const key = placeKey(grid.index, row, column);
    const [inFile, role] = grid.content(row, column);
    const edit = this.#edits.get(key);
    return {
      text: edit ?? inFile,
      role,
      before: edit === undefined ? null : inFile,
      entries: this.#cells.get(key) ?? [],
      left: this.#leftCells.get(key) ?? [],
      isStale: this.#stale.has(key),
      refusal: edit === undefined ? null : this.#refusals.get(key) ?? null,
    };
  }

  /** Whether the filter leaves a row out. */
  isBeyond(table, row) {
    const ranges = this.#beyond.get(table);
    if (!ranges) return false;
    let [low, high] = [0, ranges.length - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const [first, last] = ranges[middle];
      if (row < first) high = middle - 1;
      else if (row > last) low = middle + 1;
      else return true;
    }
    return false;
  }

  /** Rows that something is to be said of. */
  rowsOf(table) {
    const rows = [];
    for (const { mark } of this.entries) if (mark.table === table) rows.push(mark.row);
    for (const key of this.#edits.keys()) {
      const [at, row] = key.split(':').map(Number);
      if (at === table) rows.push(row);
    }
    return rows;
  }
}

function rowsBeyond(outcome, left) {
  const beyond = new Map();
  if (!left) return beyond;
  outcome.projects.forEach(({ table, row, last }, nth) => {
    if (left.has(nth)) return;
    const ranges = beyond.get(table) ?? [];
    ranges.push([row, last]);
    beyond.set(table, ranges);
  });
  for (const ranges of beyond.values()) ranges.sort(([a], [b]) => a - b);
  return beyond;
}
