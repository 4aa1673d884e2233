import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Grid, lettersOf} from '../grid.mjs';

/** A table of rows `[row, texts]`; an empty text is no cell. */
function table(rows, { merges = [], parts = [], medium = 'cells', role = 'r' } = {}) {
  const columns = Math.max(1, ...rows.map(([, texts]) => texts.length), ...merges.map(([, , , last]) => last));
  return {
    index: 0, name: null, medium, columns, merges, parts,
    rows: rows.map(([row, texts]) => [row, row, texts.flatMap((text, nth) => (text ? [[nth + 1, text, role]] : []))]),
  };
}
const list = (count, columns = 2) => Array.from({ length: count }, (_, nth) => [nth + 1, Array.from({ length: columns }, () => 'x')]);

test('letters of columns', () => {
  assert.deepEqual([1, 26, 27, 52, 702, 703].map(lettersOf), ['A', 'Z', 'AA', 'AZ', 'ZZ', 'AAA']);
});

test('a few empty rows stay, many become one line', () => {
  const grid = new Grid(table([[1, ['a']], [4, ['b']], [20, ['c']]]));
  assert.deepEqual(grid.lines.map(({ row, last }) => [row, last]), [[1, 1], [2, 2], [3, 3], [4, 4], [5, 19], [20, 20]]);
  assert.equal(grid.lineOf(12), 4);
  assert.equal(grid.lineOf(20), 5);
});

test('empty rows open from where they are opened', () => {
  const grid = new Grid(table([[1, ['a']], [200, ['b']]]));
  assert.ok(grid.open(2));
  assert.deepEqual([grid.lines[1], grid.lines[50], grid.lines[51]].map(({ row, last }) => [row, last]), [[2, 2], [51, 51], [52, 199]]);
  assert.ok(!grid.open(2));
});

test('rows that something is said of are drawn, behind the last one, too', () => {
  const grid = new Grid(table([[1, ['a']], [100, ['b']]]));
  assert.ok(grid.openAll([50, 103]));
  assert.deepEqual(grid.lines.filter(({ row, last }) => row === last).map(({ row }) => row), [1, 50, 100, 101, 102, 103]);
  assert.ok(!grid.openAll([50, 103]));
});

test('chunks hold all lines, one after the other, and no merge crosses them', () => {
  const merges = [];
  for (let row = 3; row < 990; row += 7) merges.push([row, 1, row + 5, 1]);
  const grid = new Grid(table(list(1000), { merges }));
  assert.ok(grid.chunks.length > 10);
  let next = 0;
  for (const { first, end } of grid.chunks) {
    assert.equal(first, next);
    assert.ok(end > first && end - first <= 60);
    next = end;
  }
  assert.equal(next, 1000);
  for (const [row, , last] of merges) assert.equal(grid.chunkOf(row - 1), grid.chunkOf(last - 1), `rows ${row} to ${last}`);
});

test('a merge taller than a chunk may be is cut and goes on', () => {
  const grid = new Grid(table(list(1000), { merges: [[2, 1, 900, 1]] }));
  assert.ok(grid.chunks.every(({ first, end }) => end - first <= 200));
  const [one, two] = grid.chunks.map((chunk) => grid.spansOf(chunk).spans);
  assert.deepEqual(one.get('1:1'), { line: 1, column: 1, lines: grid.chunks[0].end - 1, columns: 1 });
  assert.deepEqual(two.get(`${grid.chunks[1].first}:1`).lines, grid.chunks[1].end - grid.chunks[1].first);
});

test('what a merge covers, and merges that lie over each other', () => {
  const grid = new Grid(table(list(3, 3), { merges: [[1, 1, 2, 2], [2, 2, 3, 3]] }));
  const { spans, covered } = grid.spansOf(grid.chunks[0]);
  assert.deepEqual([...spans.keys()], ['0:1']);
  assert.deepEqual(covered.get('1:2'), [0, 1]);
  assert.equal(covered.get('2:3'), undefined);
});

test('a merge around folded rows counts their line once', () => {
  const grid = new Grid(table([[1, ['a', 'b']], [30, ['', 'c']]], { merges: [[1, 1, 30, 1]] }));
  assert.equal(grid.lines.length, 3);
  assert.equal(grid.spansOf(grid.chunks[0]).spans.get('0:1').lines, 3);
});

test('a title runs over empty cells up to the next text', () => {
  const grid = new Grid(table([[1, ['标题', '', '', '单位：万元', '']], [2, ['a', 'b', 'c', 'd', 'e']]], { role: 't' }));
  const { spans } = grid.spansOf({ section: 0, first: 0, end: 1 });
  assert.deepEqual([...spans.values()].map(({ column, columns }) => [column, columns]), [[1, 3], [4, 2]]);
});

test('parts of a document have columns of their own', () => {
  const grid = new Grid(table([[1, ['正文']], [2, ['a', 'b', 'c']], [3, ['d', 'e', 'f']], [4, ['尾']]], {
    medium: 'document', parts: [[1, '正文'], [2, '表1'], [4, '正文']],
  }));
  assert.deepEqual(grid.sections.map(({ name, first, end, columns }) => [name, first, end, columns]),
    [['正文', 0, 1, 1], ['表1', 1, 3, 3], ['正文', 3, 4, 1]]);
  assert.deepEqual(grid.chunks.map(({ section, first, end }) => [section, first, end]), [[0, 0, 1], [1, 1, 3], [2, 3, 4]]);
});

test('merges beyond the table are no harm', () => {
  const grid = new Grid(table(list(3), { merges: [[1, 1, 1048576, 16384], [5, 1, 9, 1], [3, 2, 2, 1]] }));
  assert.equal(grid.spansOf(grid.chunks[0]).spans.get('0:1').lines, 3);
  assert.equal(new Grid(table([])).lines.length, 0);
});
