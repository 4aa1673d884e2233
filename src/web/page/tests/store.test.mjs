import assert from 'node:assert/strict';
import test from 'node:test';
import { Store, byPath, editsOf, textInFile, textNow } from '../store.mjs';

const view = (id, name = id) => ({
  id, name, format: 'xlsx', writes: 'own',
  tables: [{ index: 0, rows: [[1, 1, [[1, '名称', 'h'], [2, '95', 'r']]]], merges: [], parts: [] }],
});
const edit = (column, text, row = 1) => ({ table: 0, row, column, text });

function storeWith(...views) {
  const store = new Store();
  store.add(views);
  return store;
}

test('a step holds several cells, and undo takes all of them back', () => {
  const store = storeWith(view('f1'));
  const document = store.documents.get('f1');
  store.edit('f1', [edit(2, '≥95%'), edit(3, '新')]);
  assert.deepEqual(editsOf(document), [edit(2, '≥95%'), edit(3, '新')]);
  assert.equal(textNow(document, 0, 1, 2), '≥95%');
  assert.equal(textInFile(document, 0, 1, 2), '95');
  assert.deepEqual(store.lastStep('f1'), [edit(2, '≥95%'), edit(3, '新')]);
  store.undo('f1');
  assert.deepEqual(editsOf(document), []);
  assert.deepEqual([document.canUndo, document.canRedo], [false, true]);
  store.redo('f1');
  assert.equal(document.edits.size, 2);
});

test('a text that the cell has already is no step, and that of the file no edit', () => {
  const store = storeWith(view('f1'));
  const document = store.documents.get('f1');
  store.edit('f1', [edit(2, '95')]);
  assert.equal(document.canUndo, false);
  store.edit('f1', [edit(2, '96')]);
  store.edit('f1', [edit(2, '95')]);
  assert.equal(document.edits.size, 0);
  assert.equal(document.canUndo, true);
  store.undo('f1');
  assert.equal(textNow(document, 0, 1, 2), '96');
});

test('a cell is cleared by the empty text', () => {
  const store = storeWith(view('f1'));
  store.edit('f1', [edit(2, '')]);
  assert.equal(textNow(store.documents.get('f1'), 0, 1, 2), '');
  assert.deepEqual(editsOf(store.documents.get('f1')), [edit(2, '')]);
});

test('a cell that is named twice in one step has its last text, and undo its first', () => {
  const store = storeWith(view('f1'));
  store.edit('f1', [edit(2, 'a'), edit(2, 'b')]);
  assert.equal(textNow(store.documents.get('f1'), 0, 1, 2), 'b');
  store.undo('f1');
  assert.equal(textNow(store.documents.get('f1'), 0, 1, 2), '95');
});

test('edits are unsaved until they are downloaded, and again after more', () => {
  const store = storeWith(view('f1'), view('f2'));
  assert.equal(store.isDirty, false);
  store.edit('f1', [edit(2, '1')]);
  assert.equal(store.isDirty, true);
  store.markSaved(['f1', 'f2', 'gone']);
  assert.equal(store.isDirty, false);
  store.edit('f1', [edit(2, '2')]);
  assert.equal(store.isDirty, true);
  store.undo('f1');
  assert.equal(store.isDirty, false);
  store.undo('f1');
  // As in the file: nothing could be lost.
  assert.equal(store.isDirty, false);
  store.redo('f1');
  assert.equal(store.isDirty, false);
});

test('a saved state that was undone and written over is not saved any more', () => {
  const store = storeWith(view('f1'));
  store.edit('f1', [edit(2, '1')]);
  store.markSaved(['f1']);
  store.undo('f1');
  store.edit('f1', [edit(2, '2')]);
  assert.equal(store.isDirty, true);
});

test('documents stand in the order of their names, 2 before 10', () => {
  const store = storeWith(view('f1', '部门10.xlsx'), view('f2', '部门2.xlsx'));
  store.add([view('f3', '部门1.xlsx')]);
  assert.deepEqual([...store.documents.keys()], ['f3', 'f2', 'f1']);
});

test('who listens hears of what changed, and no more once he stops', () => {
  const store = storeWith(view('f1'));
  const heard = [];
  const stop = store.on('edited', (id) => heard.push(id));
  store.on('settings', (names) => heard.push(names.join()));
  store.edit('f1', [edit(2, '1')]);
  store.edit('unknown', [edit(2, '1')]);
  store.set({ language: 'en', year: null });
  stop();
  store.undo('f1');
  assert.deepEqual(heard, ['f1', 'language']);
});

test('what is closed is not selected any more', () => {
  const store = storeWith(view('f1'), view('f2'));
  store.select('f1');
  store.setStanding({ departments: [] });
  store.remove(['f1']);
  assert.equal(store.selected, null);
  store.remove(['f2']);
  assert.equal(store.standing, null);
});

test('an edit can belong to the step before', () => {
  const store = storeWith(view('f1'));
  const document = store.documents.get('f1');
  store.edit('f1', [edit(1, '甲')]);
  store.edit('f1', [edit(2, '≥95')]);
  store.edit('f1', [edit(2, '≥95%'), edit(3, '新')], { joins: true });
  store.undo('f1');
  assert.deepEqual(editsOf(document), [edit(1, '甲')]);
  store.redo('f1');
  assert.deepEqual(editsOf(document), [edit(1, '甲'), edit(2, '≥95%'), edit(3, '新')]);
});

test('runs go through files in the order of the program', () => {
  const paths = ['b', 'a/2', 'a/10', 'a', 'a b/1', '乙/1', '甲/1', '（）', '\u{20BB7}', 'a/1/z'];
  const expected = ['a', 'a/1/z', 'a/10', 'a/2', 'a b/1', 'b', '乙/1', '甲/1', '（）', '\u{20BB7}'];
  assert.deepEqual([...paths].sort(byPath), expected);
  assert.deepEqual([...paths].reverse().sort(byPath), expected);
});
