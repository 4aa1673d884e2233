import assert from 'node:assert/strict';
import test from 'node:test';
import { extensionOf, filesOfDrop, filesOfInput, filesOfPaste, isLeftover, sorted } from '../files.mjs';

const brought = (path, isNamed = false) => ({ path, file: null, isNamed });

test('what systems and office programs leave behind is no sheet', () => {
  for (const path of ['~$某局.xlsx', 'a/~$b.xlsx', '.DS_Store', 'a/.hidden/b.xlsx', '__MACOSX/a.xlsx', '.~lock.a.xlsx#', 'a/Thumbs.db']) {
    assert.ok(isLeftover(path), path);
  }
  for (const path of ['某局.xlsx', 'a/b.xlsx', '2024~$.xlsx']) assert.ok(!isLeftover(path), path);
});

test('in folders sheets are looked for, and what would have to be converted is told', () => {
  const { files, passedOver, configuration } = sorted([
    brought('局/10.xlsx'), brought('局/2.XLSX'), brought('局/说明.pdf'), brought('局/photo.jpg'), brought('局/a.json'),
    brought('局/深/jichi.toml'), brought('局/jichi.toml'),
  ]);
  assert.deepEqual(files.map(({ path }) => path), ['局/2.XLSX', '局/10.xlsx']);
  assert.deepEqual(passedOver, ['局/说明.pdf']);
  assert.equal(configuration.path, '局/jichi.toml');
});

test('who names a file means it', () => {
  const { files, passedOver } = sorted([brought('a.pdf', true), brought('b.json', true), brought('c', true)]);
  assert.deepEqual(files.map(({ path }) => path), ['a.pdf', 'b.json', 'c']);
  assert.deepEqual(passedOver, []);
});

test('an extension is what stands after the last dot of the name', () => {
  assert.deepEqual(['a.b/c', 'a.XLSX', 'x.tar.gz', '.toml'].map(extensionOf), ['', 'xlsx', 'gz', 'toml']);
});

test('a picked folder gives its paths, picked files their names', () => {
  const files = [{ name: 'a.xlsx', webkitRelativePath: '局/a.xlsx' }, { name: 'b.xlsx', webkitRelativePath: '' }];
  assert.deepEqual(filesOfInput({ files }).map(({ path, isNamed }) => [path, isNamed]), [['局/a.xlsx', false], ['b.xlsx', true]]);
});

/** A folder whose reader gives at most two entries at a time, as browsers give a hundred. */
function folder(fullPath, ...children) {
  return {
    isDirectory: true, fullPath,
    createReader() {
      let at = 0;
      return { readEntries: (resolve) => { resolve(children.slice(at, at + 2)); at += 2; } };
    },
  };
}
const fileEntry = (fullPath) => ({ isDirectory: false, fullPath, file: (resolve) => resolve({ name: fullPath }) });

test('a dropped folder is read to its end, with the folders in it', async () => {
  const top = folder('/局', fileEntry('/局/1.xlsx'), fileEntry('/局/2.xlsx'), fileEntry('/局/~$2.xlsx'),
    folder('/局/三', fileEntry('/局/三/3.xlsx')), fileEntry('/局/.DS_Store'));
  const items = [
    { kind: 'string' },
    { kind: 'file', webkitGetAsEntry: () => top, getAsFile: () => null },
    { kind: 'file', webkitGetAsEntry: () => fileEntry('/4.csv'), getAsFile: () => ({ name: '4.csv' }) },
  ];
  const found = await filesOfDrop({ items });
  assert.deepEqual(found.map(({ path, isNamed }) => [path, isNamed]),
    [['局/1.xlsx', false], ['局/2.xlsx', false], ['局/三/3.xlsx', false], ['4.csv', true]]);
});

test('a folder that can be looked into by its handle only', async () => {
  const file = (name) => ({ kind: 'file', name, getFile: async () => ({ name }) });
  const directory = (name, ...inside) => ({ kind: 'directory', name, async* values() { yield* inside; } });
  const top = directory('局', file('1.xlsx'), file('.DS_Store'), directory('三', file('3.xlsx')));
  const unreadable = { isDirectory: true, createReader: () => ({ readEntries: (_, reject) => reject(new Error('EncodingError')) }) };
  const items = [
    { kind: 'file', getAsFileSystemHandle: async () => top, webkitGetAsEntry: () => unreadable, getAsFile: () => null },
    { kind: 'file', getAsFileSystemHandle: async () => { throw new Error('refused'); }, getAsFile: () => ({ name: '4.csv' }) },
  ];
  const found = await filesOfDrop({ items });
  assert.deepEqual(found.map(({ path, isNamed }) => [path, isNamed]), [['局/1.xlsx', false], ['局/三/3.xlsx', false], ['4.csv', true]]);
});

test('cells from a spreadsheet are pasted as a sheet, other text is not', async () => {
  const transfer = (text, files = []) => ({ files, getData: () => text });
  const [cells] = filesOfPaste(transfer('a\tb\nc\td\n', [{ name: 'image.png' }]), '粘贴.tsv');
  assert.equal(cells.path, '粘贴.tsv');
  assert.equal(await cells.file.text(), 'a\tb\nc\td\n');
  assert.deepEqual(filesOfPaste(transfer('one line'), '粘贴.tsv'), []);
  assert.equal(filesOfPaste(transfer('', [{ name: 'a.xlsx' }]), '粘贴.tsv')[0].path, 'a.xlsx');
});
