import assert from 'node:assert/strict';
import {test} from 'node:test';
import {commandOf, pasted} from '../keys.mjs';

const press = (key, modifiers = {}, where = {}) => commandOf(
  { key, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, ...modifiers }, { isWriting: false, isInGrid: false, ...where });
const inGrid = { isInGrid: true };

test('letters walk through findings, but are text in the sheet and in fields', () => {
  assert.deepEqual(press('n'), { name: 'next' });
  assert.deepEqual(press('K'), { name: 'previous' });
  assert.equal(press('n', {}, inGrid), null);
  assert.equal(press('n', {}, { isWriting: true }), null);
  assert.equal(press('n', { ctrlKey: true }), null);
  assert.deepEqual(press('F8', { shiftKey: true }, { isWriting: true }), { name: 'previous' });
});

test('keys of the sheet', () => {
  assert.deepEqual(press('ArrowLeft', {}, inGrid), { name: 'move', rows: 0, columns: -1 });
  assert.deepEqual(press('ArrowRight', { ctrlKey: true }, inGrid), { name: 'edge', isWhole: false, columns: 1 });
  assert.deepEqual(press('End', { ctrlKey: true }, inGrid), { name: 'edge', isWhole: true, columns: 1 });
  assert.deepEqual(press('Enter', {}, inGrid), { name: 'edit' });
  assert.deepEqual(press('Delete', {}, inGrid), { name: 'clear' });
  assert.equal(press('Delete'), null);
  assert.deepEqual(press('F2'), { name: 'edit' });
  assert.equal(press('F2', {}, { isWriting: true }), null);
  assert.equal(press('ArrowDown'), null);
});

test('undo and redo, but not those of a field', () => {
  assert.deepEqual(press('z', { ctrlKey: true }, inGrid), { name: 'undo' });
  assert.deepEqual(press('Z', { metaKey: true, shiftKey: true }), { name: 'redo' });
  assert.deepEqual(press('y', { ctrlKey: true }), { name: 'redo' });
  assert.equal(press('z', { ctrlKey: true }, { isWriting: true }), null);
});

test('keys of an input method are its own', () => {
  assert.equal(press('Enter', { isComposing: true }, inGrid), null);
  assert.equal(press('ArrowDown', { keyCode: 229 }, inGrid), null);
});

test('what is pasted', () => {
  assert.deepEqual(pasted('≥95%'), [['≥95%']]);
  assert.deepEqual(pasted('a\r\nb'), [['a\nb']]);
  assert.deepEqual(pasted('a\r\nb\r\n'), [['a'], ['b']]);
  assert.deepEqual(pasted('a\tb\r\nc\td\r\n'), [['a', 'b'], ['c', 'd']]);
  assert.deepEqual(pasted('a\t"b\nc ""d"""\ne\t'), [['a', 'b\nc "d"'], ['e', '']]);
  assert.deepEqual(pasted('"a\nb"'), [['a\nb']]);
  assert.deepEqual(pasted('他说"好"'), [['他说"好"']]);
  assert.deepEqual(pasted(''), [['']]);
});
