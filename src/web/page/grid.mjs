// A table as it is drawn: its rows as lines, in sections with columns of their own, cut into chunks that no merge crosses.
// Nothing here knows of the page.

/** Empty rows one after another that are still drawn one by one; more become one line. */
const BLANK_RUN = 6;
/** Rows of such a line that open at once. */
const BLANK_OPENED = 50;
const CHUNK_LINES = 40;
/** A chunk grows beyond its lines for the sake of a merge, up to these. */
const CHUNK_MOST_LINES = 200;
const CHUNK_CELLS = 1500;

/**
 * A row that is drawn; where `last` is greater than `row`, a run of empty rows drawn as one line.
 * @typedef {{row: number, last: number, shown: number|null, cells: [number, string, string][]}} Line
 *
 * Lines with columns of their own: a sheet, or a table or some paragraphs of a document.
 * @typedef {{name: string|null, first: number, end: number, columns: number}} Section
 *
 * Lines that are drawn together, `first` up to but without `end`.
 * @typedef {{section: number, first: number, end: number}} Chunk
 *
 * A cell and what it spans, in lines and columns.
 * @typedef {{line: number, column: number, lines: number, columns: number}} Span
 */
export class Grid {
  #rows;
  #merges;
  #parts;
  #opened = [];
  #texts;

  /** @type {Line[]} */
  lines = [];
  /** @type {Section[]} */
  sections = [];
  /** @type {Chunk[]} */
  chunks = [];

  /** @param {import('./store.mjs').Table} table */
  constructor(table) {
    this.index = table.index;
    this.medium = table.medium;
    this.columns = Math.max(1, table.columns);
    this.#rows = table.rows;
    this.#texts = new Map(table.rows.map(([row, , cells]) => [row, cells]));
    this.last = table.rows.at(-1)?.[0] ?? 0;
    this.#merges = table.merges
      .map(([row, column, lastRow, lastColumn]) => ({
        row, column, lastRow: Math.min(lastRow, this.last), lastColumn: Math.min(lastColumn, this.columns),
      }))
      .filter(({ row, column, lastRow, lastColumn }) => row <= lastRow && column <= lastColumn)
      .sort((a, b) => a.row - b.row || a.column - b.column);
    this.#parts = table.parts;
    this.#arrange();
  }

  /** The text that a cell has in the file, and its role. @returns {[text: string, role: string|null]} */
  content(row, column) {
    const [, text, role] = this.#texts.get(row)?.find(([at]) => at === column) ?? [column, '', null];
    return [text, role];
  }

  /** Draws empty rows one by one: `row` and those after it. Tells whether that changes anything. */
  open(row, count = BLANK_OPENED) {
    const line = this.lines[this.lineOf(row)];
    if (!line || line.last === line.row) return false;
    this.#opened.push([row, Math.min(line.last, row + count - 1)]);
    this.#arrange();
    return true;
  }

  /** Draws these empty rows, which something is to be said of. Tells whether that changes anything. */
  openAll(rows) {
    const folded = [...new Set(rows)].filter((row) => {
      const line = this.lines[this.lineOf(row)];
      return line !== undefined && line.last > line.row;
    });
    // Behind the last row with text there may be cells, too, once something is written there.
    const beyond = Math.max(0, ...rows);
    if (folded.length === 0 && beyond <= this.last) return false;
    for (const row of folded) this.#opened.push([row, row]);
    this.last = Math.max(this.last, beyond);
    this.#arrange();
    return true;
  }

