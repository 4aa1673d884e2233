// From one finding to the next, and where in their list one is.
import {h, setAttribute, setText} from './dom.mjs';
import {grouped} from './words.mjs';

export class Walk {
  #say;
  #previous;
  #next;
  #at = h('span', { class: 'at number' });
  #toggle;

  /**
   * @param {{step: (isForward: boolean) => void, toggle: () => void}} actions  `toggle` opens and closes the list on narrow pages
   */
  constructor(say, { step, toggle }, listId) {
    this.#say = say;
    const button = (name, sign, keys, isForward) => h('button', {
      type: 'button', title: `${say(name)} (${keys})`, 'aria-label': say(name), onclick: () => step(isForward),
    }, sign);
    this.#previous = button('previous-finding', '‹', 'Shift+F8', false);
    this.#next = button('next-finding', '›', 'F8', true);
    this.#toggle = h('button', { type: 'button', class: 'to-list', 'aria-controls': listId, onclick: toggle });
    this.element = h('div', { class: 'walk' },
      h('h2', {}, say('list-of-findings')),
      h('div', { class: 'steps' }, this.#previous, this.#at, this.#next),
      this.#toggle);
  }

  /** @param {import('./marks.mjs').Entry[]} left @param {string|null} current */
  update(left, current, isListOpen) {
    const nth = left.findIndex(({ key }) => key === current);
    setText(this.#at, `${nth < 0 ? '–' : grouped(nth + 1)} / ${grouped(left.length)}`);
    this.#previous.disabled = left.length === 0;
    this.#next.disabled = left.length === 0;
    setText(this.#toggle, this.#say('list-toggle', { n: left.length }));
    setAttribute(this.#toggle, 'aria-expanded', String(isListOpen));
  }
}
