// A document in sight: its sheet with marks, the card beside a cell, the list of findings, and what is done with them.
import {Bar} from './bar.mjs';
import {Card, narrow} from './card.mjs';
import {cellCard} from './cell_card.mjs';
import {saidOf} from './cells.mjs';
import {Changes, copyText} from './changes.mjs';
import {h, setText} from './dom.mjs';
import {Editor} from './editor.mjs';
import {FilterBar} from './filters.mjs';
import {commandOf} from './keys.mjs';
import {Known} from './known.mjs';
import {FindingList} from './list.mjs';
import {isNarrow, neighbour} from './marks.mjs';
import {Panes} from './panes.mjs';
import {Walk} from './walk.mjs';

/** The share of a narrow page's sheet that the card lies over at most. */
const CARD_SHARE = 0.6;

/** Where the user was in a document, for when it comes into sight again. */
const remembered = new WeakMap();

/**
 * Shows a document.
 * @param {import('./store.mjs').App} app
 * @param {import('./store.mjs').Sheet} document
 * @returns {{element: HTMLElement, close: () => void}}
 */
export function documentView(app, document) {
  const view = new DocumentView(app, document);
  return { element: view.element, close: () => view.close() };
}

class DocumentView {
  #app;
  #say;
  #document;
  #known;
  #changes;
  /** The current cell, with its table; null: none was chosen yet. */
  #place = null;
  /** The key of the current finding. */
  #current = null;
  #outcome = null;
  #leave = [];
  #actions;
  #editor;
  #bar;
  #filters;
  #list;
  #card;
  #panes;
  #walk;
  #work;
  #live = h('p', { class: 'aside', 'aria-live': 'polite' });

  constructor(app, sheet) {
    this.#app = app;
    this.#say = app.say;
    this.#document = sheet;
    this.#known = new Known(sheet);
    this.#changes = new Changes(app, sheet, this.#known, () => this.#update());
    this.#actions = this.#makeActions();
    this.#build();
    this.#listen();
    const { table, place = null, current = null, top } = remembered.get(sheet) ?? {};
    this.#panes.show(table ?? firstTable(sheet));
    this.#place = place;
    this.#current = current;
    if (top) this.#panes.current.top = top;
    this.#update();
  }

