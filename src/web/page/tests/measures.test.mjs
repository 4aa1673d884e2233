import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Grid} from '../grid.mjs';
import {chunkHeight, columnWidths, textWidth} from '../measures.mjs';

const LONG = '按照区人大常委会工作要点安排部署，监督日常工作，保障地方经济健康有序地发展。'.repeat(3);
const grid = new Grid({
  index: 0, name: null, medium: 'cells', columns: 3, merges: [], parts: [],
  rows: Array.from({ length: 50 }, (_, nth) => [nth + 1, nth + 1, [[1, '80', 'r'], [2, '培训人数', 'r'], [3, LONG, 'r']]]),
});
const sum = (widths) => widths.reduce((total, width) => total + width, 0);

test('Chinese is twice as wide as figures, or nearly', () => {
  assert.equal(textWidth('培训'), 2);
  assert.ok(textWidth('2024') > 2 && textWidth('2024') < 2.5);
});

test('short columns are narrow, long texts get the room', () => {
  const [figures, names, texts] = columnWidths(grid, grid.sections[0], 80);
  assert.ok(figures < names && names < texts);
  assert.ok(names >= textWidth('培训人数') + 1);
  assert.ok(sum([figures, names, texts]) <= 80.01);
});

test('a little too little room makes long texts narrower; far too little is scrolled', () => {
  const needed = sum(columnWidths(grid, grid.sections[0], 200));
  const fit = columnWidths(grid, grid.sections[0], needed * 0.6);
  assert.ok(sum(fit) <= needed * 0.6 + 0.01);
  const phone = columnWidths(grid, grid.sections[0], 12);
  assert.ok(sum(phone) > 12 && Math.max(...phone) < 16);
});

test('a column is never narrower than what cannot be broken', () => {
  const numbers = new Grid({
    index: 0, name: null, medium: 'cells', columns: 1, merges: [], parts: [], rows: [[1, 1, [[1, '1,234,567.89', 'r']]]],
  });
  assert.ok(columnWidths(numbers, numbers.sections[0], 5)[0] >= textWidth('1,234,567.89'));
});

test('rows with long texts need more room', () => {
  const [chunk] = grid.chunks;
  const wide = chunkHeight(grid, chunk, [4, 8, 60]);
  const narrow = chunkHeight(grid, chunk, [4, 8, 15]);
  assert.ok(narrow > wide * 2);
  assert.ok(wide >= (chunk.end - chunk.first) * 2);
});
