// Holds the module against the program: the same bytes in, the same findings out, with the same cells changed.
//   node src/web/check.mjs target/web/jichi.wasm target/debug/jichi FILE…
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Desk } from './module.mjs';

const [wasm, program, ...files] = process.argv.slice(2);
const desk = await Desk.load(readFileSync(wasm));

/** The outcomes of a run over documents, and its standing. */
function run(documents, settings) {
  const outcomes = [];
  const steps = desk.run(documents, settings);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return { outcomes, standing: value };
    outcomes.push(value);
  }
}

for (const [nth, file] of files.entries()) {
  const bytes = readFileSync(file);
  for (const language of ['zh', 'en']) {
    const settings = { language, year: null, config: null };
    const began = performance.now();
    const opened = desk.ask({ open: { id: `f${nth}`, name: file, settings } }, new Uint8Array(bytes));
    assert.deepEqual(opened.errors, []);
    const documents = opened.documents.map(({ id }) => ({ id, edits: [] }));
    const { outcomes } = run(documents, settings);
    const took = performance.now() - began;
    const options = ['check', '--isolated', '--format', 'json', '--lang', language, '--fail-on', 'never', file];
    const expected = JSON.parse(execFileSync(program, options, { maxBuffer: 1 << 30 }));
    assert.deepEqual(outcomes.map(({ error }) => error), outcomes.map(() => null));
    const findings = outcomes.flatMap((outcome) => outcome.findings);
    assert.deepEqual(findings, expected);
    const again = performance.now();
    const repeated = run(documents, settings);
    const alone = performance.now() - again;
    assert.deepEqual(repeated.outcomes.flatMap((outcome) => outcome.findings), findings);
    console.log(`${file} ${language}: ${findings.length} findings, as the program; opened and checked in ${took.toFixed(0)} ms, again in ${alone.toFixed(0)} ms`);
  }
  desk.ask({ close: { id: `f${nth}` } });
}
