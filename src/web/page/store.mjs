// The state of the page: the open documents with their edits, what the last runs found, and the settings.
//
// Views read it and listen to it; nothing else changes it. What runs when is the business of checking.mjs.

/**
 * A document as an engine opened it. Rows and columns count from 1 and are places in the table; tables count from 0.
 * @typedef {Object} View
 * @property {string} id          the file's id, in an archive with the path inside: `f3/一/表.xlsx`
 * @property {string} name        the name in findings
 * @property {string} format      `xlsx`, `docx`, `tsv` …
 * @property {'own'|'copy'} writes  what a corrected file is: the same format, or a new workbook
 * @property {Table[]} tables
 *
 * @typedef {Object} Table
 * @property {number} index
 * @property {string|null} name
 * @property {'lines'|'cells'|'document'|'records'} medium
 * @property {number} columns
 * @property {[row: number, shown: number|null, cells: [column: number, text: string, role: Role][]][]} rows
 * @property {[row: number, column: number, lastRow: number, lastColumn: number][]} merges
 * @property {[firstRow: number, name: string][]} parts
 *
 * t: title or remark, h: header or label, r: value that a record holds, a: aside, u: could not be placed
 * @typedef {'t'|'h'|'r'|'a'|'u'} Role
 *
 * @typedef {{file: string|null, message: string, help: string|null}} Trouble
 * @typedef {{table: number, row: number, column: number, text: string}} Edit
 * @typedef {'error'|'warning'|'info'} Severity
 *
 * What a check of one document came to. `findings` are the objects of docs/schema/finding.schema.json.
 * @typedef {Object} Outcome
 * @property {string} id
 * @property {Trouble|null} error
 * @property {number|null} year
 * @property {string|null} unit
 * @property {string|null} layout
 * @property {{key: string, code: string|null, name: string, table: number, row: number}[]} departments
 * @property {{name: string|null, department: number|null, table: number, row: number, last: number}[]} projects
 * @property {number} indicators
 * @property {Object[]} findings
 * @property {Mark[]} marks       one for each finding
 *
 * Where a finding stands. `related` is parallel to the finding's own; null: in another file.
 * @typedef {Object} Mark
 * @property {number} table
 * @property {number} row
 * @property {number} column
 * @property {[start: number, end: number]|null} span  in UTF-16 units of the cell's text
 * @property {number|null} project
 * @property {number|null} department
 * @property {string} title       the rule's
 * @property {string} chapter     `JC3`
 * @property {[row: number, column: number, text: string][]} edits  the fix, in the same table
 * @property {([table: number, row: number, column: number]|null)[]} related
 *
 * What a run over all documents came to.
 * @typedef {Object} Standing
 * @property {Department[]} departments  the worst first
 * @property {Object<string, string[]>} documents  ids of each department's documents, by its key
 * @property {{key: string, name: string}[]} chapters
 * @property {string} formula     how the score is counted
 * @property {Trouble[]} failures
 *
 * @typedef {Object} Department
 * @property {string} key
 * @property {string|null} code
 * @property {string} name
 * @property {number} rank
 * @property {number|null} score
 * @property {number} errors
 * @property {number} warnings
 * @property {number} info
 * @property {number} projects
 * @property {number} indicators
 * @property {number[]} chapters  findings in each of the standing's chapters
 *
 * @typedef {{language: 'zh'|'en', year: number|null, config: string|null}} Settings
 *
 * What a list of findings is narrowed to; an empty or missing field narrows nothing. `department` is the key of one.
 * @typedef {{severities?: Severity[], code?: string, chapter?: string, department?: string}} Filter
 *
 * A document as views see it. They only read it; it is the same object all the time that the document is open.
 * @typedef {Object} Sheet
 * @property {string} id
 * @property {string} name
 * @property {string} format
 * @property {'own'|'copy'} writes
 * @property {Table[]} tables
 * @property {Outcome|null} outcome        null: not checked yet
 * @property {Map<string, string>} edits   placeKey(…) → text, of the cells that differ from the file
 * @property {boolean} canUndo
 * @property {boolean} canRedo
 * @property {boolean} isDirty             edits that no downloaded file holds
 * @property {boolean} isChecking
 * @property {Filter} filter               kept while the document is open
 * @property {number} version              grows with every edit
 *
 * What the parts of the page share.
 * @typedef {Object} App
 * @property {Store} store
 * @property {Settings} settings
 * @property {(key: string, values?: Object) => string} say  a text of words.mjs in the page's language
 * @property {(id: string, edits: Edit[]) => Promise<{refused: {table: number, row: number, column: number, message: string}[]}>} verify
 * @property {(document: Sheet|null) => void} openDownloads  null: of all documents
 * @property {(document: Sheet) => void} close               asks first where edits would be lost
 * @property {() => void} openKeys                           the list of keys
 * @property {(text: string) => void} tell                   a short message at the foot of the page
 */

