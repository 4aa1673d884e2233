// What changes cells of a document besides writing in them: fixes, undo, the clipboard; and which changes a file refuses.
import {pasted} from './keys.mjs';
import {safeEdits} from './marks.mjs';
import {editsOf, textNow} from './store.mjs';

/** Rounds of fixes: a fix may bring another to light, but not for ever. */
const MOST_ROUNDS = 16;
const VERIFY_AFTER = 250;

export class Changes {
  #app;
  #document;
  #known;
  #onRefused;
  #verified = -1;
  #timer = null;

  /** Whether all safe fixes are being made. */
  isFixing = false;

  /** @param {() => void} onRefused  it is known which changes cannot be written */
  constructor(app, document, known, onRefused) {
    this.#app = app;
    this.#document = document;
    this.#known = known;
    this.#onRefused = onRefused;
  }

  close() {
    clearTimeout(this.#timer);
  }

  write(edits) {
    this.#app.store.edit(this.#document.id, edits);
  }

  text({ table, row, column }) {
    return textNow(this.#document, table, row, column);
  }

  /** Makes the fix of a finding. */
  apply({ mark }) {
    this.write(mark.edits.map(([row, column, text]) => ({ table: mark.table, row, column, text })));
  }

  /** Makes all safe fixes, and those that come to light by them. @returns {Promise<number>} how many */
  async fixAll() {
    this.isFixing = true;
    let made = 0;
    try {
      for (let round = 0; round < MOST_ROUNDS; round += 1) {
        const { edits, fixes } = safeEdits(this.#known.entries);
        const { version } = this.#document;
        if (fixes === 0) break;
        const checked = this.#nextOutcome();
        // One step to undo, however many rounds.
        this.#app.store.edit(this.#document.id, edits, { joins: made > 0 });
        if (this.#document.version === version) break;
        made += fixes;
        const outcome = await checked;
        if (!outcome || outcome.error) break;
      }
    } finally {
      this.isFixing = false;
    }
    return made;
  }

  /** @returns {import('./store.mjs').Edit|undefined} a cell that is as it was again */
  undo() {
    const { store } = this.#app;
    const [edit] = store.lastStep(this.#document.id);
    store.undo(this.#document.id);
    return edit;
  }

  /** @returns {import('./store.mjs').Edit|undefined} a cell that is changed again */
  redo() {
    const { store } = this.#app;
    store.redo(this.#document.id);
    return store.lastStep(this.#document.id)[0];
  }

  /** Hands the text of a cell to the clipboard. */
  copy(event, place, isCut) {
    event.preventDefault();
    event.clipboardData.setData('text/plain', this.text(place));
    if (isCut) this.write([{ ...place, text: '' }]);
  }

  /** Cells copied in a workbook fill as many here; other text fills the one cell. */
  paste(event, place, pane) {
    if (!event.clipboardData.types.includes('text/plain')) return;
    event.preventDefault();
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
    this.write(edits);
  }

  /** Asks which changes cannot be written into the file, when there was time to make some. */
  verify() {
    const sheet = this.#document;
    if (sheet.version === this.#verified) return;
    this.#verified = sheet.version;
    clearTimeout(this.#timer);
    if (sheet.edits.size === 0) {
      this.#known.refuse([]);
      return;
    }
    this.#timer = setTimeout(async () => {
      const { version } = sheet;
      // What cannot be asked now is told when the file is written.
      const { refused } = await this.#app.verify(sheet.id, editsOf(sheet)).catch(() => ({ refused: [] }));
      if (version !== sheet.version) return;
      this.#known.refuse(refused);
      this.#onRefused();
    }, VERIFY_AFTER);
  }

  /** What the next check comes to; null where none does. */
  #nextOutcome() {
    const { store } = this.#app;
    const { id, outcome } = this.#document;
    return new Promise((resolve) => {
      let wasChecking = false;
      const listening = [
        store.on('document', (about) => {
          if (about !== id) return;
          const now = this.#document;
          wasChecking ||= now.isChecking;
          if (now.outcome !== outcome) done(now.outcome);
          else if (wasChecking && !now.isChecking) done(null);
        }),
        store.on('documents', () => { if (!store.documents.has(id)) done(null); }),
      ];
      const done = (result) => {
        for (const stop of listening) stop();
        resolve(result);
      };
    });
  }
}

/** Copies a text for the user. Tells whether that was possible. */
export async function copyText(text, beside) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // A page from a file may not reach the clipboard so.
    const field = document.createElement('textarea');
    field.className = 'aside';
    beside.after(field);
    field.value = text;
    field.select();
    const isCopied = document.execCommand('copy');
    field.remove();
    beside.focus();
    return isCopied;
  }
}
