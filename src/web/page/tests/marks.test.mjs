import assert from 'node:assert/strict';
import {test} from 'node:test';
import {byCell, choicesOf, entriesOf, neighbour, passing, piecesOf, projectsLeft, safeEdits, tally} from '../marks.mjs';

const finding = (code, severity, row, more = {}) => ({
  finding: { code, severity, fingerprint: `${code}${row}`, project: { name: more.project ?? '培训' }, fix: more.fix ? { safety: more.fix } : null },
  mark: {
    table: more.table ?? 0, row, column: more.column ?? 7, span: null, project: more.nth ?? 0, department: more.department ?? 0, title: `${code} 的标题`,
    chapter: code.slice(0, 3), edits: more.edits ?? [], related: [],
  },
});
const outcomeOf = (...pairs) => ({
  departments: [{ key: '101', name: '教育局' }, { key: '102', name: '卫健局' }],
  projects: [{ name: '培训', department: 0 }, { name: '疫苗', department: 1 }, { name: '其他', department: null }],
  findings: pairs.map(({ finding }) => finding), marks: pairs.map(({ mark }) => mark),
});
const outcome = outcomeOf(
  finding('JC302', 'error', 3), finding('JC308', 'warning', 3), finding('JC501', 'info', 9, { department: 1, project: '疫苗', nth: 1 }));
const entries = entriesOf(outcome);
const codes = (list) => list.map(({ finding: { code } }) => code);

test('keys of findings are their own, even where fingerprints are not', () => {
  const twice = entriesOf(outcomeOf(finding('JC302', 'error', 3), finding('JC302', 'error', 3)));
  assert.equal(new Set(twice.map(({ key }) => key)).size, 2);
  assert.deepEqual(entriesOf(null), []);
});

test('filters', () => {
  const left = (filter) => codes(entries.filter(passing(filter)));
  assert.deepEqual(left({}), ['JC302', 'JC308', 'JC501']);
  assert.deepEqual(left({ severities: ['error', 'info'] }), ['JC302', 'JC501']);
  assert.deepEqual(left({ severities: [] }), []);
  assert.deepEqual(left({ code: 'JC308' }), ['JC308']);
  assert.deepEqual(left({ chapter: 'JC3' }), ['JC302', 'JC308']);
  assert.deepEqual(left({ department: '102' }), ['JC501']);
  assert.deepEqual(left({ words: ' 疫 ' }), ['JC501']);
  assert.deepEqual(left({ words: '疫', severities: ['error'] }), []);
});

test('projects that a filter leaves', () => {
  assert.equal(projectsLeft(outcome, { severities: ['error'] }), null);
  assert.deepEqual([...projectsLeft(outcome, { department: '101' })], [0]);
  assert.deepEqual([...projectsLeft(outcome, { words: '其' })], [2]);
});

test('what can be chosen, with counts', () => {
  const { codes: rules, departments } = choicesOf(entries, outcome);
  assert.deepEqual([...rules].map(([code, { count, chapter }]) => [code, count, chapter]), [['JC302', 1, 'JC3'], ['JC308', 1, 'JC3'], ['JC501', 1, 'JC5']]);
  assert.deepEqual([...departments].map(([key, { count }]) => [key, count]), [['101', 2], ['102', 1]]);
  assert.deepEqual(tally(entries), { error: 1, warning: 1, info: 1 });
});

test('findings by the cell that shows them', () => {
  const cells = byCell(entries, (table, row, column) => ({ row: row === 9 ? 8 : row, column }));
  assert.deepEqual([...cells].map(([key, here]) => [key, here.length]), [['0:3:7', 2], ['0:8:7', 1]]);
});

test('next and previous go round, and begin at the current cell', () => {
  const [one, two, three] = entries;
  assert.equal(neighbour(entries, one.key, null, true), two);
  assert.equal(neighbour(entries, three.key, null, true), one);
  assert.equal(neighbour(entries, one.key, null, false), three);
  assert.equal(neighbour(entries, null, null, true), one);
  assert.equal(neighbour(entries, null, { table: 0, row: 5, column: 1 }, true), three);
  assert.equal(neighbour(entries, null, { table: 0, row: 5, column: 1 }, false), two);
  assert.equal(neighbour(entries, null, { table: 1, row: 1, column: 1 }, true), one);
  assert.equal(neighbour([], null, null, true), null);
});

test('pieces of a text, where marks lie over each other', () => {
  const pieces = (text, ...marks) => piecesOf(text, marks.map(([start, end, severity]) => ({ span: start === null ? null : [start, end], severity })))
    .map(({ text: piece, severity }) => (severity ? `[${severity[0]}${piece}]` : piece)).join('');
  assert.equal(pieces('abcdef'), 'abcdef');
  assert.equal(pieces('abcdef', [1, 3, 'info']), 'a[ibc]def');
  assert.equal(pieces('abcdef', [0, 4, 'info'], [2, 6, 'error']), '[iab][ecdef]');
  assert.equal(pieces('abcdef', [0, 6, 'error'], [2, 3, 'info']), '[eabcdef]');
  assert.equal(pieces('abcdef', [0, 6, 'info'], [2, 3, 'error']), '[iab][ec][idef]');
  assert.equal(pieces('abc', [null, null, 'error'], [2, 9, 'warning'], [5, 9, 'error']), 'ab[wc]');
  assert.equal(pieces('', [0, 2, 'error']), '');
});

test('safe fixes that do not write the same cell', () => {
  const { edits, fixes } = safeEdits(entriesOf(outcomeOf(
    finding('JC801', 'info', 1, { fix: 'safe', edits: [[1, 7, '≥95%']] }),
    finding('JC802', 'info', 1, { fix: 'safe', edits: [[1, 7, '95%'], [1, 8, '']] }),
    finding('JC308', 'error', 2, { fix: 'unsafe', edits: [[2, 7, '=100%']] }),
    finding('JC803', 'info', 1, { fix: 'safe', table: 1, edits: [[1, 7, 'x']] }),
  )));
  assert.equal(fixes, 2);
  assert.deepEqual(edits, [{ table: 0, row: 1, column: 7, text: '≥95%' }, { table: 1, row: 1, column: 7, text: 'x' }]);
});