/** The key of a cell in `edits`. */
export function placeKey(table, row, column) {
  return `${table}:${row}:${column}`;
}

/** The edit that a key and its text stand for. */
export function editOf(key, text) {
  const [table, row, column] = key.split(':').map(Number);
  return { table, row, column, text };
}

/** All edits of a document, as engines take them. */
export function editsOf(document) {
  return [...document.edits].map(([key, text]) => editOf(key, text));
}

/** The text that a cell has in the file; '' where it has none. */
export function textInFile(document, table, row, column) {
  return rowsInFile(document).get(table)?.get(row)?.find(([at]) => at === column)?.[1] ?? '';
}

/** The text that a cell has now. */
export function textNow(document, table, row, column) {
  return document.edits.get(placeKey(table, row, column)) ?? textInFile(document, table, row, column);
}

/** The cells of a document by table and row, gathered once: a long sheet has a million. */
const gatheredRows = new WeakMap();

function rowsInFile(document) {
  let gathered = gatheredRows.get(document.tables);
  if (!gathered) {
    gathered = new Map(document.tables.map(({ index, rows }) => [index, new Map(rows.map(([row, , cells]) => [row, cells]))]));
    gatheredRows.set(document.tables, gathered);
  }
  return gathered;
}

/** Steps that can be undone: enough for a day's work. */
const MOST_STEPS = 1000;

/**
 * The state. Events, each with what it is about:
 * - `documents`: documents came or went
 * - `document` (id): its outcome, edits or checking changed
 * - `edited` (id): its edits changed, by hand, undo or redo
 * - `standing`, `progress`, `selection`
 * - `settings` (names of what changed)
 */
export class Store {
  #listeners = new Map();
  /** By id: the steps of a document, the place in them, and that place at the last download. */
  #histories = new Map();
  #progress = null;
  #standing = null;
  #isStale = false;
  #failure = null;

  /** @type {Map<string, Sheet>} in the order of their names */
  documents = new Map();
  /** Files that could not be read. @type {Trouble[]} */
  troubles = [];
  /** Names of files in archives that nothing was done with. @type {string[]} */
  passedOver = [];
  /** The id of the document in sight; null: none. */
  selected = null;
  /** @type {Settings} */
  settings = { language: 'zh', year: null, config: null };

  /** Calls `listener` for every event of this name, until what is returned is called. */
  on(name, listener) {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  #tell(name, about) {
    for (const listener of [...this.#listeners.get(name) ?? []]) listener(about);
  }

  /** Takes in what an engine opened. @param {View[]} views */
  add(views, { errors = [], passedOver = [] } = {}) {
    for (const view of views) {
      const filter = {};
      this.#histories.set(view.id, { steps: [], at: 0, saved: 0 });
      this.documents.set(view.id, {
        ...view, outcome: null, edits: new Map(), canUndo: false, canRedo: false, isDirty: false, isChecking: false,
        filter, version: 0,
      });
    }
    this.documents = new Map([...this.documents].sort(([, a], [, b]) => byName(a.name, b.name)));
    this.troubles.push(...errors);
    this.passedOver.push(...passedOver);
    this.#tell('documents');
  }

  /** Forgets documents. */
  remove(ids) {
    for (const id of ids) {
      this.documents.delete(id);
      this.#histories.delete(id);
    }
    if (ids.includes(this.selected)) this.select(null);
    if (this.documents.size === 0) this.setStanding(null);
    this.#tell('documents');
  }

  /** Forgets what could not be read of these files; without names, of all. */
  forgetTroubles(isForgotten = () => true) {
    this.troubles = this.troubles.filter(({ file }) => !isForgotten(file));
    this.passedOver = this.passedOver.filter((file) => !isForgotten(file));
    this.#tell('documents');
  }

  select(id) {
    if (this.selected === id) return;
    this.selected = id;
    this.#tell('selection', id);
  }

  /**
   * Changes cells in one step. Text that the file has already is no edit.
   * @param {string} id
   * @param {Edit[]} edits
   * @param {{joins?: boolean}} [how]  whether it belongs to the step before, which undo takes back with it
   */
  edit(id, edits, { joins = false } = {}) {
    const document = this.documents.get(id);
    if (!document) return;
    const step = new Map();
    for (const { table, row, column, text } of edits) {
      const key = placeKey(table, row, column);
      const before = step.get(key)?.before ?? textNow(document, table, row, column);
      step.set(key, { before, after: text });
    }
    for (const [key, { before, after }] of step) if (before === after) step.delete(key);
    if (step.size === 0) return;
    const history = this.#histories.get(id);
    history.steps.length = history.at;
    if (history.saved > history.at) history.saved = -1;
    const last = joins ? history.steps.at(-1) : undefined;
    if (last) {
      if (history.saved === history.at) history.saved = -1;
      for (const [key, { before, after }] of step) last.set(key, { before: last.get(key)?.before ?? before, after });
    } else {
      history.steps.push(step);
      history.at += 1;
    }
    if (history.steps.length > MOST_STEPS) {
      history.steps.shift();
      history.at -= 1;
      history.saved -= 1;
    }
    this.#apply(document, step, 'after');
  }

  undo(id) {
    const history = this.#histories.get(id);
    if (!history || history.at === 0) return;
    history.at -= 1;
    this.#apply(this.documents.get(id), history.steps[history.at], 'before');
  }

  redo(id) {
    const history = this.#histories.get(id);
    if (!history || history.at === history.steps.length) return;
    history.at += 1;
    this.#apply(this.documents.get(id), history.steps[history.at - 1], 'after');
  }

  /** The cells of the step that `undo` would take back, so that a view can show where. @returns {Edit[]} */
  lastStep(id) {
    const { steps, at } = this.#histories.get(id) ?? { steps: [], at: 0 };
    return [...steps[at - 1] ?? []].map(([key, { after }]) => editOf(key, after));
  }

  #apply(document, step, side) {
    for (const [key, texts] of step) {
      const text = texts[side];
      const { table, row, column } = editOf(key, text);
      if (text === textInFile(document, table, row, column)) document.edits.delete(key);
      else document.edits.set(key, text);
    }
    document.version += 1;
    this.#refresh(document);
    this.#tell('edited', document.id);
    this.#tell('document', document.id);
  }

  #refresh(document) {
    const { steps, at, saved } = this.#histories.get(document.id);
    document.canUndo = at > 0;
    document.canRedo = at < steps.length;
    document.isDirty = document.edits.size > 0 && at !== saved;
  }

