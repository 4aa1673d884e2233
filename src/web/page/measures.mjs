// How wide the columns of a table are and how tall its rows will be, told from the texts alone: in em, before anything is
// drawn. Drawn rows may differ a little; their room is corrected out of sight.

const PADDING = 1.2;
const LINE = 1.5;
const ROW_PADDING = 0.6;
/** The width of paragraphs between the tables of a document. */
const PARAGRAPH = 44;
const NARROWEST = 2.6;
const WIDEST = 26;
/** Lines that are looked at for the widths: enough to know the columns of a long list. */
const SAMPLE = 3000;
/** The room of a sign after a short text, so that it does not stand on a line of its own. */
const SIGN = 1.7;

/** The width of a text on one line: a Chinese character is 1 wide, a letter or figure about half. */
export function textWidth(text) {
  let width = 0;
  for (let at = 0; at < text.length; at += 1) width += text.charCodeAt(at) < 0x2e80 ? 0.56 : 1;
  return width;
}

/** The lines that a text takes in a width. */
function linesIn(text, width) {
  let lines = 0;
  for (const paragraph of text.split('\n')) lines += Math.max(1, Math.ceil(textWidth(paragraph) / width));
  return lines;
}

/** The width at which a text stands well: short texts on one line, long ones on some. */
function wellAt(width) {
  return width <= 10 ? width : Math.min(WIDEST, 10 + Math.sqrt(width - 10) * 1.5);
}

/** The longest of the parts of a text that are not broken: a number, a Latin word, a Chinese label of up to four. */
function unbroken(text) {
  let longest = 0;
  for (const [word] of text.matchAll(/[\w.,%:\-]+/g)) longest = Math.max(longest, textWidth(word));
  return Math.min(Math.max(longest, Math.min(textWidth(text), 4)), 9);
}

/**
 * The widths of a section's columns, where there is so much room. Long texts get what is left over; where there is too
 * little room, the wide ones give some of theirs, and beyond that the table is wider than its room.
 * @param {import('./grid.mjs').Grid} grid
 * @param {import('./grid.mjs').Section} section
 * @param {number} room
 */
export function columnWidths(grid, section, room) {
  const { columns } = section;
  if (columns === 1 && grid.medium === 'document') return [Math.max(NARROWEST, Math.min(room, PARAGRAPH))];
  const wanted = Array.from({ length: columns }, () => []);
  const least = new Array(columns).fill(NARROWEST);
  const most = room < 40 ? 13 : WIDEST;
  const wide = [];
  const step = Math.max(1, Math.ceil((section.end - section.first) / SAMPLE));
  const merges = new Map();
  for (const chunk of grid.chunks) {
    if (chunk.first < section.first || chunk.first >= section.end) continue;
    if (merges.size > SAMPLE) break;
    for (const [key, span] of grid.spansOf(chunk).spans) merges.set(key, span);
  }
  for (let at = section.first; at < section.end; at += step) {
    for (const [column, text, role] of grid.lines[at].cells) {
      const width = textWidth(text);
      const span = merges.get(`${at}:${column}`)?.columns ?? 1;
      if (span > 1) {
        if (role !== 't') wide.push({ column, span, width: Math.min(wellAt(width), most * 1.5) });
      } else if (role === 'h') {
        least[column - 1] = Math.max(least[column - 1], unbroken(text));
        wanted[column - 1].push(Math.min(width, 8));
      } else if (role !== 't' || columns === 1) {
        least[column - 1] = Math.max(least[column - 1], unbroken(text));
        wanted[column - 1].push(width <= 8 ? width + SIGN : width);
      }
    }
  }
  // All but the longest twentieth stand well; the rest takes more lines.
  const longest = wanted.map((widths) => widths.sort((a, b) => a - b)[Math.floor(widths.length * 0.95)] ?? 0);
  const widths = longest.map((width, nth) => Math.min(most, Math.max(least[nth], wellAt(width))) + PADDING);
  for (const { column, span, width } of wide.slice(0, SAMPLE)) {
    const over = widths.slice(column - 1, column - 1 + span);
    const lacking = width + PADDING - sum(over);
    if (lacking <= 0) continue;
    for (let nth = 0; nth < over.length; nth += 1) widths[column - 1 + nth] += lacking / over.length;
  }
  const total = sum(widths);
  if (total < room) {
    const needs = longest.map((width, nth) => Math.max(0, Math.min(width + PADDING, most * 2) - widths[nth]));
    const share = Math.min(1, (room - total) / Math.max(1, sum(needs)));
    return widths.map((width, nth) => width + needs[nth] * share);
  }
  const soft = widths.map((width, nth) => Math.max(0, width - Math.max(9, least[nth]) - PADDING));
  // Where the table does not fit in any case, its columns need not be as narrow as they can be.
  const excess = total - room;
  const share = excess > sum(soft) ? 0.5 : excess / Math.max(1, sum(soft));
  return widths.map((width, nth) => width - soft[nth] * share);
}

/** The room that a chunk will take. */
export function chunkHeight(grid, chunk, widths) {
  let height = 0;
  for (let at = chunk.first; at < chunk.end; at += 1) {
    let lines = 1;
    const { cells } = grid.lines[at];
    for (const [column, text, role] of cells) {
      if (role === 't') continue;
      const width = (widths[column - 1] ?? WIDEST) - PADDING;
      // Most texts fit; only the others are measured.
      if (text.length > width) lines = Math.max(lines, linesIn(text, width));
    }
    height += lines * LINE + ROW_PADDING;
  }
  return height;
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
