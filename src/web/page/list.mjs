// The list of findings beside the sheet. Long lists are made of blocks, drawn when they come near.
import {h} from './dom.mjs';
import {bodyOf, headOf} from './findings.mjs';
import {Lazy} from './lazy.mjs';

const BLOCK = 30;
/** About the height of a finding, in px. */
const ITEM = 118;
/** More findings than these that go at once go without ado. */
const MOST_FADING = 12;

export class FindingList {
  #actions;
  #lazy;
  #entries = [];
  #current = null;
  #known = new Set();
  /** By key, the items that are drawn, each with what it shows. */
  #items = new Map();
  #none = h('p', { class: 'none' });

  /** @param {import('./findings.mjs').Actions} actions */
  constructor(actions) {
    this.#actions = actions;
    this.element = h('div', { class: 'findings-pane', tabindex: '-1', onclick: (event) => this.#clicked(event) });
    this.#lazy = new Lazy(this.element, {
      make: (nth) => this.#slice(nth).map((entry) => this.#item(entry)),
      drop: (nth) => { for (const item of this.#lazy.blocks[nth].children) this.#forget(item); },
      isKept: (nth) => this.#lazy.blocks[nth].contains(document.activeElement),
    });
    this.#lazy.reset([], newBlock);
  }

  close() {
    this.#lazy.stop();
  }

  /**
   * Shows these findings.
   * @param {import('./marks.mjs').Entry[]} entries
   * @param {string|null} current   the key of the one that is current
   * @param {Set<string>} known     the keys of all that there are, seen or not
   * @param {string} none           what to say where there are none
   */
  update(entries, current, known, none) {
    const focused = document.activeElement?.closest?.('.finding');
    const isOurs = focused && this.element.contains(focused);
    const before = isOurs ? this.#entries.findIndex(({ key }) => key === focused.dataset.key) : -1;
    this.#entries = entries;
    this.#current = current;
    const gone = [...this.#items.keys()].filter((key) => this.#known.has(key) && !known.has(key));
    this.#known = known;
    const heights = [];
    for (let rest = entries.length; rest > 0; rest -= BLOCK) heights.push(Math.min(rest, BLOCK) * ITEM);
    if (gone.length <= MOST_FADING) for (const key of gone) fade(this.#items.get(key));
    for (const key of gone) this.#items.delete(key);
    this.#lazy.resize(heights, newBlock);
    for (const nth of this.#lazy.made()) this.#arrange(nth);
    this.element.append(...this.#lazy.blocks.filter((block) => !block.isConnected));
    this.#none.textContent = none;
    if (entries.length > 0) this.#none.remove();
    else if (!this.#none.isConnected) this.element.append(this.#none);
    // Where the finding with the focus is gone, the next one has it.
    const active = document.activeElement;
    if (before >= 0 && (!this.element.contains(active) || active.closest('.gone'))) {
      if (entries.length > 0) this.focus(entries[Math.min(before, entries.length - 1)].key);
      else this.element.focus({ preventScroll: true });
    }
  }

  /** Brings a finding into sight, without moving anything but the list. */
  show(key) {
    const item = this.#made(key);
    if (!item) return;
    const [box, pane] = [item.getBoundingClientRect(), this.element.getBoundingClientRect()];
    if (box.top < pane.top + 8) this.element.scrollTop += box.top - pane.top - 8;
    else if (box.bottom > pane.bottom - 8) {
      this.element.scrollTop += Math.min(box.bottom - pane.bottom + 8, box.top - pane.top - 8);
    }
  }

  /** Gives a finding the focus. */
  focus(key) {
    this.#made(key)?.querySelector('button.place')?.focus({ preventScroll: true });
  }

  /** Draws all. */
  drawAll() {
    this.#lazy.ensureAll();
  }

  #made(key) {
    const at = this.#entries.findIndex((entry) => entry.key === key);
    if (at < 0) return null;
    this.#lazy.ensure(Math.floor(at / BLOCK));
    return this.#items.get(key)?.element ?? null;
  }

  #slice(nth) {
    return this.#entries.slice(nth * BLOCK, (nth + 1) * BLOCK);
  }

  /** Puts the items of a block in order, touching none that stands where it should. */
  #arrange(nth) {
    const block = this.#lazy.blocks[nth];
    const wanted = this.#slice(nth).map((entry) => this.#item(entry));
    const isWanted = new Set(wanted);
    for (const item of [...block.children]) {
      if (isWanted.has(item) || item.classList.contains('gone')) continue;
      this.#forget(item);
      item.remove();
    }
    let at = block.firstElementChild;
    for (const item of wanted) {
      while (at?.classList.contains('gone')) at = at.nextElementSibling;
      if (at === item) at = at.nextElementSibling;
      else block.insertBefore(item, at);
    }
  }

  #item(entry) {
    const { finding, mark, key } = entry;
    const isCurrent = key === this.#current;
    const shown = JSON.stringify([entry.nth, finding, mark.title, mark.edits, isCurrent]);
    const known = this.#items.get(key);
    if (known?.shown === shown) return known.element;
    const element = known?.element ?? h('li', { 'data-key': key });
    const focused = element.contains(document.activeElement) ? document.activeElement : null;
    const focus = focused && (focused.dataset.act ? `[data-act="${focused.dataset.act}"]` : '.place');
    element.className = `finding ${finding.severity}${isCurrent ? ' current' : ''}`;
    if (isCurrent) element.setAttribute('aria-current', 'true');
    else element.removeAttribute('aria-current');
    element.replaceChildren(
      headOf(this.#actions, entry, { isLink: true }),
      ...bodyOf(this.#actions, entry, { isWhole: isCurrent }));
    if (focus) (element.querySelector(focus) ?? element.querySelector('.place'))?.focus({ preventScroll: true });
    this.#items.set(key, { element, shown });
    return element;
  }

  #forget(item) {
    if (this.#items.get(item.dataset.key)?.element === item) this.#items.delete(item.dataset.key);
  }

  #clicked(event) {
    if (event.target.closest('button, a')) return;
    const { key } = event.target.closest('.finding:not(.gone)')?.dataset ?? {};
    const entry = this.#entries.find((one) => one.key === key);
    // Marking words to copy them is no click.
    if (entry && String(getSelection()) === '') this.#actions.go(entry);
  }
}

function newBlock() {
  return h('ol', { class: 'findings' });
}

/** Lets a finding that is no more fade away. */
function fade({ element }) {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches || !element.isConnected) return;
  element.classList.add('gone');
  element.inert = true;
  const height = `${element.offsetHeight}px`;
  element.animate(
    [{ blockSize: height, opacity: 1 }, { blockSize: height, opacity: 0.25, offset: 0.5 },
      { blockSize: '0px', opacity: 0, paddingBlock: '0px', marginBlock: '0px' }],
    { duration: 500, easing: 'ease-in-out' },
  ).finished.then(() => element.remove(), () => element.remove());
}
