// A long column of blocks of which only those near the sight are made; the others are empty room of about their height.

/** How far beyond the sight blocks are made, so that scrolling does not meet empty room. */
const AHEAD = '1200px 0px';

export class Lazy {
  #scroller;
  #make;
  #drop;
  #observer = null;
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
  reset(heights, newBlock) {
    this.stop();
    this.blocks = [];
    this.#observer = new IntersectionObserver((entries) => this.#meet(entries), { root: this.#scroller, rootMargin: AHEAD });
    this.resize(heights, newBlock);
  }

  /** Has blocks of about these heights: those that there are stay, others come or go at the end. */
  resize(heights, newBlock) {
    for (let nth = heights.length; nth < this.blocks.length; nth += 1) {
      this.#observer.unobserve(this.blocks[nth]);
      this.#made.delete(nth);
      this.blocks[nth].remove();
    }
    this.blocks.length = Math.min(this.blocks.length, heights.length);
    for (let nth = this.blocks.length; nth < heights.length; nth += 1) {
      const block = newBlock(nth);
      block.style.setProperty('block-size', `${heights[nth]}px`);
      this.#number.set(block, nth);
      this.blocks.push(block);
      this.#observer.observe(block);
    }
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
        target.style.setProperty('block-size', `${boundingClientRect.height}px`);
        this.#made.delete(nth);
        this.#drop(nth);
        target.replaceChildren();
      }
    }
  }
}
