// A document in sight: its sheet with marks, the card beside a cell, the list of findings, and what is done with them.
import {Bar} from './bar.mjs';
import {Card, narrow} from './card.mjs';
import {saidOf} from './cells.mjs';
import {h, setAttribute, setText} from './dom.mjs';
import {Editor} from './editor.mjs';
import {FilterBar} from './filters.mjs';
import {bodyOf, headOf} from './findings.mjs';
import {commandOf, pasted} from './keys.mjs';
import {Known} from './known.mjs';
import {FindingList} from './list.mjs';
import {isNarrow, neighbour, safeEdits} from './marks.mjs';
import {SheetPane} from './sheet.mjs';
import {editsOf, textNow} from './store.mjs';
import {grouped} from './words.mjs';

/** Rounds of fixes: a fix may bring another to light, but not for ever. */
const MOST_ROUNDS = 16;
const VERIFY_AFTER = 250;
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
  #panes = new Map();
  #table = null;
  #place = null;
  #current = null;
  #count = null;
  #isFixing = false;
  #verifying = null;
  #version = -1;
  #leave = [];
  #editor;
  #bar;
  #filters;
  #list;
  #card;
  #tabs;
  #sheets;
  #walk;
  #side;
  #live = h('p', { class: 'aside', 'aria-live': 'polite' });

  constructor(app, sheet) {
    this.#app = app;
    this.#say = app.say;
    this.#document = sheet;
    this.#known = new Known(sheet);
    const { say } = app;
    this.#editor = new Editor({
      onCommit: (text, move) => this.#commit(text, move),
      onCancel: () => this.#select(this.#place, { isFocused: true }),
      onBegin: () => this.#card.hide(),
    });
    // The only sheet of a workbook needs no name.
    const isSingle = sheet.tables.length === 1 && sheet.tables[0].medium !== 'document';
    const actions = {
      say,
      go: (entry) => this.#go(entry),
      goTo: ([table, row, column]) => this.#select({ table, row, column }, { isFocused: true }),
      apply: (entry) => this.#apply(entry),
      copy: (text, button) => this.#copy(text, button),
      placeOf: ({ sheet: name, cell }) => (name && !isSingle ? `${name} ${cell}` : cell),
      text: (table, row, column) => textNow(this.#document, table, row, column),
    };
    this.#bar = new Bar(say, { undo: () => this.#undo(), redo: () => this.#redo(), fixAll: () => this.#fixAll() }, sheet.name);
    this.#filters = new FilterBar(say, (filter) => this.#setFilter(filter));
    this.#list = new FindingList(actions);
    this.#card = new Card((cell) => this.#cardOf(cell, actions), say('findings-here'), () => this.#focusCell());
    this.#tabs = this.#makeTabs();
    this.#sheets = h('div', { class: 'panes' });
    this.#walk = this.#makeWalk();
    this.#side = h('section', { class: 'side', 'aria-label': say('list-of-findings'), id: 'sheet-side' }, this.#filters.element, this.#list.element);
    this.element = h('div', { class: 'document', onkeydown: (event) => this.#pressed(event) },
      this.#bar.element,
      h('div', { class: 'work' }, h('div', { class: 'paper' }, this.#tabs, this.#sheets, this.#card.element), this.#walk.element, this.#side),
      this.#live);
    this.#listen();
    const { table, place, current, top } = remembered.get(sheet) ?? {};
    this.#current = current ?? null;
    this.#place = place ?? null;
    this.#showTable(table ?? firstTable(sheet));
    if (top) this.#panes.get(this.#table).top = top;
    this.#update();
  }

  close() {
    this.#editor.commit();
    remembered.set(this.#document, {
      table: this.#table, place: this.#place, current: this.#current, top: this.#panes.get(this.#table)?.top ?? null,
    });
    for (const leave of this.#leave) leave();
    for (const pane of this.#panes.values()) pane.close();
    this.#list.close();
    clearTimeout(this.#verifying);
  }

  #listen() {
    const on = (target, name, listener) => {
      target.addEventListener(name, listener);
      this.#leave.push(() => target.removeEventListener(name, listener));
    };
    this.#leave.push(this.#app.store.on('document', (id) => { if (id === this.#document.id) this.#update(); }));
    on(window, 'resize', () => this.#card.follow());
    on(window, 'beforeprint', () => this.#beforePrint());
    on(window, 'afterprint', () => this.#afterPrint());
    on(narrow, 'change', () => {
      this.#side.parentElement.classList.remove('listing');
      this.#card.hide();
    });
  }

  // What is drawn.

  #update() {
    const sheet = this.#document;
    const before = this.#known.keys.size;
    const isNew = sheet.outcome !== this.#count?.outcome;
    this.#known.update((table, row, column) => this.#anchor(table, row, column));
    for (const [index, pane] of this.#panes) {
      pane.reveal(this.#known.rowsOf(index));
      for (const cell of pane.update()) mend(cell);
    }
    if (!this.#known.keys.has(this.#current)) this.#current = null;
    this.#bar.update(sheet, this.#known.entries, this.#isFixing);
    this.#drawList();
    this.#drawTabs();
    this.#card.refresh();
    this.#label();
    if (isNew && sheet.outcome) {
      if (this.#count) this.#tellCount(before);
      this.#count = { outcome: sheet.outcome };
    }
    this.#verify();
    this.element.toggleAttribute('data-checking', sheet.isChecking);
  }

  #drawList() {
    const { entries, left, keys } = this.#known;
    const { filter, outcome } = this.#document;
    this.#filters.update(filter, entries, left, outcome);
    this.#list.update(left, this.#current, keys, this.#nothing());
    this.#walk.update(left);
  }

  #nothing() {
    const { outcome, filter } = this.#document;
    if (!outcome) return this.#say('being-checked');
    if (outcome.error) return this.#say('not-checked');
    if (this.#known.entries.length > 0 && isNarrow(filter)) return this.#say('none-left');
    return this.#say('nothing-found');
  }

  #tellCount(before) {
    const { entries } = this.#known;
    const gone = before - entries.length;
    const now = entries.length === 0 ? this.#say('nothing-found') : this.#say('findings-now', { n: entries.length });
    setText(this.#live, gone > 0 ? `${this.#say('findings-gone', { n: gone })}${this.#say('comma')}${now}` : now);
  }

  #setFilter(filter) {
    const own = this.#document.filter;
    for (const name of Object.keys(own)) delete own[name];
    Object.assign(own, filter);
    this.#card.hide();
    this.#update();
  }

  // Tables.

  #makeTabs() {
    const { tables } = this.#document;
    const tabs = h('div', { class: 'sheet-tabs', role: 'tablist', 'aria-label': this.#say('tables'), hidden: tables.length < 2 });
    for (const { index, name } of tables) {
      tabs.append(h('button', {
        type: 'button', role: 'tab', id: `sheet-tab-${index}`, 'aria-controls': `sheet-pane-${index}`, 'data-table': index,
        onclick: () => this.#showTable(index),
      }, h('span', { class: 'name' }, name ?? this.#say('table-nth', { n: index })), h('span', { class: 'count' })));
    }
    tabs.addEventListener('keydown', (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      const all = [...tabs.children];
      const next = all[(all.indexOf(event.target.closest('[role="tab"]')) + step + all.length) % all.length];
      next.focus();
      next.click();
    });
    return tabs;
  }

  #drawTabs() {
    if (this.#tabs.hidden) return;
    const { left } = this.#known;
    for (const tab of this.#tabs.children) {
      const index = Number(tab.dataset.table);
      setAttribute(tab, 'aria-selected', String(index === this.#table));
      tab.tabIndex = index === this.#table ? 0 : -1;
      const here = left.filter(({ mark }) => mark.table === index);
      setText(tab.lastElementChild, here.length > 0 ? String(here.length) : '');
    }
  }

  #pane(index) {
    const known = this.#panes.get(index);
    if (known) return known;
    const table = this.#document.tables.find((one) => one.index === index);
    if (!table) return null;
    const pane = new SheetPane(table, {
      say: this.#say,
      look: (row, column) => this.#known.look(pane.grid, row, column),
      isBeyond: (row) => this.#known.isBeyond(index, row),
      editorIn: (cell) => this.#editor.in(cell),
      kept: () => (this.#place?.table === index ? this.#place : null),
      onDrawn: () => this.#redrawn(index),
      onOpened: (row) => this.#select({ table: index, row, column: 1 }, { isFocused: true }),
    }, table.name ?? this.#document.name);
    this.#panes.set(index, pane);
    pane.element.id = `sheet-pane-${index}`;
    if (this.#document.tables.length > 1) {
      pane.element.setAttribute('role', 'tabpanel');
      pane.element.setAttribute('aria-labelledby', `sheet-tab-${index}`);
    }
    pane.reveal(this.#known.rowsOf(index));
    this.#listenTo(pane, index);
    this.#sheets.append(pane.element);
    return pane;
  }

  #listenTo(pane, table) {
    const { element } = pane;
    const placeOf = ({ target }) => {
      const place = pane.placeOf(target);
      return place && { table, ...place };
    };
    element.addEventListener('click', (event) => {
      const place = placeOf(event);
      if (!place || (this.#editor.isEditing && event.target === this.#editor.element)) return;
      this.#select(place, { isFocused: true, isTouched: event.pointerType === 'touch', isPinned: true });
    });
    element.addEventListener('dblclick', (event) => { if (placeOf(event) && !this.#editor.isEditing) this.#edit(); });
    element.addEventListener('pointerover', (event) => {
      if (event.pointerType === 'touch' || this.#editor.isEditing) return;
      const cell = event.target.closest?.('td.marked, td.changed');
      if (cell) this.#card.hover(cell, element);
      else this.#card.left();
    });
    element.addEventListener('pointerleave', () => this.#card.left());
    element.addEventListener('scroll', () => this.#card.follow(), { passive: true });
    element.addEventListener('copy', (event) => this.#copied(event, false));
    element.addEventListener('cut', (event) => this.#copied(event, true));
    element.addEventListener('paste', (event) => this.#paste(event));
  }

  #showTable(index) {
    const pane = this.#pane(index);
    if (!pane) return;
    this.#table = index;
    for (const [other, { element }] of this.#panes) element.hidden = other !== index;
    this.#card.hide();
    this.#drawTabs();
    if (this.#place?.table !== index) this.#place = null;
  }

  /** A table was laid out: the field goes to where the current cell now is. */
  #redrawn(index) {
    const pane = this.#panes.get(index);
    if (!pane || index !== this.#table || pane.grid.lines.length === 0) return;
    const { row, column } = this.#place ?? pane.anchor(pane.grid.lines[0].row, 1);
    const cell = pane.cell(row, column);
    if (!cell) return;
    if (this.#place) cell.setAttribute('aria-selected', 'true');
    this.#editor.place(cell, this.#labelOf({ table: index, row, column }));
    this.#card.hide();
    if (this.#current) this.#list.show(this.#current);
  }

  #anchor(table, row, column) {
    const pane = this.#panes.get(table) ?? this.#pane(table);
    return pane && pane.grid.content(row, column)[0] === '' ? pane.anchor(row, column) : { row, column };
  }

  // Where the user is.

  /** Makes a cell the current one. */
  #select(place, { isFocused = false, isTouched = false, isPinned = true, entry = null } = {}) {
    if (!place) return;
    if (this.#editor.isEditing) this.#editor.commit();
    if (this.#table !== place.table) {
      this.#showTable(place.table);
      if (this.#table !== place.table) return;
    }
    const pane = this.#panes.get(place.table);
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
    this.#list.update(this.#known.left, this.#current, this.#known.keys, this.#nothing());
    if (this.#current) this.#list.show(this.#current);
    this.#walk.update(this.#known.left);
  }

  #go(entry, { isFocused = narrow.matches } = {}) {
    this.#side.parentElement.classList.remove('listing');
    this.#select(entry.mark, { isFocused, isTouched: narrow.matches, entry });
  }

  #step(isForward) {
    const entry = neighbour(this.#known.left, this.#current, this.#place, isForward);
    if (!entry) return;
    const isInList = this.#list.element.contains(window.document.activeElement) && !narrow.matches;
    this.#go(entry, { isFocused: this.#isInGrid() });
    if (isInList) this.#list.focus(entry.key);
    setText(this.#live, `${this.#say(entry.finding.severity)} ${entry.finding.code}${this.#say('comma')}${entry.finding.message}`);
  }

  #isInGrid() {
    return window.document.activeElement === this.#editor.element;
  }

  #focusCell() {
    this.#editor.focus();
  }

  #label() {
    const place = this.#place;
    const cell = this.#editor.element.parentElement;
    if (place && cell?.isConnected) this.#editor.place(cell, this.#labelOf(place));
  }

  #labelOf({ table, row, column }) {
    const pane = this.#panes.get(table);
    const { text, entries, left, before } = this.#known.look(pane.grid, row, column);
    const seen = left.length > 0 ? left : entries;
    const parts = [pane.nameOf({ row, column }), text === '' ? this.#say('empty') : text];
    if (seen.length > 0) parts.push(saidOf(this.#say, seen), ...seen.map(({ finding }) => finding.message));
    if (before !== null) parts.push(this.#say('cell-changed'));
    return parts.join(this.#say('comma'));
  }

  #makeWalk() {
    const say = this.#say;
    const button = (name, sign, step) => h('button', {
      type: 'button', title: `${say(name)} (${step ? 'F8' : 'Shift+F8'})`, 'aria-label': say(name), onclick: () => this.#step(step),
    }, sign);
    const [previous, next] = [button('previous-finding', '‹', false), button('next-finding', '›', true)];
    const at = h('span', { class: 'at number' });
    const toggle = h('button', {
      type: 'button', class: 'to-list', 'aria-expanded': 'false', 'aria-controls': 'sheet-side', onclick: () => {
        const isOpen = this.#side.parentElement.classList.toggle('listing');
        setAttribute(toggle, 'aria-expanded', String(isOpen));
        this.#card.hide();
        if (isOpen && this.#current) this.#list.show(this.#current);
      },
    });
    const update = (left) => {
      const nth = left.findIndex(({ key }) => key === this.#current);
      setText(at, `${nth < 0 ? '–' : grouped(nth + 1)} / ${grouped(left.length)}`);
      previous.disabled = left.length === 0;
      next.disabled = left.length === 0;
      setText(toggle, say('list-toggle', { n: left.length }));
      setAttribute(toggle, 'aria-expanded', String(this.#side.parentElement.classList.contains('listing')));
    };
    const heading = h('h2', {}, say('list-of-findings'));
    return { element: h('div', { class: 'walk' }, heading, h('div', { class: 'steps' }, previous, at, next), toggle), update };
  }

  #cardOf(cell, actions) {
    const pane = this.#panes.get(this.#table);
    const own = pane.placeOf(cell);
    if (!own) return null;
    const place = { table: this.#table, ...own };
    const { entries, left, before, refusal } = this.#known.look(pane.grid, place.row, place.column);
    const isPhone = narrow.matches;
    if (entries.length === 0 && before === null && !isPhone) return null;
    const say = this.#say;
    const seen = left.length > 0 ? left : entries;
    const at = this.#place && own.row === this.#place.row && own.column === this.#place.column;
    return [
      h('header', {},
        h('b', {}, pane.nameOf(own)),
        seen.length > 0 ? h('span', { class: 'quiet' }, saidOf(say, seen)) : null,
        h('button', { type: 'button', class: 'small', onclick: () => { this.#select(place, { isFocused: true, isPinned: false }); this.#edit(); } }, say('edit')),
        h('button', {
          type: 'button', class: 'small shut', 'aria-label': say('close'), onclick: () => {
            this.#card.hide();
            if (at) this.#focusCell();
          },
        }, '×')),
      refusal === null ? null : h('p', { class: 'refusal' }, h('b', {}, say('cannot-write')), ' ', refusal),
      before === null ? null : h('p', { class: 'was' },
        h('span', { class: 'lead-in' }, say('text-before')), before === '' ? h('span', { class: 'none' }, say('empty')) : h('del', {}, before), ' ',
        h('button', { type: 'button', class: 'small', 'data-act': 'revert', onclick: () => this.#write([{ ...place, text: before }]) }, say('revert'))),
      seen.map((entry) => h('div', { class: `finding ${entry.finding.severity}` },
        headOf(actions, entry, { isLink: false }), bodyOf(actions, entry, { isWhole: isPhone }))),
    ];
  }

  // What is changed.

  #write(edits) {
    this.#app.store.edit(this.#document.id, edits);
  }

  #edit() {
    const place = this.#place ?? this.#first();
    if (!place) return;
    this.#select(place, { isPinned: false });
    this.#editor.begin(textNow(this.#document, place.table, place.row, place.column));
  }

  #commit(text, move) {
    const place = this.#place ?? this.#first();
    if (!place) return;
    // The text of a cell has no line ends of other systems.
    this.#write([{ ...place, text: text.replace(/\r\n?/g, '\n') }]);
    const pane = this.#panes.get(place.table);
    const next = { down: () => pane.beside(place, 1, 0), next: () => pane.beside(place, 0, 1), previous: () => pane.beside(place, 0, -1) }[move];
    if (next) this.#select({ table: place.table, ...next() }, { isFocused: true });
  }

  #first() {
    const pane = this.#panes.get(this.#table);
    return pane && pane.grid.lines.length > 0 ? { table: this.#table, ...pane.anchor(pane.grid.lines[0].row, 1) } : null;
  }

  #apply({ mark }) {
    this.#write(mark.edits.map(([row, column, text]) => ({ table: mark.table, row, column, text })));
  }

  /** Makes all safe fixes, and those that come to light by them. */
  async #fixAll() {
    const { id } = this.#document;
    this.#isFixing = true;
    let made = 0;
    try {
      for (let round = 0; round < MOST_ROUNDS; round += 1) {
        const { edits, fixes } = safeEdits(this.#known.entries);
        const before = this.#document.version;
        if (fixes === 0) break;
        const checked = this.#nextOutcome();
        // One step to undo, however many rounds.
        this.#app.store.edit(id, edits, { joins: made > 0 });
        if (this.#document.version === before) break;
        made += fixes;
        const outcome = await checked;
        if (!outcome || outcome.error) break;
      }
    } finally {
      this.#isFixing = false;
    }
    this.#update();
    this.#app.tell(this.#say('fixed-all', { n: made }));
  }

  /** What the next check comes to; null where none does. */
  #nextOutcome() {
    const { store } = this.#app;
    const { id, outcome } = this.#document;
    return new Promise((resolve) => {
      const done = (result) => {
        for (const stop of [offDocument, offDocuments]) stop();
        resolve(result);
      };
      let wasChecking = false;
      const offDocument = store.on('document', (about) => {
        if (about !== id) return;
        const now = this.#document;
        wasChecking ||= now.isChecking;
        if (now.outcome !== outcome) done(now.outcome);
        else if (wasChecking && !now.isChecking) done(null);
      });
      const offDocuments = store.on('documents', () => { if (!store.documents.has(id)) done(null); });
    });
  }

  #undo() {
    this.#stepBack(() => this.#app.store.undo(this.#document.id), this.#app.store.lastStep(this.#document.id));
  }

  #redo() {
    const { store } = this.#app;
    store.redo(this.#document.id);
    this.#showStep(store.lastStep(this.#document.id));
  }

  #stepBack(undo, step) {
    undo();
    this.#showStep(step);
  }

  /** Shows where a step changed something. */
  #showStep([edit]) {
    if (edit) this.#select(edit, { isFocused: this.#isInGrid(), isPinned: false });
  }

  async #copy(text, button) {
    try {
      await navigator.clipboard.writeText(text);
      this.#app.tell(this.#say('copied'));
    } catch {
      // A page from a file may not reach the clipboard so.
      const field = h('textarea', { class: 'aside', 'aria-hidden': 'true' });
      button.after(field);
      field.value = text;
      field.select();
      const isCopied = window.document.execCommand('copy');
      field.remove();
      button.focus();
      if (isCopied) this.#app.tell(this.#say('copied'));
    }
  }

  #copied(event, isCut) {
    if (event.target !== this.#editor.element || this.#editor.isEditing || !this.#place) return;
    event.preventDefault();
    event.clipboardData.setData('text/plain', textNow(this.#document, this.#place.table, this.#place.row, this.#place.column));
    if (isCut) this.#write([{ ...this.#place, text: '' }]);
  }

  /** Cells copied in a workbook fill as many here; other text fills the current cell. */
  #paste(event) {
    if (event.target !== this.#editor.element || this.#editor.isEditing || !event.clipboardData.types.includes('text/plain')) return;
    event.preventDefault();
    const place = this.#place ?? this.#first();
    if (!place) return;
    const pane = this.#panes.get(place.table);
    const edits = [];
    let row = place;
    for (const texts of pasted(event.clipboardData.getData('text/plain'))) {
      let cell = row;
      for (const text of texts) {
        edits.push({ table: place.table, row: cell.row, column: cell.column, text });
        const next = pane.beside(cell, 0, 1);
        if (next.column <= cell.column) break;
        cell = next;
      }
      const next = pane.beside(row, 1, 0);
      if (next.row <= row.row) break;
      row = next;
    }
    this.#write(edits);
  }

  /** Asks which changes cannot be written into the file. */
  #verify() {
    if (this.#document.version === this.#version) return;
    this.#version = this.#document.version;
    clearTimeout(this.#verifying);
    if (this.#document.edits.size === 0) {
      this.#known.refuse([]);
      return;
    }
    this.#verifying = setTimeout(async () => {
      const { version } = this.#document;
      const { refused } = await this.#app.verify(this.#document.id, editsOf(this.#document)).catch(() => ({ refused: [] }));
      if (version !== this.#document.version) return;
      this.#known.refuse(refused);
      this.#update();
    }, VERIFY_AFTER);
  }

  // Keys.

  #pressed(event) {
    const { target } = event;
    const isInGrid = target === this.#editor.element && !this.#editor.isEditing;
    const isWriting = !isInGrid && target.matches('input, select, textarea');
    const command = commandOf(event, { isWriting, isInGrid });
    if (!command) return;
    event.preventDefault();
    const { rows, columns, isWhole } = command;
    const pane = this.#panes.get(this.#table);
    const place = this.#place ?? this.#first();
    const to = (cell) => this.#select({ table: this.#table, ...cell }, { isFocused: true });
    switch (command.name) {
      case 'next': return this.#step(true);
      case 'previous': return this.#step(false);
      case 'undo': return this.#undo();
      case 'redo': return this.#redo();
      case 'search': return this.#filters.focus();
      case 'dismiss': return this.#card.hide();
      case 'edit': return this.#edit();
      case 'clear': return place && this.#write([{ ...place, text: '' }]);
      case 'move': return place && to(pane.beside(place, rows, columns));
      case 'edge': return place && to(pane.edge(place.row, columns > 0, isWhole));
    }
  }

  // On paper.

  #beforePrint() {
    for (const { index } of this.#document.tables) {
      const pane = this.#pane(index);
      pane.element.hidden = false;
      const marked = this.#known.rowsOf(index).sort((a, b) => a - b);
      pane.drawForPrint((first, last) => marked.some((row) => row >= first && row <= last));
    }
    this.#list.drawAll();
  }

  #afterPrint() {
    for (const [index, { element }] of this.#panes) element.hidden = index !== this.#table;
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
  cell.animate([{ backgroundColor: getComputedStyle(cell).getPropertyValue('--mended') }, {}], { duration: 1400, easing: 'ease-out' });
}
