// A long column of blocks of which only those near the sight are made; the others are empty room of about their height.
import {h} from './dom.mjs';

/** How far beyond the sight blocks are made, so that scrolling does not meet empty room. */
const AHEAD = '1200px 0px';

export class Lazy {
  #scroller;
  #make;
  #drop;
  #observer = null;
  #heights = [];
  #number = new WeakMap();
  /** By its number, of blocks that are made. */
  #made = new Map();
  /** Blocks that stay: the one with the focus. */
  #isKept;

  /** @type {HTMLElement[]} */
  blocks = [];

  /**
   * @param {HTMLElement} scroller
   * @param {{make: (nth: number) => Node[], drop?: (nth: number) => void, isKept?: (nth: number) => boolean}} owner
   */
  constructor(scroller, { make, drop = () => {}, isKept = () => false }) {
    this.#scroller = scroller;
    this.#make = make;
    this.#drop = drop;
    this.#isKept = isKept;
  }

  /** Begins anew with blocks of about these heights, in px. */
  reset(heights, tag = 'div', props = {}) {
    this.stop();
    this.#heights = heights;
    this.blocks = heights.map((height, nth) => {
      const block = h(tag, props);
      block.style.setProperty('block-size', `${height}px`);
      this.#number.set(block, nth);
      return block;
    });
    this.#observer = new IntersectionObserver((entries) => this.#meet(entries), { root: this.#scroller, rootMargin: AHEAD });
    for (const block of this.blocks) this.#observer.observe(block);
  }

  stop() {
    this.#observer?.disconnect();
    for (const nth of this.#made.keys()) this.#drop(nth);
    this.#made.clear();
  }

  /** The numbers of the blocks that are made. */
  made() {
    return [...this.#made.keys()];
  }

  isMade(nth) {
    return this.#made.has(nth);
  }

  /** Makes a block where it is not made. */
  ensure(nth) {
    const block = this.blocks[nth];
    if (!block || this.#made.has(nth)) return block;
    // Browsers without scroll anchoring would let what is read slip away when a block above turns out taller.
    const anchored = CSS.supports('overflow-anchor', 'auto');
    const isAbove = !anchored && block.getBoundingClientRect().bottom < this.#scroller.getBoundingClientRect().top;
    const before = isAbove ? block.offsetHeight : 0;
    this.#made.set(nth, block);
    block.replaceChildren(...this.#make(nth));
    block.style.removeProperty('block-size');
    if (isAbove) this.#scroller.scrollTop += block.offsetHeight - before;
    return block;
  }

  ensureAll(which = () => true) {
    for (let nth = 0; nth < this.blocks.length; nth += 1) if (which(nth)) this.ensure(nth);
  }

  #meet(entries) {
    for (const { target, isIntersecting, boundingClientRect } of entries) {
      const nth = this.#number.get(target);
      if (nth === undefined) continue;
      if (isIntersecting) {
        this.ensure(nth);
      } else if (this.#made.has(nth) && !this.#isKept(nth) && boundingClientRect.height > 0) {
        this.#heights[nth] = boundingClientRect.height;
        target.style.setProperty('block-size', `${boundingClientRect.height}px`);
        this.#made.delete(nth);
        this.#drop(nth);
        target.replaceChildren();
      }
    }
  }
}
