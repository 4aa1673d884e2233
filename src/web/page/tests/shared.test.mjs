import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Shared } from '../shared.mjs';

const outcome = (id, names) => ({
  id, findings: names.map((name) => known(name)), marks: names.map((name) => known(`mark of ${name}`)),
});
const objects = new Map();
function known(name) {
  if (!objects.has(name)) objects.set(name, { name });
  return objects.get(name);
}

test('outcomes arrive whole, and only what is new goes the way', () => {
  const [worker, page] = [new Shared(), new Shared()];
  for (const [names, sent] of [
    [['a', 'b', 'c', 'd'], 4],
    [['a', 'x', 'c', 'd'], 1],
    [['a', 'x', 'c', 'd'], 0],
    [['x', 'c', 'd'], 0],
    [['x', 'c', 'd', 'd2'], 1],
    [[], 0],
    [['a', 'a', 'a'], 3],
    [['a', 'a'], 0],
  ]) {
    const whole = outcome('f1', names);
    const short = structuredClone(worker.shorten(whole));
    assert.equal(short.findings.length, sent, names.join());
    assert.deepEqual(page.lengthen(short), whole);
  }
});

test('a mark that moved takes its finding along', () => {
  const [worker, page] = [new Shared(), new Shared()];
  const first = outcome('f1', ['a', 'b']);
  const then = { ...first, marks: [first.marks[0], { row: 7 }] };
  page.lengthen(worker.shorten(first));
  const short = worker.shorten(then);
  assert.deepEqual(short.same, [1, 0]);
  assert.deepEqual(page.lengthen(structuredClone(short)), then);
});

test('documents are told apart, and forgotten with their file', () => {
  const worker = new Shared();
  worker.shorten(outcome('f1/a.xlsx', ['a']));
  assert.equal(worker.shorten(outcome('f11', ['a'])).findings.length, 1);
  worker.forget('f1');
  assert.equal(worker.shorten(outcome('f1/a.xlsx', ['a'])).findings.length, 1);
  assert.equal(worker.shorten(outcome('f11', ['a'])).findings.length, 0);
});