  /** The index of the line that a row stands in; the nearest above where it stands in none. */
  lineOf(row) {
    let [low, high] = [0, this.lines.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.lines[middle].row <= row) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The index of the chunk that a line stands in. */
  chunkOf(line) {
    let [low, high] = [0, this.chunks.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.chunks[middle].first <= line) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /**
   * The cells of a chunk that span others. A merge that is cut, being taller than a chunk may be, goes on in the next one.
   * @returns {{spans: Map<string, Span>, covered: Map<string, [line: number, column: number]>}}
   */
  spansOf({ section, first, end }) {
    const { columns: all } = this.sections[section];
    const spans = new Map();
    const covered = new Map();
    const take = (line, column, lines, columns) => {
      const key = `${line}:${column}`;
      for (let at = line; at < line + lines; at += 1) {
        for (let over = column; over < column + columns; over += 1) if (covered.has(`${at}:${over}`)) return;
      }
      spans.set(key, { line, column, lines, columns });
      for (let at = line; at < line + lines; at += 1) {
        for (let over = column; over < column + columns; over += 1) covered.set(`${at}:${over}`, [line, column]);
      }
    };
    const [firstRow, lastRow] = [this.lines[first].row, this.lines[end - 1].last];
    for (const merge of this.#mergesOf(firstRow, lastRow)) {
      const from = Math.max(first, this.lineOf(Math.max(merge.row, firstRow)));
      const to = Math.min(end - 1, this.lineOf(merge.lastRow));
      take(from, merge.column, to - from + 1, Math.min(merge.lastColumn, all) - merge.column + 1);
    }
    // A title runs over the empty cells beside it, as it does in a workbook.
    for (let line = first; line < end; line += 1) {
      const { cells } = this.lines[line];
      cells.forEach(([column, , role], nth) => {
        if (role !== 't' || covered.has(`${line}:${column}`)) return;
        let until = cells[nth + 1]?.[0] ?? all + 1;
        for (let over = column + 1; over < until; over += 1) if (covered.has(`${line}:${over}`)) until = over;
        if (until > column + 1) take(line, column, 1, until - column);
      });
    }
    return { spans, covered };
  }

  #mergesOf(firstRow, lastRow) {
    return this.#merges.filter((merge) => merge.row <= lastRow && merge.lastRow >= firstRow);
  }

  #arrange() {
    this.lines = this.#folded();
    this.sections = this.#sectioned();
    this.chunks = this.sections.flatMap((section, nth) => this.#chunked(section, nth));
  }

  #folded() {
    const lines = [];
    const starts = this.#parts.map(([row]) => row);
    const blank = (first, last) => {
      if (last < first) return;
      // Neither an opened row nor the first of a part is folded away.
      const inner = this.#opened.filter(([from, to]) => from <= last && to >= first)
        .map(([from, to]) => [Math.max(from, first), Math.min(to, last)])
        .sort(([a], [b]) => a - b);
      let at = first;
      const fold = (to) => {
        if (to - at + 1 > BLANK_RUN) lines.push({ row: at, last: to, shown: null, cells: [] });
        else for (; at <= to; at += 1) lines.push({ row: at, last: at, shown: null, cells: [] });
        at = Math.max(at, to + 1);
      };
      for (const [from, to] of inner) {
        if (from > at) fold(from - 1);
        for (; at <= to; at += 1) lines.push({ row: at, last: at, shown: null, cells: [] });
      }
      fold(last);
    };
    let next = 1;
    const upTo = (row) => {
      for (const start of starts) {
        if (start > next && start <= row) {
          blank(next, start - 1);
          next = start;
        }
      }
      blank(next, row);
      next = row + 1;
    };
    for (const [row, shown, cells] of this.#rows) {
      upTo(row - 1);
      lines.push({ row, last: row, shown, cells });
      next = row + 1;
    }
    upTo(this.last);
    return lines;
  }

  #sectioned() {
    if (this.lines.length === 0) return [];
    const starts = this.#parts.filter(([row]) => row <= this.last).map(([row, name]) => ({ name, first: this.lineOf(row) }));
    if (starts.length === 0 || starts[0].first > 0) starts.unshift({ name: null, first: 0 });
    return starts.map(({ name, first }, nth) => {
      const end = starts[nth + 1]?.first ?? this.lines.length;
      return { name, first, end, columns: starts.length === 1 ? this.columns : this.#columnsOf(first, end) };
    }).filter(({ first, end }) => first < end);
  }

  #columnsOf(first, end) {
    let columns = 1;
    for (const { cells } of this.lines.slice(first, end)) columns = Math.max(columns, cells.at(-1)?.[0] ?? 0);
    for (const merge of this.#mergesOf(this.lines[first].row, this.lines[end - 1].last)) {
      columns = Math.max(columns, merge.lastColumn);
    }
    return Math.min(columns, this.columns);
  }

  #chunked({ first, end, columns }, section) {
    const most = Math.max(5, Math.min(CHUNK_LINES, Math.floor(CHUNK_CELLS / columns)));
    const cut = Math.max(most, Math.min(CHUNK_MOST_LINES, Math.floor((CHUNK_CELLS * 5) / columns)));
    const merges = this.#mergesOf(this.lines[first].row, this.lines[end - 1].last);
    const chunks = [];
    let [from, nth, reach] = [first, 0, first];
    for (let line = first; line < end; line += 1) {
      const { row } = this.lines[line];
      // What began before this line and reaches it, or beyond.
      for (; nth < merges.length && merges[nth].row < row; nth += 1) {
        reach = Math.max(reach, this.lineOf(merges[nth].lastRow));
      }
      const size = line - from;
      if ((size >= most && reach < line) || size >= cut) {
        chunks.push({ section, first: from, end: line });
        from = line;
      }
    }
    chunks.push({ section, first: from, end });
    return chunks;
  }
}

/** A column's letters: 1 is A, 27 is AA. */
export function lettersOf(column) {
  let letters = '';
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return letters;
}
