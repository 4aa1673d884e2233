// The line above a sheet: what the document is, and what can be done with all of it.
import {h, setText} from './dom.mjs';
import {safeEdits} from './marks.mjs';
import {grouped} from './words.mjs';

export class Bar {
  #say;
  #facts = h('span', { class: 'facts' });
  #undo;
  #redo;
  #fixAll;
  #trouble;
  #undoTrouble;

  /**
   * @param {(key: string, values?: Object) => string} say
   * @param {{undo: () => void, redo: () => void, fixAll: () => void}} actions
   * @param {string} name
   */
  constructor(say, { undo, redo, fixAll }, name) {
    this.#say = say;
    const button = (name, sign, keys, onclick) => h('button', { type: 'button', title: `${say(name)} (${keys})`, onclick },
      h('span', { 'aria-hidden': 'true' }, sign), h('span', { class: 'word' }, say(name)));
    this.#undo = button('undo', '↶', 'Ctrl+Z', undo);
    this.#redo = button('redo', '↷', 'Ctrl+Y', redo);
    this.#fixAll = h('button', { type: 'button', title: say('fix-all-means'), onclick: fixAll });
    this.#undoTrouble = h('button', { type: 'button', onclick: undo }, say('undo-this'));
    this.#trouble = h('div', { class: 'broken', role: 'alert', hidden: true });
    this.element = h('header', { class: 'sheet-bar' },
      h('div', { class: 'of' }, h('h1', { class: 'aside' }, name), this.#facts),
      h('div', { class: 'doings' }, h('div', { class: 'pair-of' }, this.#undo, this.#redo), this.#fixAll),
      this.#trouble);
  }

  /** @param {import('./store.mjs').Sheet} document */
  update(document, entries, isFixing) {
    const say = this.#say;
    const { outcome } = document;
    this.#undo.disabled = !document.canUndo;
    this.#redo.disabled = !document.canRedo;
    const { fixes } = safeEdits(entries);
    this.#fixAll.disabled = fixes === 0 || isFixing;
    setText(this.#fixAll, fixes > 0 ? `${say('fix-all')} ${grouped(fixes)}` : say('fix-all'));
    setText(this.#facts, factsOf(say, document).join(' · '));
    const error = outcome?.error ?? null;
    this.#trouble.hidden = error === null;
    if (error) {
      this.#trouble.replaceChildren(
        h('p', {}, h('b', {}, say('document-unread')), ' ', error.message),
        ...(error.help ? [h('p', {}, error.help)] : []),
        ...(document.canUndo ? [this.#undoTrouble] : []));
    } else {
      this.#trouble.replaceChildren();
    }
  }
}

function factsOf(say, { outcome, edits }) {
  if (!outcome || outcome.error) return [];
  const facts = [];
  if (outcome.year !== null) facts.push(say('year-of', { year: String(outcome.year) }));
  if (outcome.departments.length === 1) facts.push(outcome.departments[0].name);
  else if (outcome.departments.length > 1) facts.push(say('n-departments', { n: outcome.departments.length }));
  facts.push(say('n-projects', { n: outcome.projects.length }), say('n-indicators', { n: outcome.indicators }));
  if (edits.size > 0) facts.push(say('cells-changed', { n: edits.size }));
  return facts;
}
