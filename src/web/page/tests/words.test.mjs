import assert from 'node:assert/strict';
import test from 'node:test';
import { allWords, wordsOf } from '../words.mjs';

test('both languages have every text, with the same values', () => {
  const values = (text) => [...new Set([...text.matchAll(/\{(\w+)/g)].map(([, name]) => name))].sort().join();
  for (const [key, texts] of allWords()) {
    assert.equal(texts.length, 2, key);
    assert.ok(texts.every((text) => text.trim() !== ''), key);
    assert.equal(values(texts[0]), values(texts[1]), key);
  }
});

test('numbers are grouped and words follow them', () => {
  const say = wordsOf('en');
  assert.equal(say('findings', { n: 1 }), '1 finding');
  assert.equal(say('findings', { n: 12345 }), '12,345 findings');
  assert.equal(wordsOf('zh')('findings', { n: 2 }), '2 处问题');
});

test('values are not looked at for values', () => {
  assert.equal(wordsOf('zh')('download-one', { name: '{n}$&' }), '下载：{n}$&');
});
