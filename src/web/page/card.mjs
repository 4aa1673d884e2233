// The card beside a cell: its findings, what was changed, and what can be done. There is one, and it takes no focus of its
// own accord; on a narrow page it lies at the foot.
import {fill, h} from './dom.mjs';

const SHOW_AFTER = 160;
const HIDE_AFTER = 220;
const GAP = 8;

export class Card {
  #timer = null;
  /** The cell that it stands beside, and whether that is more than the pointer passing by. */
  #cell = null;
  #isPinned = false;
  #content;
  #pane;

  /**
   * @param {(cell: HTMLElement) => Node[]|null} content  what to say of a cell; null: nothing
   * @param {string} label
   * @param {() => void} onClose                          the user closed it
   */
  constructor(content, label, onClose) {
    this.#content = content;
    this.element = h('div', {
      class: 'cell-card', role: 'dialog', 'aria-label': label, hidden: true, tabindex: '-1',
      onpointerenter: () => clearTimeout(this.#timer),
      onpointerleave: () => this.left(),
      onkeydown: (event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        this.hide();
        onClose();
      },
    });
  }

  get isShown() {
    return !this.element.hidden;
  }

  /** The pointer is over a cell. */
  hover(cell, pane) {
    if (this.element.contains(document.activeElement) || narrow.matches) return;
    clearTimeout(this.#timer);
    if (cell === this.#cell && this.isShown) return;
    this.#timer = setTimeout(() => this.#show(cell, pane, false), SHOW_AFTER);
  }

  /** The pointer left. */
  left() {
    clearTimeout(this.#timer);
    if (this.#isPinned || this.element.contains(document.activeElement)) return;
    this.#timer = setTimeout(() => this.hide(), HIDE_AFTER);
  }

  /** A cell became current. */
  pin(cell, pane) {
    clearTimeout(this.#timer);
    this.#show(cell, pane, true);
  }

  /** Shows anew what it says, as its cell may have changed. */
  refresh() {
    if (!this.isShown) return;
    if (!this.#cell.isConnected) this.hide();
    else this.#show(this.#cell, this.#pane, this.#isPinned);
  }

  hide() {
    clearTimeout(this.#timer);
    this.element.hidden = true;
    this.#cell = null;
  }

  /** Stays beside its cell, or goes with it. */
  follow() {
    if (!this.isShown || narrow.matches) return;
    const [box, pane] = [this.#cell.getBoundingClientRect(), this.#pane.getBoundingClientRect()];
    const isSeen = box.bottom > pane.top && box.top < pane.bottom && box.right > pane.left && box.left < pane.right;
    if (isSeen && this.#isPinned) this.#place();
    else this.hide();
  }

  #show(cell, pane, isPinned) {
    const focused = this.element.contains(document.activeElement);
    const content = cell.isConnected ? this.#content(cell) : null;
    if (!content) {
      this.hide();
      if (focused) pane.querySelector('textarea')?.focus({ preventScroll: true });
      return;
    }
    this.#cell = cell;
    this.#pane = pane;
    this.#isPinned = isPinned;
    fill(this.element, content);
    this.element.hidden = false;
    this.element.scrollTop = 0;
    if (focused) this.element.focus({ preventScroll: true });
    this.#place();
  }

  /** Right of the cell if there is room, else below, above or left, and never over it if it can be helped. */
  #place() {
    const { style } = this.element;
    if (narrow.matches) {
      for (const name of ['left', 'top']) style.removeProperty(name);
      return;
    }
    const cell = this.#cell.getBoundingClientRect();
    const bounds = this.#pane.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const within = (at, least, most) => Math.max(least, Math.min(at, most));
    const left = within(cell.left, bounds.left + GAP, bounds.right - width - GAP);
    const top = within(cell.top, bounds.top + GAP, innerHeight - height - GAP);
    let place = [left, within(cell.bottom + GAP, GAP, innerHeight - height - GAP)];
    if (cell.right + GAP + width <= bounds.right) place = [cell.right + GAP, top];
    else if (cell.bottom + GAP + height <= innerHeight) place = [left, cell.bottom + GAP];
    else if (cell.left - GAP - width >= bounds.left) place = [cell.left - GAP - width, top];
    else if (cell.top - GAP - height >= bounds.top) place = [left, cell.top - GAP - height];
    style.setProperty('left', `${place[0]}px`);
    style.setProperty('top', `${place[1]}px`);
  }
}

/** Pages on which list and card lie over the sheet. */
export const narrow = globalThis.matchMedia?.('(max-width: 60rem)') ?? { matches: false, addEventListener() {} };
