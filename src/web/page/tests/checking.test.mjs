import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Checking, withOtherFiles } from '../checking.mjs';
import { linesOf, unframed } from '../engine.mjs';
import { Store } from '../store.mjs';

const view = (id) => ({ id, name: id, format: 'xlsx', writes: 'own', tables: [{ index: 0, rows: [], merges: [], parts: [] }] });
const outcome = (id, findings = [], marks = []) => ({ id, error: null, departments: [], projects: [], findings, marks });
const finding = (fingerprint, ...files) => ({ fingerprint, related: files.map((file) => ({ file })) });
const mark = (row, column) => ({ table: 0, row, column, project: null, department: null });

/** An engine that notes its runs and ends each when it is told to. */
class Engine {
  runs = [];

  run(documents, settings, onOutcome, signal) {
    return new Promise((resolve, reject) => {
      const run = { ids: documents.map(({ id }) => id), documents, settings, onOutcome, resolve, isDropped: false };
      signal.addEventListener('abort', () => { run.isDropped = true; reject(new DOMException('', 'AbortError')); });
      this.runs.push(run);
    });
  }
}

function page(...ids) {
  const store = new Store();
  store.add(ids.map(view));
  const engine = new Engine();
  return { store, engine, checking: new Checking(store, engine, 10) };
}

const change = (store, id, text, column = 1) => store.edit(id, [{ table: 0, row: 1, column, text }]);

test('a changed document is checked alone at once, and all together after a while', async () => {
  const { store, engine } = page('a', 'b');
  change(store, 'a', '1');
  assert.deepEqual(engine.runs.map(({ ids }) => ids), [['a']]);
  assert.deepEqual(engine.runs[0].documents[0].edits, [{ table: 0, row: 1, column: 1, text: '1' }]);
  assert.equal(store.documents.get('a').isChecking, true);
  await wait(30);
  assert.deepEqual(engine.runs.map(({ ids }) => ids), [['a'], ['a', 'b']]);
});

test('a document that is changed again drops the check before', () => {
  const { store, engine } = page('a');
  change(store, 'a', '1');
  change(store, 'a', '2');
  assert.deepEqual(engine.runs.map(({ isDropped }) => isDropped), [true, false]);
});

test('a run over all does not overwrite what is newer', async () => {
  const { store, engine, checking } = page('a', 'b');
  checking.all();
  const [all] = engine.runs;
  change(store, 'a', '1');
  all.onOutcome(outcome('a', [finding('old')], [mark(1, 1)]));
  all.onOutcome(outcome('b'));
  all.resolve({ departments: [] });
  await wait(0);
  assert.equal(store.documents.get('a').outcome, null);
  assert.ok(store.documents.get('b').outcome);
  assert.equal(store.isStandingStale, true);
});

test('progress is told while somebody waits, and can be stopped', async () => {
  const { store, engine, checking } = page('a', 'b');
  checking.all();
  engine.runs[0].onOutcome(outcome('a'));
  assert.deepEqual([store.progress.phase, store.progress.done, store.progress.total], ['checking', 1, 2]);
  store.progress.cancel();
  await wait(0);
  assert.equal(store.progress, null);
  assert.equal(store.documents.get('b').isChecking, false);
  assert.equal(store.failure, null);
});

test('why a run came to nothing is told until one comes to something', async () => {
  const { store, engine, checking } = page('a');
  engine.run = () => Promise.reject(new Error('第 3 行'));
  await checking.all();
  assert.equal(store.failure.message, '第 3 行');
  engine.run = async () => ({ departments: [] });
  await checking.all();
  assert.equal(store.failure, null);
});

test('what was found by comparing files stays until its cell is changed', () => {
  const whole = {
    outcome: outcome('a', [finding('own'), finding('compared', 'b'), finding('changed', 'b')], [mark(1, 1), mark(2, 1), mark(3, 1)]),
    edits: new Map(),
  };
  const alone = outcome('a', [finding('new')], [mark(4, 1)]);
  const merged = withOtherFiles(alone, new Map([['0:3:1', 'x']]), whole);
  assert.deepEqual(merged.findings.map(({ fingerprint }) => fingerprint), ['compared', 'new']);
  assert.deepEqual(merged.marks.map(({ row }) => row), [2, 4]);
});

test('lines come one by one, wherever the pieces of a stream are cut', async () => {
  const bytes = new TextEncoder().encode('{"a":"部门"}\n\n{"b":1}');
  const pieces = new ReadableStream({
    start(controller) {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
  const lines = [];
  for await (const line of linesOf(pieces)) lines.push(line);
  assert.deepEqual(lines, ['{"a":"部门"}', '{"b":1}']);
});

test('an answer with bytes is parted', () => {
  const json = new TextEncoder().encode('{"name":"表.xlsx"}');
  const answer = new Uint8Array([json.length, 0, 0, 0, ...json, 1, 2, 3]);
  const { name, bytes } = unframed(answer);
  assert.equal(name, '表.xlsx');
  assert.deepEqual([...bytes], [1, 2, 3]);
});
