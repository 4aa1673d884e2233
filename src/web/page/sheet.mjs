// A table of a document in its own scrolling pane: chunks of rows that are drawn when they come near, with a cell that is
// current and from which keys move on.
import {drawCell} from './cells.mjs';
import {h} from './dom.mjs';
import {Grid, lettersOf} from './grid.mjs';
import {Lazy} from './lazy.mjs';
import {chunkHeight, columnWidths} from './measures.mjs';

/** Rows up to which a table is printed whole; of a longer one, the chunks with findings are. */
const PRINTED_LINES = 5000;
const NUMBER = /^[-+]?[\d,]+(\.\d+)?%?$/;

/** @typedef {{row: number, column: number}} Place */

export class SheetPane {
  #owner;
  #say;
  #lazy;
  #spans = new Map();
  #widths = [];
  #numeric = [];
  #room = 0;
  #top = null;
  /** Cells that are drawn, by `row:column`. */
  #cells = new Map();
  #content = h('div', { class: 'content' });
  #resized;

  /**
   * @param {import('./store.mjs').Table} table
   * @param {Object} owner
   * @param {(key: string, values?: Object) => string} owner.say
   * @param {(row: number, column: number) => import('./cells.mjs').Look} owner.look
   * @param {(row: number) => boolean} owner.isBeyond   whether the filter leaves a row out
   * @param {(cell: HTMLElement) => Node|null} owner.editorIn  what stands in a cell besides its text
   * @param {() => Place|null} owner.kept               the cell that must stay drawn
   * @param {() => void} owner.onDrawn                  the table was laid out anew
   * @param {(row: number) => void} owner.onOpened      empty rows were opened, from this one on
   * @param {string} label
   */
  constructor(table, owner, label) {
    this.grid = new Grid(table);
    this.#owner = owner;
    this.#say = owner.say;
    this.label = label;
    this.element = h('div', { class: `pane of-${table.medium}`, tabindex: '-1' }, this.#content);
    this.#lazy = new Lazy(this.element, {
      make: (nth) => [this.#draw(nth)],
      drop: (nth) => this.#forget(nth),
      isKept: (nth) => {
        const kept = owner.kept();
        return kept !== null && this.grid.chunkOf(this.grid.lineOf(kept.row)) === nth;
      },
    });
    this.#resized = new ResizeObserver(() => this.#fit());
    this.#resized.observe(this.element);
  }

  close() {
    this.#resized.disconnect();
    this.#lazy.stop();
  }

  /** The row at the top of what is in sight, and how far it is above; null at the very top. */
  get top() {
    if (this.element.scrollTop === 0) return this.#top;
    const edge = this.element.getBoundingClientRect().top + this.#headHeight();
    for (const tr of this.element.querySelectorAll('tr[data-row]')) {
      const box = tr.getBoundingClientRect();
      if (box.bottom > edge + 1) return { row: Number(tr.dataset.row), above: edge - box.top };
    }
    return null;
  }