  close() {
    this.#editor.commit();
    remembered.set(this.#document, {
      table: this.#panes.table, place: this.#place, current: this.#current, top: this.#panes.current?.top ?? null,
    });
    for (const leave of this.#leave) leave();
    for (const part of [this.#panes, this.#list, this.#changes]) part.close();
  }

  #makeActions() {
    const { tables } = this.#document;
    // The only sheet of a workbook needs no name.
    const isSingle = tables.length === 1 && tables[0].medium !== 'document';
    return {
      say: this.#say,
      go: (entry) => this.#go(entry),
      goTo: ([table, row, column]) => this.#select({ table, row, column }, { isFocused: true }),
      apply: (entry) => this.#changes.apply(entry),
      copy: async (text, button) => { if (await copyText(text, button)) this.#app.tell(this.#say('copied')); },
      placeOf: ({ sheet, cell }) => (sheet && !isSingle ? `${sheet} ${cell}` : cell),
      text: (table, row, column) => this.#changes.text({ table, row, column }),
    };
  }

  #build() {
    const say = this.#say;
    this.#editor = new Editor({
      onCommit: (text, move) => this.#commit(text, move),
      onCancel: () => this.#select(this.#place, { isFocused: true }),
      onBegin: () => this.#card.hide(),
    });
    this.#bar = new Bar(say, {
      undo: () => this.#showStep(this.#changes.undo()),
      redo: () => this.#showStep(this.#changes.redo()),
      fixAll: () => this.#fixAll(),
    }, this.#document.name);
    this.#filters = new FilterBar(say, (filter) => this.#setFilter(filter));
    this.#list = new FindingList(this.#actions);
    this.#card = new Card((cell) => this.#cardOf(cell), say('findings-here'), () => this.#editor.focus());
    this.#panes = new Panes(say, this.#document, this.#known, {
      editorIn: (cell) => this.#editor.in(cell),
      place: () => this.#place,
      onMade: (pane) => this.#listenTo(pane),
      onDrawn: (pane) => this.#drawn(pane),
      onOpened: (place) => this.#select(place, { isFocused: true }),
      onShown: () => {
        this.#card.hide();
        if (this.#place?.table !== this.#panes.table) this.#place = null;
      },
    });
    this.#walk = new Walk(say, { step: (isForward) => this.#step(isForward), toggle: () => this.#toggleList() }, 'sheet-side');
    const side = h('section', { class: 'side', 'aria-label': say('list-of-findings'), id: 'sheet-side' },
      this.#filters.element, this.#list.element);
    this.#work = h('div', { class: 'work' },
      h('div', { class: 'paper' }, this.#panes.tabs, this.#panes.element, this.#card.element), this.#walk.element, side);
    this.element = h('div', { class: 'document' }, this.#bar.element, this.#work, this.#live);
  }

  #listen() {
    const on = (target, name, listener) => {
      target.addEventListener(name, listener);
      this.#leave.push(() => target.removeEventListener(name, listener));
    };
    this.#leave.push(this.#app.store.on('document', (id) => { if (id === this.#document.id) this.#update(); }));
    on(window.document, 'keydown', (event) => this.#pressed(event));
    on(window, 'resize', () => this.#card.follow());
    on(window, 'beforeprint', () => {
      this.#panes.beforePrint();
      this.#list.drawAll();
    });
    on(window, 'afterprint', () => this.#panes.afterPrint());
    on(narrow, 'change', () => {
      this.#work.classList.remove('listing');
      this.#card.hide();
      this.#drawList();
    });
  }

  #listenTo(pane) {
    const { element, grid } = pane;
    const placeOf = ({ target }) => {
      const place = pane.placeOf(target);
      return place && { table: grid.index, ...place };
    };
    const isAtRest = ({ target }) => target === this.#editor.element && !this.#editor.isEditing;
    const on = (name, listener, options) => element.addEventListener(name, listener, options);
    on('click', (event) => {
      const place = placeOf(event);
      if (!place || (this.#editor.isEditing && event.target === this.#editor.element)) return;
      this.#select(place, { isFocused: true, isTouched: event.pointerType === 'touch' });
    });
    on('dblclick', (event) => { if (placeOf(event) && !this.#editor.isEditing) this.#edit(); });
    on('pointerover', (event) => {
      if (event.pointerType === 'touch' || this.#editor.isEditing) return;
      const cell = event.target.closest?.('td.marked, td.changed');
      if (cell) this.#card.hover(cell, element);
      else this.#card.left();
    });
    on('pointerleave', () => this.#card.left());
    on('scroll', () => this.#card.follow(), { passive: true });
    on('copy', (event) => { if (isAtRest(event)) this.#changes.copy(event, this.#here(), false); });
    on('cut', (event) => { if (isAtRest(event)) this.#changes.copy(event, this.#here(), true); });
    on('paste', (event) => { if (isAtRest(event)) this.#changes.paste(event, this.#here(), pane); });
  }

  // What is drawn.

  #update() {
    const sheet = this.#document;
    const before = this.#known.keys.size;
    this.#known.update((table, row, column) => this.#panes.anchor(table, row, column));
    for (const cell of this.#panes.update()) mend(cell);
    if (!this.#known.keys.has(this.#current)) this.#current = null;
    this.#bar.update(sheet, this.#known.entries, this.#changes.isFixing);
    this.#filters.update(sheet.filter, this.#known.entries, this.#known.left, sheet.outcome);
    this.#drawList();
    this.#panes.drawTabs();
    this.#card.refresh();
    const cell = this.#editor.element.parentElement;
    if (this.#place && cell?.isConnected) this.#editor.place(cell, this.#labelOf(this.#place));
    if (sheet.outcome !== this.#outcome) {
      if (this.#outcome) this.#tellCount(before);
      this.#outcome = sheet.outcome;
    }
    this.#changes.verify();
  }

  #drawList() {
    const { left, keys } = this.#known;
    this.#list.update(left, this.#current, keys, this.#nothing());
    this.#walk.update(left, this.#current, this.#work.classList.contains('listing'));
  }

  /** What to say where the list is empty. */
  #nothing() {
    const { outcome, filter } = this.#document;
    if (!outcome) return this.#say('being-checked');
    if (outcome.error) return this.#say('not-checked');
    if (this.#known.entries.length > 0 && isNarrow(filter)) return this.#say('none-left');
    return this.#say('nothing-found');
  }

  #tellCount(before) {
    const say = this.#say;
    const { length } = this.#known.entries;
    const now = length === 0 ? say('nothing-found') : say('findings-now', { n: length });
    setText(this.#live, before > length ? `${say('findings-gone', { n: before - length })}${say('comma')}${now}` : now);
  }

  #setFilter(filter) {
    const own = this.#document.filter;
    for (const name of Object.keys(own)) delete own[name];
    Object.assign(own, filter);
    this.#card.hide();
    this.#update();
  }

  #toggleList() {
    const isOpen = this.#work.classList.toggle('listing');
    this.#card.hide();
    this.#drawList();
    if (isOpen && this.#current) this.#list.show(this.#current);
  }

  /** A table was laid out: the field goes to where the current cell now is. */
  #drawn(pane) {
    const place = this.#here();
    const cell = place && pane.cell(place.row, place.column);
    if (!cell) return;
    if (this.#place) cell.setAttribute('aria-selected', 'true');
    this.#editor.place(cell, this.#labelOf(place));
    this.#card.hide();
    if (this.#current) this.#list.show(this.#current);
  }

  #cardOf(cell) {
    const pane = this.#panes.current;
    const own = pane.placeOf(cell);
    if (!own) return null;
    const place = { table: this.#panes.table, ...own };
    const look = this.#known.look(pane.grid, own.row, own.column);
    return cellCard(this.#actions, pane.nameOf(own), look, {
      isWhole: narrow.matches,
      edit: () => {
        this.#select(place, { isFocused: true, isPinned: false });
        this.#edit();
      },
      close: () => {
        const hadFocus = this.#card.element.contains(window.document.activeElement);
        this.#card.hide();
        if (hadFocus) this.#editor.focus({ isTouched: narrow.matches });
      },
      revert: () => this.#changes.write([{ ...place, text: look.before }]),
    });
  }

  #labelOf({ row, column }) {
    const say = this.#say;
    const pane = this.#panes.current;
    const { text, entries, left, before } = this.#known.look(pane.grid, row, column);
    const seen = left.length > 0 ? left : entries;
    const parts = [pane.nameOf({ row, column }), text === '' ? say('empty') : text];
    if (seen.length > 0) parts.push(saidOf(say, seen), ...seen.map(({ finding }) => finding.message));
    if (before !== null) parts.push(say('cell-changed'));
    return parts.join(say('comma'));
  }

  // Where the user is.

  /** The current cell; where none was chosen yet, the first. */
  #here() {
    if (this.#place) return this.#place;
    const pane = this.#panes.current;
    return pane && pane.grid.lines.length > 0 ? { table: pane.grid.index, ...pane.anchor(pane.grid.lines[0].row, 1) } : null;
  }

  /** Makes a cell the current one. */
  #select(place, { isFocused = false, isTouched = false, isPinned = true, entry = null } = {}) {
    if (!place) return;
    this.#editor.commit();
    if (this.#panes.table !== place.table && !this.#panes.show(place.table)) return;
    const pane = this.#panes.current;
    const { row, column } = pane.anchor(place.row, place.column);
    this.#place = { table: place.table, row, column };
    const cell = pane.show(row, column, narrow.matches && isPinned ? CARD_SHARE : 0);
    if (!cell) return;
    for (const other of pane.element.querySelectorAll('td[aria-selected]')) other.removeAttribute('aria-selected');
    cell.setAttribute('aria-selected', 'true');
    const { left } = this.#known.look(pane.grid, row, column);
    const wanted = entry ?? left.find(({ key }) => key === this.#current) ?? left[0] ?? null;
    this.#current = wanted?.key ?? null;
    this.#editor.place(cell, this.#labelOf(this.#place));
    if (isFocused) this.#editor.focus({ isTouched });
    if (isPinned) this.#card.pin(cell, pane.element);
    else this.#card.hide();
    this.#drawList();
    if (this.#current) this.#list.show(this.#current);
  }

  #go(entry, { isFocused = narrow.matches } = {}) {
    this.#work.classList.remove('listing');
    this.#select(entry.mark, { isFocused, isTouched: narrow.matches, entry });
  }

  #step(isForward) {
    const entry = neighbour(this.#known.left, this.#current, this.#place, isForward);
    if (!entry) return;
    const { activeElement } = window.document;
    const isInList = this.#list.element.contains(activeElement) && !narrow.matches;
    this.#go(entry, { isFocused: activeElement === this.#editor.element });
    if (isInList) this.#list.focus(entry.key);
    const { finding } = entry;
    setText(this.#live, `${this.#say(finding.severity)} ${finding.code}${this.#say('comma')}${finding.message}`);
  }

  // What is changed.

  #edit() {
    const place = this.#here();
    if (!place) return;
    this.#select(place, { isPinned: false });
    this.#editor.begin(this.#changes.text(place));
  }

  #commit(text, move) {
    const place = this.#here();
    if (!place) return;
    this.#changes.write([{ ...place, text: text.replace(/\r\n?/g, '\n') }]);
    const [rows, columns] = { down: [1, 0], next: [0, 1], previous: [0, -1] }[move] ?? [0, 0];
    if (move) this.#select({ table: place.table, ...this.#panes.current.beside(place, rows, columns) }, { isFocused: true });
  }

  async #fixAll() {
    const made = await this.#changes.fixAll();
    this.#update();
    this.#app.tell(this.#say('fixed-all', { n: made }));
  }

  /** Shows where a step changed something. */
  #showStep(edit) {
    this.#select(edit, { isFocused: window.document.activeElement === this.#editor.element, isPinned: false });
  }

  // Keys.

  #pressed(event) {
    const { target } = event;
    if (event.defaultPrevented || window.document.querySelector('dialog[open]')) return;
    const isInGrid = target === this.#editor.element && !this.#editor.isEditing;
    const isWriting = !isInGrid && target.matches('input, select, textarea');
    const command = commandOf(event, { isWriting, isInGrid });
    if (!command) return;
    event.preventDefault();
    this.#do(command);
  }

  #do({ name, rows, columns, isWhole }) {
    const place = this.#here();
    const pane = this.#panes.current;
    const to = (cell) => this.#select({ table: this.#panes.table, ...cell }, { isFocused: true });
    switch (name) {
      case 'next': return this.#step(true);
      case 'previous': return this.#step(false);
      case 'undo': return this.#showStep(this.#changes.undo());
      case 'redo': return this.#showStep(this.#changes.redo());
      case 'search': return this.#filters.focus();
      case 'dismiss': return this.#card.hide();
      case 'edit': return this.#edit();
      case 'clear': return place && this.#changes.write([{ ...place, text: '' }]);
      case 'move': return place && to(pane.beside(place, rows, columns));
      case 'edge': return place && to(pane.edge(place.row, columns > 0, isWhole));
    }
  }
}

/** The first table with findings; else the first with rows. */
function firstTable({ tables, outcome }) {
  const index = outcome?.marks[0]?.table;
  return (tables.find((table) => table.index === index) ?? tables.find(({ rows }) => rows.length > 0) ?? tables[0])?.index ?? null;
}

/** Lets what was marked glow for a moment, since it is in order now. */
function mend(cell) {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  const glow = getComputedStyle(cell).getPropertyValue('--mended');
  cell.animate([{ backgroundColor: glow }, {}], { duration: 1400, easing: 'ease-out' });
}
