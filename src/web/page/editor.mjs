// The one field in which cells are changed. It lies over the current cell all the time and has the focus of the table:
// unseen until something is typed, so that input methods begin where the text will stand.
import {h} from './dom.mjs';

export class Editor {
  #onCommit;
  #onCancel;
  #isComposing = false;
  #isMoving = false;
  #isTouched = false;

  isEditing = false;

  /**
   * @param {Object} owner
   * @param {(text: string, move: 'down'|'next'|'previous'|null) => void} owner.onCommit
   * @param {() => void} owner.onCancel
   * @param {() => void} owner.onBegin
   */
  constructor({ onCommit, onCancel, onBegin }) {
    this.#onCommit = onCommit;
    this.#onCancel = onCancel;
    this.onBegin = onBegin;
    this.element = h('textarea', {
      class: 'editor', rows: 1, spellcheck: 'false', autocomplete: 'off', autocapitalize: 'off',
      oninput: () => this.#typed(),
      onkeydown: (event) => this.#pressed(event),
      onblur: () => this.#left(),
      oncompositionstart: () => {
        this.#isComposing = true;
        this.#typed();
      },
      oncompositionend: () => { this.#isComposing = false; },
      onpointerdown: (event) => { this.#isTouched = event.pointerType === 'touch'; },
    });
  }

  /** The field, where it stands in this cell. */
  in(cell) {
    return this.element.parentElement === cell ? this.element : null;
  }

  /** Puts the field over a cell. */
  place(cell, label) {
    if (this.element.parentElement !== cell) {
      const hadFocus = document.activeElement === this.element;
      this.#isMoving = true;
      cell.append(this.element);
      if (hadFocus) this.element.focus({ preventScroll: true });
      this.#isMoving = false;
    }
    this.element.setAttribute('aria-label', label);
    if (this.isEditing) this.#grow();
  }

  focus({ isTouched = false } = {}) {
    this.#isTouched = isTouched;
    // A tap on a cell looks at it; the keyboard of a phone comes up when it is to be changed.
    this.element.inputMode = isTouched && !this.isEditing ? 'none' : 'text';
    this.element.focus({ preventScroll: true });
  }

  /** Begins to change the text of the cell. */
  begin(text) {
    this.element.value = text;
    this.#begun();
    if (this.#isTouched) {
      this.#isMoving = true;
      this.element.blur();
      this.#isMoving = false;
    }
    this.element.inputMode = 'text';
    this.element.focus({ preventScroll: true });
    this.element.setSelectionRange(text.length, text.length);
  }

  /** Takes what was typed, if anything is being typed. */
  commit(move = null) {
    if (!this.isEditing) return;
    const text = this.element.value;
    this.#end();
    this.#onCommit(text, move);
  }

  #cancel() {
    this.#end();
    this.#onCancel();
  }

  #begun() {
    this.isEditing = true;
    this.element.classList.add('editing');
    this.#grow();
    this.onBegin();
  }

  #end() {
    this.isEditing = false;
    this.#isComposing = false;
    this.element.value = '';
    this.element.classList.remove('editing');
    this.element.style.removeProperty('block-size');
  }

  #typed() {
    if (!this.isEditing) this.#begun();
    else this.#grow();
  }

  /** As tall as its text. */
  #grow() {
    this.element.style.setProperty('block-size', '0');
    this.element.style.setProperty('block-size', `${this.element.scrollHeight + 4}px`);
  }

  #pressed(event) {
    if (!this.isEditing) return;
    // Keys of an input method are its own: Enter chooses a word there.
    if (this.#isComposing || event.isComposing || event.keyCode === 229) return;
    event.stopPropagation();
    if (event.key === 'Escape') {
      event.preventDefault();
      this.#cancel();
    } else if (event.key === 'Tab') {
      event.preventDefault();
      this.commit(event.shiftKey ? 'previous' : 'next');
    } else if (event.key === 'Enter' && (event.altKey || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.element.setRangeText('\n', this.element.selectionStart, this.element.selectionEnd, 'end');
      this.#grow();
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      this.commit('down');
    }
  }

  #left() {
    // Looking at another window is no leaving.
    if (this.#isMoving || document.activeElement === this.element) return;
    this.commit();
  }
}
