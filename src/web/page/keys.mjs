// Keys of the sheet. They are told in the list of keys, and in words here.

/** What moves the current cell: [rows, columns]. */
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const PAGE = 12;

/** The keys and what they do, for the list of keys. @type {[keys: string, word: string][]} */
export const SHEET_KEYS = [
  ['F8 / N', 'key-next'],
  ['Shift+F8 / P', 'key-previous'],
  ['↑ ↓ ← →', 'key-move'],
  ['Ctrl+Home / Ctrl+End', 'key-ends'],
  ['Enter / F2', 'key-edit'],
  ['Enter / Tab', 'key-commit'],
  ['Alt+Enter', 'key-newline'],
  ['Esc', 'key-cancel'],
  ['Delete', 'key-clear'],
  ['Ctrl+Z / Ctrl+Y', 'key-undo'],
  ['/', 'key-search'],
];

/**
 * What a key asks for, wherever in the view it is pressed; null: nothing.
 * @param {KeyboardEvent} event
 * @param {{isWriting: boolean, isInGrid: boolean}} where  in a field that takes text; in a cell that is not being changed
 * @returns {{name: string, rows?: number, columns?: number, isWhole?: boolean}|null}
 */
export function commandOf(event, { isWriting, isInGrid }) {
  const { key, shiftKey: shift, altKey: alt } = event;
  const control = event.ctrlKey || event.metaKey;
  if (event.isComposing || event.keyCode === 229) return null;
  if (key === 'F8' && !control && !alt) return { name: shift ? 'previous' : 'next' };
  if (isWriting) return null;
  const letter = key.toLowerCase();
  if (control && !alt && letter === 'z') return { name: shift ? 'redo' : 'undo' };
  if (control && !alt && !shift && letter === 'y') return { name: 'redo' };
  if (isInGrid) return gridCommand(key, { shift, control, alt });
  if (control || alt) return null;
  // Also after N and P, which leave the focus where it is.
  if (key === 'F2') return { name: 'edit' };
  if (letter === 'n' || letter === 'j') return { name: 'next' };
  if (letter === 'p' || letter === 'k') return { name: 'previous' };
  if (key === '/') return { name: 'search' };
  return null;
}

function gridCommand(key, { shift, control, alt }) {
  if (alt) return null;
  if (STEPS[key]) {
    if (shift) return null;
    const [rows, columns] = STEPS[key];
    // With Ctrl to the edge, as in a workbook.
    return control && columns !== 0 ? { name: 'edge', isWhole: false, columns } : { name: 'move', rows, columns };
  }
  if (key === 'Home' || key === 'End') return { name: 'edge', isWhole: control, columns: key === 'End' ? 1 : -1 };
  if (control) return null;
  if (key === 'PageUp' || key === 'PageDown') return { name: 'move', rows: key === 'PageUp' ? -PAGE : PAGE, columns: 0 };
  if ((key === 'Enter' && !shift) || key === 'F2') return { name: 'edit' };
  if (key === 'Delete' || key === 'Backspace') return { name: 'clear' };
  if (key === 'Escape') return { name: 'dismiss' };
  return null;
}

/**
 * What a clipboard's text puts into cells: from a workbook, rows of cells; otherwise one text.
 * @returns {string[][]}
 */
export function pasted(text) {
  const lines = text.replace(/\r\n?/g, '\n');
  const trimmed = lines.replace(/\n$/, '');
  const isQuoted = /^"(?:[^"]|"")*"$/.test(trimmed) && trimmed.includes('\n');
  // Workbooks end the last row, too; other texts of several lines rarely do.
  const isColumn = lines !== trimmed && trimmed.includes('\n');
  if (!trimmed.includes('\t') && !isQuoted && !isColumn) return [[trimmed]];
  const rows = [[]];
  for (const [, quoted, plain, end] of trimmed.matchAll(/(?:"((?:[^"]|"")*)"(?=[\t\n]|$)|([^\t\n]*))(\t|\n|$)/g)) {
    rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === '') break;
    if (end === '\n') rows.push([]);
  }
  return rows;
}
