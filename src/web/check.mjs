// Holds the module against the program: the same bytes in, the same findings out.
//   node src/web/check.mjs target/web/jichi.wasm target/debug/jichi FILE…
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { load } from './module.mjs';

const [wasm, program, ...files] = process.argv.slice(2);
const check = await load(readFileSync(wasm));
for (const file of files) {
  const bytes = readFileSync(file);
  for (const language of ['zh', 'en']) {
    const began = performance.now();
    const outcome = check(file, bytes, { language });
    const took = performance.now() - began;
    const options = ['check', '--isolated', '--format', 'json', '--lang', language, '--fail-on', 'never', file];
    const expected = JSON.parse(execFileSync(program, options, { maxBuffer: 1 << 30 }));
    assert.deepEqual(outcome.errors, []);
    assert.deepEqual(outcome.findings, expected);
    console.log(`${file} ${language}: ${outcome.findings.length} findings in ${took.toFixed(0)} ms, as the program`);
  }
}