  /** Scrolls there; as soon as there is room, where there is none yet. */
  set top(top) {
    this.#top = top;
    if (this.#room === 0 || !top) return;
    this.#top = null;
    this.#lazy.ensure(this.grid.chunkOf(this.grid.lineOf(top.row)));
    const tr = this.element.querySelector(`tr[data-row="${top.row}"]`);
    if (!tr) return;
    this.element.scrollTop += tr.getBoundingClientRect().top + top.above - this.element.getBoundingClientRect().top - this.#headHeight();
  }

  /** Draws what has changed. @returns {HTMLElement[]} cells whose findings are gone */
  update() {
    const mended = [];
    for (const [key, cell] of this.#cells) {
      const [row, column] = key.split(':').map(Number);
      if (drawCell(this.#say, cell, this.#owner.look(row, column), this.#owner.editorIn(cell))) mended.push(cell);
    }
    for (const tr of this.element.querySelectorAll('tr[data-row]')) {
      tr.classList.toggle('beyond', this.#owner.isBeyond(Number(tr.dataset.row)));
    }
    return mended;
  }

  /** Sees to it that these rows are drawn even where they are empty. */
  reveal(rows) {
    if (this.grid.openAll(rows)) this.#lay();
  }

  /** The cell at a place, drawn if need be. @returns {HTMLElement|null} */
  cell(row, column) {
    const anchor = this.anchor(row, column);
    this.#lazy.ensure(this.grid.chunkOf(this.grid.lineOf(anchor.row)));
    return this.#cells.get(`${anchor.row}:${anchor.column}`) ?? null;
  }

  /** The place of the cell that an element belongs to. @returns {Place|null} */
  placeOf(element) {
    const cell = element.closest?.('[role="gridcell"]');
    if (!cell || !this.element.contains(cell) || !cell.parentElement.dataset.row) return null;
    return { row: Number(cell.parentElement.dataset.row), column: Number(cell.getAttribute('aria-colindex')) - 1 };
  }

  /** The place that stands for this one: of a merge, where it begins. @returns {Place} */
  anchor(row, column) {
    const line = this.grid.lineOf(row);
    const { columns } = this.grid.sections[this.#chunkAt(line).section];
    const over = Math.min(Math.max(column, 1), columns);
    const [at, from] = this.#spansAt(line).covered.get(`${line}:${over}`) ?? [line, over];
    return { row: this.grid.lines[at].row, column: from };
  }

  /** The place beside this one; itself at the edge. @returns {Place} */
  beside({ row, column }, rows, columns) {
    const { lines, sections } = this.grid;
    const from = this.anchor(row, column);
    const line = this.grid.lineOf(from.row);
    const span = this.#spansAt(line).spans.get(`${line}:${from.column}`) ?? { lines: 1, columns: 1 };
    const end = sections[this.#chunkAt(line).section].columns;
    if (columns > 0) return this.anchor(from.row, Math.min(end, from.column + span.columns - 1 + columns));
    if (columns < 0) return this.anchor(from.row, Math.max(1, from.column + columns));
    let to = rows > 0 ? line + span.lines - 1 + rows : line + rows;
    to = Math.min(Math.max(to, 0), lines.length - 1);
    // A fold of empty rows has no cells.
    const isFold = (at) => lines[at] !== undefined && lines[at].last > lines[at].row;
    while (isFold(to) && to > 0 && to < lines.length - 1) to += Math.sign(rows);
    if (isFold(to)) return from;
    return this.anchor(lines[to].row, column);
  }

  /** The first or last place of a row; of the whole table. @returns {Place} */
  edge(row, isEnd, isWhole) {
    const { lines, sections } = this.grid;
    const line = isWhole ? (isEnd ? lines.length - 1 : 0) : this.grid.lineOf(row);
    const { columns } = sections[this.#chunkAt(line).section];
    return this.anchor(lines[line].row, isEnd ? columns : 1);
  }

  /** How a place is called: `G12`, in documents its row and column. */
  nameOf({ row, column }) {
    const { shown } = this.grid.lines[this.grid.lineOf(row)];
    if (this.grid.medium === 'document') return this.#say('cell-in-document', { row: shown ?? row, column });
    return `${lettersOf(column)}${shown ?? row}`;
  }

  /** Brings a cell into sight; `covered` is the share of the pane at its foot that something lies over. */
  show(row, column, covered = 0) {
    const cell = this.cell(row, column);
    if (!cell) return null;
    const [box, pane] = [cell.getBoundingClientRect(), this.element.getBoundingClientRect()];
    const head = this.#headHeight();
    const gutter = cell.parentElement.firstElementChild.offsetWidth;
    const room = pane.height * (1 - covered) - head;
    const tall = Math.min(box.height, room);
    const isSeen = (top) => top >= pane.top + head - 1 && top + tall <= pane.top + head + room + 1;
    // Twice: what is drawn on the way may push it on.
    for (let times = 0; times < 2; times += 1) {
      const { top } = cell.getBoundingClientRect();
      if (!isSeen(top)) this.element.scrollTop += top - pane.top - head - (room - tall) / 3;
    }
    if (box.left < pane.left + gutter) this.element.scrollLeft += box.left - pane.left - gutter - 8;
    else if (box.right > pane.right) this.element.scrollLeft += Math.min(box.right - pane.right + 8, box.left - pane.left - gutter);
    return cell;
  }

  /** Draws all that is printed. */
  drawForPrint(isMarked) {
    const { chunks, lines } = this.grid;
    this.#fit();
    this.#lazy.ensureAll((nth) => {
      if (lines.length <= PRINTED_LINES) return true;
      return isMarked(lines[chunks[nth].first].row, lines[chunks[nth].end - 1].last);
    });
  }

  #headHeight() {
    return this.element.querySelector('.letters')?.offsetHeight ?? 0;
  }

  #chunkAt(line) {
    return this.grid.chunks[this.grid.chunkOf(line)];
  }

  #spansAt(line) {
    const nth = this.grid.chunkOf(line);
    if (!this.#spans.has(nth)) this.#spans.set(nth, this.grid.spansOf(this.grid.chunks[nth]));
    return this.#spans.get(nth);
  }

  #fit() {
    const room = this.element.clientWidth;
    if (room === 0 || room === this.#room) return;
    this.#room = room;
    this.#lay();
  }

  /** Lays the table out for the room that there is. */
  #lay() {
    if (this.#room === 0) return;
    const { grid } = this;
    const em = parseFloat(getComputedStyle(this.#content).fontSize);
    const { top } = this;
    this.#spans.clear();
    this.#widths = grid.sections.map((section) => columnWidths(grid, section, this.#room / em - 4));
    this.#numeric = grid.sections.map((section) => numericColumns(grid, section));
    this.#lazy.stop();
    this.#cells.clear();
    this.#lazy.reset(grid.chunks.map((chunk) => chunkHeight(grid, chunk, this.#widths[chunk.section]) * em),
      () => h('div', { class: 'chunk', role: 'none' }));
    const hasLetters = grid.medium !== 'document';
    const sections = grid.sections.map((section, nth) => {
      const widths = this.#widths[nth];
      const vars = Object.fromEntries(widths.map((width, at) => [`--c${at + 1}`, `calc(${(width * em).toFixed(1)} * var(--unit))`]));
      const wide = widths.reduce((sum, width) => sum + width, 0);
      vars['--wide'] = `${(wide * em).toFixed(1)}px`;
      vars['--total'] = (wide * em * 1.06).toFixed(1);
      const name = section.name === null ? null : h('h2', { class: 'part' }, section.name);
      const blocks = this.#lazy.blocks.filter((_, at) => grid.chunks[at].section === nth);
      return h('div', { class: 'part-of', vars },
        name,
        h('div', {
          class: 'grid', role: 'grid', 'aria-label': section.name === null ? this.label : `${this.label} ${section.name}`,
          'aria-rowcount': section.end - section.first + (hasLetters ? 1 : 0), 'aria-colcount': section.columns + 1,
        },
        hasLetters ? this.#letters(section) : null, blocks));
    });
    if (grid.sections.length === 0) sections.push(h('p', { class: 'none' }, this.#say('table-empty')));
    this.#content.replaceChildren(...sections);
    if (top) this.top = top;
    this.#owner.onDrawn();
  }

  #letters({ columns }) {
    const letters = Array.from({ length: columns }, (_, nth) => (
      h('th', { role: 'columnheader', 'aria-colindex': nth + 2 }, lettersOf(nth + 1))));
    return h('table', { class: 'letters', role: 'rowgroup' }, columnsOf(columns), h('tbody', { role: 'none' },
      h('tr', { role: 'row', 'aria-rowindex': 1 },
        h('th', { class: 'line', role: 'columnheader', 'aria-colindex': 1 }, h('span', { class: 'aside' }, this.#say('row'))), letters)));
  }

  #draw(nth) {
    const { grid } = this;
    const chunk = grid.chunks[nth];
    const section = grid.sections[chunk.section];
    if (!this.#spans.has(nth)) this.#spans.set(nth, grid.spansOf(chunk));
    const { spans, covered } = this.#spans.get(nth);
    const body = h('tbody', { role: 'none' });
    for (let line = chunk.first; line < chunk.end; line += 1) body.append(this.#row(line, section, chunk.section, spans, covered));
    return h('table', { class: 'rows', role: 'rowgroup' }, columnsOf(section.columns), body);
  }

  #row(line, section, nth, spans, covered) {
    const { grid } = this;
    const { row, last, shown } = grid.lines[line];
    const rowindex = line - section.first + (grid.medium === 'document' ? 1 : 2);
    if (last > row) return this.#fold(line, section, rowindex);
    const number = shown ?? (grid.medium === 'document' ? '' : row);
    const tr = h('tr', { role: 'row', 'aria-rowindex': rowindex, 'data-row': row },
      h('th', { class: 'line', role: 'rowheader', 'aria-colindex': 1 }, number));
    if (this.#owner.isBeyond(row)) tr.classList.add('beyond');
    for (let column = 1; column <= section.columns; column += 1) {
      const over = covered.get(`${line}:${column}`);
      if (over && (over[0] !== line || over[1] !== column)) continue;
      const span = spans.get(`${line}:${column}`);
      const cell = h('td', {
        role: 'gridcell', 'aria-colindex': column + 1,
        rowspan: span && span.lines > 1 ? span.lines : null, colspan: span && span.columns > 1 ? span.columns : null,
      });
      drawCell(this.#say, cell, this.#owner.look(row, column));
      if (this.#numeric[nth][column - 1]) cell.dataset.number = '';
      this.#cells.set(`${row}:${column}`, cell);
      tr.append(cell);
    }
    return tr;
  }

  #fold(line, section, rowindex) {
    const { row, last } = this.grid.lines[line];
    const open = () => {
      this.grid.open(row);
      this.#lay();
      this.#owner.onOpened(row);
    };
    return h('tr', { role: 'row', class: 'fold', 'aria-rowindex': rowindex },
      h('th', { class: 'line', role: 'rowheader', 'aria-colindex': 1 }, '⋯'),
      h('td', { role: 'gridcell', 'aria-colindex': 2, colspan: section.columns },
        h('button', { type: 'button', onclick: open }, this.#say('blank-rows', { n: last - row + 1 }))));
  }

  #forget(nth) {
    const chunk = this.grid.chunks[nth];
    if (!chunk) return;
    for (const cell of this.#lazy.blocks[nth].querySelectorAll('td[role="gridcell"]')) {
      const { row } = cell.parentElement.dataset;
      if (row) this.#cells.delete(`${row}:${Number(cell.getAttribute('aria-colindex')) - 1}`);
    }
  }
}

function columnsOf(columns) {
  const group = h('colgroup', {}, h('col', { class: 'line' }));
  for (let column = 1; column <= columns; column += 1) group.append(h('col', { vars: { width: `var(--c${column})` } }));
  return group;
}

/** The columns that hold figures, which stand right. */
function numericColumns(grid, section) {
  const counts = Array.from({ length: section.columns }, () => ({ numbers: 0, all: 0 }));
  for (let line = section.first; line < Math.min(section.end, section.first + 2000); line += 1) {
    for (const [column, text, role] of grid.lines[line].cells) {
      if (role === 'h' || role === 't' || !counts[column - 1]) continue;
      counts[column - 1].all += 1;
      if (NUMBER.test(text)) counts[column - 1].numbers += 1;
    }
  }
  return counts.map(({ numbers, all }) => all > 0 && numbers > all * 0.7);
}
