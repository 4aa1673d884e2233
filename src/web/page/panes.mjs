// The tables of a document, one of them in sight: a pane for each, made when it is first shown, and a tab where there are
// several.
import {h, setAttribute, setText} from './dom.mjs';
import {SheetPane} from './sheet.mjs';

export class Panes {
  #say;
  #document;
  #known;
  #owner;
  #panes = new Map();

  /** The index of the table in sight. */
  table = null;

  /**
   * @param {import('./store.mjs').Sheet} document
   * @param {import('./known.mjs').Known} known
   * @param {Object} owner
   * @param {(cell: HTMLElement) => Node|null} owner.editorIn
   * @param {() => {table: number, row: number, column: number}|null} owner.place  where the user is
   * @param {(pane: SheetPane) => void} owner.onDrawn
   * @param {(place: {table: number, row: number, column: number}) => void} owner.onOpened
   * @param {(pane: SheetPane) => void} owner.onMade
   * @param {() => void} owner.onShown
   */
  constructor(say, document, known, owner) {
    this.#say = say;
    this.#document = document;
    this.#known = known;
    this.#owner = owner;
    this.tabs = this.#makeTabs();
    this.element = h('div', { class: 'panes' });
  }

  close() {
    for (const pane of this.#panes.values()) pane.close();
  }

  /** The pane in sight. @returns {SheetPane|undefined} */
  get current() {
    return this.#panes.get(this.table);
  }

  /** Shows a table. Tells whether there is one of this index. */
  show(index) {
    if (!this.#pane(index)) return false;
    this.table = index;
    for (const [other, { element }] of this.#panes) element.hidden = other !== index;
    this.#owner.onShown();
    this.drawTabs();
    return true;
  }

  /** The cell that shows what stands at a place: in a merge, the one that stands for it. */
  anchor(table, row, column) {
    const pane = this.#pane(table);
    return pane && pane.grid.content(row, column)[0] === '' ? pane.anchor(row, column) : { row, column };
  }

  /** Draws what has changed. @returns {HTMLElement[]} cells whose findings are gone */
  update() {
    return [...this.#panes.values()].flatMap((pane) => {
      pane.reveal(this.#known.rowsOf(pane.grid.index));
      return pane.update();
    });
  }

  drawTabs() {
    if (this.tabs.hidden) return;
    const { left } = this.#known;
    for (const tab of this.tabs.children) {
      const index = Number(tab.dataset.table);
      setAttribute(tab, 'aria-selected', String(index === this.table));
      tab.tabIndex = index === this.table ? 0 : -1;
      const here = left.filter(({ mark }) => mark.table === index);
      setText(tab.lastElementChild, here.length > 0 ? String(here.length) : '');
    }
  }

  /** All tables, drawn for paper. */
  beforePrint() {
    for (const { index } of this.#document.tables) {
      const pane = this.#pane(index);
      pane.element.hidden = false;
      const rows = this.#known.rowsOf(index);
      pane.drawForPrint((first, last) => rows.some((row) => row >= first && row <= last));
    }
  }

  afterPrint() {
    for (const [index, { element }] of this.#panes) element.hidden = index !== this.table;
  }

  #makeTabs() {
    const { tables } = this.#document;
    const tabs = h('div', { class: 'sheet-tabs', role: 'tablist', 'aria-label': this.#say('tables'), hidden: tables.length < 2 });
    for (const { index, name } of tables) {
      tabs.append(h('button', {
        type: 'button', role: 'tab', id: `sheet-tab-${index}`, 'aria-controls': `sheet-pane-${index}`, 'data-table': index,
        onclick: () => this.show(index),
      }, h('span', { class: 'name' }, name ?? this.#say('table-nth', { n: index + 1 })), h('span', { class: 'count' })));
    }
    tabs.addEventListener('keydown', (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const all = [...tabs.children];
      const next = all[(all.indexOf(event.target.closest('[role="tab"]')) + step + all.length) % all.length];
      next.focus();
      next.click();
    });
    return tabs;
  }

  #pane(index) {
    const made = this.#panes.get(index);
    if (made) return made;
    const table = this.#document.tables.find((one) => one.index === index);
    if (!table) return null;
    const { editorIn, place, onDrawn, onOpened, onMade } = this.#owner;
    const pane = new SheetPane(table, {
      say: this.#say,
      look: (row, column) => this.#known.look(pane.grid, row, column),
      isBeyond: (row) => this.#known.isBeyond(index, row),
      editorIn,
      kept: () => (place()?.table === index ? place() : null),
      onDrawn: () => { if (index === this.table) onDrawn(pane); },
      onOpened: (row) => onOpened({ table: index, row, column: 1 }),
    }, table.name ?? this.#document.name);
    this.#panes.set(index, pane);
    pane.element.id = `sheet-pane-${index}`;
    if (this.#document.tables.length > 1) {
      pane.element.setAttribute('role', 'tabpanel');
      pane.element.setAttribute('aria-labelledby', `sheet-tab-${index}`);
    }
    pane.element.hidden = index !== this.table;
    pane.reveal(this.#known.rowsOf(index));
    onMade(pane);
    this.element.append(pane.element);
    return pane;
  }
}
