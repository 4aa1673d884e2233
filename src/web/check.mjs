// Holds the module against the program: the same bytes in, the same findings out; and with cells changed, those of the
// corrected file.
//   node src/web/check.mjs target/web/jichi.wasm target/debug/jichi FILE…
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Desk } from './module.mjs';

const [wasm, program, ...files] = process.argv.slice(2);
const desk = await Desk.load(readFileSync(wasm));
const folder = mkdtempSync(join(tmpdir(), 'jichi-module-'));

/** What the program finds in a file. */
function foundBy(file, language) {
  const options = ['check', '--isolated', '--format', 'json', '--lang', language, '--fail-on', 'never', file];
  return JSON.parse(execFileSync(program, options, { maxBuffer: 1 << 30 }));
}

/** The outcomes of a run over documents, and how long it took. */
function run(documents, settings) {
  const began = performance.now();
  const outcomes = [];
  const steps = desk.run(documents, settings);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return { outcomes, findings: outcomes.flatMap(({ findings }) => findings), took: performance.now() - began };
    assert.equal(value.error, null);
    outcomes.push(value);
  }
}

for (const [nth, file] of files.entries()) {
  for (const language of ['zh', 'en']) {
    const settings = { language, year: null, config: null };
    const id = `f${nth}${language}`;
    const opened = desk.ask({ open: { id, name: file, settings } }, new Uint8Array(readFileSync(file)));
    assert.deepEqual(opened.errors, []);
    const documents = opened.documents.map((document) => ({ id: document.id, edits: [] }));
    const first = run(documents, settings);
    assert.deepEqual(first.findings, foundBy(file, language));
    const again = run(documents, settings);
    assert.deepEqual(again.findings, first.findings);
    const fixed = withFixes(opened.documents[0], first.outcomes[0], settings);
    console.log(`${file} ${language}: ${first.findings.length} findings as the program, checked in ${again.took.toFixed(0)} ms; ${fixed}`);
    desk.ask({ close: { id } });
  }
}
rmSync(folder, { recursive: true });

/** Makes the fixes of a document that keeps its format, and holds what is left against the file that comes of them. */
function withFixes(document, outcome, settings) {
  const edits = new Map();
  for (const { table, edits: fix } of outcome.marks) {
    const isFree = fix.every(([row, column]) => !edits.has(`${table}:${row}:${column}`));
    if (isFree) for (const [row, column, text] of fix) edits.set(`${table}:${row}:${column}`, { table, row, column, text });
  }
  if (document.writes !== 'own' || edits.size === 0) return 'no fixes';
  const wanted = [{ id: document.id, edits: [...edits.values()] }];
  const { findings } = run(wanted, settings);
  const { name, bytes, warnings } = desk.ask({ write: { kind: 'corrected', documents: wanted, settings } });
  assert.deepEqual(warnings, []);
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const named = ({ code, location, message, fingerprint }) => ({ code, location, message, fingerprint });
  assert.deepEqual(findings.map(named), foundBy(path, settings.language).map(named));
  return `${edits.size} cells changed, ${findings.length} findings as in the corrected file`;
}