  /** A file that holds the edits of these documents was downloaded. */
  markSaved(ids) {
    for (const id of ids) {
      const document = this.documents.get(id);
      if (!document) continue;
      const history = this.#histories.get(id);
      history.saved = history.at;
      this.#refresh(document);
      this.#tell('document', id);
    }
  }

  /** Whether any edits would be lost with the page. */
  get isDirty() {
    return [...this.documents.values()].some((document) => document.isDirty);
  }

  setChecking(id, isChecking) {
    const document = this.documents.get(id);
    if (!document || document.isChecking === isChecking) return;
    document.isChecking = isChecking;
    this.#tell('document', id);
  }

  /** @param {string} id @param {Outcome} outcome */
  setOutcome(id, outcome) {
    const document = this.documents.get(id);
    if (!document) return;
    document.outcome = outcome;
    document.isChecking = false;
    this.#tell('document', id);
  }

  /** @type {Standing|null} */
  get standing() {
    return this.#standing;
  }

  /** Whether cells were changed since the standing was made. */
  get isStandingStale() {
    return this.#isStale;
  }

  /** @param {Standing|null} standing */
  setStanding(standing) {
    this.#standing = standing;
    this.#isStale = false;
    this.#tell('standing');
  }

  markStandingStale() {
    if (this.#isStale || !this.#standing) return;
    this.#isStale = true;
    this.#tell('standing');
  }

  /** Why the last run came to nothing. @type {Trouble|null} */
  get failure() {
    return this.#failure;
  }

  setFailure(failure) {
    if (this.#failure === null && failure === null) return;
    this.#failure = failure;
    this.#tell('standing');
  }

  /** What somebody waits for: `{phase: 'opening'|'checking', done, total, name, cancel}`; null: nothing. */
  get progress() {
    return this.#progress;
  }

  setProgress(progress) {
    this.#progress = progress;
    this.#tell('progress', progress);
  }

  /** @param {Partial<Settings>} changes */
  set(changes) {
    const names = Object.keys(changes).filter((name) => this.settings[name] !== changes[name]);
    if (names.length === 0) return;
    Object.assign(this.settings, changes);
    this.#tell('settings', names);
  }
}

const names = new Intl.Collator('zh-CN', { numeric: true });

/** The order of names: Chinese by pinyin, `2` before `10`. */
export function byName(a, b) {
  return names.compare(a, b);
}

/**
 * The order in which the program reads files, which is that of runs: by the parts of their paths, and these by the numbers
 * of their characters. What rules compare across files is told of the later one.
 */
export function byPath(a, b) {
  const [left, right] = [a.split('/'), b.split('/')];
  const at = left.findIndex((part, nth) => part !== right[nth]);
  if (at < 0) return left.length - right.length;
  if (right[at] === undefined) return 1;
  const [one, other] = [[...left[at]], [...right[at]]];
  const nth = one.findIndex((character, place) => character !== other[place]);
  if (nth < 0) return one.length - other.length;
  return other[nth] === undefined ? 1 : one[nth].codePointAt(0) - other[nth].codePointAt(0);
}
