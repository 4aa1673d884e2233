// What is known of the cells of a document: its findings by cell, and what of them the filter leaves.

export const SEVERITIES = ['error', 'warning', 'info'];

/**
 * A finding with its mark, the key of its department, and a key of its own that stays the same from check to check.
 * @typedef {{nth: number, key: string, finding: Object, mark: import('./store.mjs').Mark, department: string|null}} Entry
 */

/** The findings of an outcome. @returns {Entry[]} */
export function entriesOf(outcome) {
  if (!outcome) return [];
  const seen = new Map();
  return outcome.findings.map((finding, nth) => {
    const times = seen.get(finding.fingerprint) ?? 0;
    seen.set(finding.fingerprint, times + 1);
    const mark = outcome.marks[nth];
    const department = outcome.departments[mark.department]?.key ?? null;
    return { nth, key: times ? `${finding.fingerprint}-${times}` : finding.fingerprint, finding, mark, department };
  });
}

/**
 * Findings by the cell that shows them: in a merge, the one that stands for it.
 * @param {Entry[]} entries
 * @param {(table: number, row: number, column: number) => {row: number, column: number}} anchorOf
 * @returns {Map<string, Entry[]>}
 */
export function byCell(entries, anchorOf) {
  const cells = new Map();
  for (const entry of entries) {
    const { table } = entry.mark;
    const { row, column } = anchorOf(table, entry.mark.row, entry.mark.column);
    const key = `${table}:${row}:${column}`;
    const here = cells.get(key);
    if (here) here.push(entry);
    else cells.set(key, [entry]);
  }
  return cells;
}

/** The gravest of some findings. */
export function gravest(entries) {
  return SEVERITIES.find((severity) => entries.some(({ finding }) => finding.severity === severity));
}

/** How many findings there are of each severity. */
export function tally(entries) {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { finding } of entries) counts[finding.severity] += 1;
  return counts;
}

/** Whether a filter narrows anything. */
export function isNarrow({ severities, code, chapter, department, words }) {
  return Boolean((severities && severities.length < SEVERITIES.length) || code || chapter || department || words?.trim());
}

/** Whether a finding passes a filter: a function, made once for many. */
export function passing({ severities, code, chapter, department, words }) {
  const wanted = words?.trim().toLowerCase() ?? '';
  return ({ finding, mark, department: own }) => (!severities || severities.includes(finding.severity))
    && (!code || finding.code === code)
    && (!chapter || mark.chapter === chapter)
    && (!department || own === department)
    && (!wanted || (finding.project?.name ?? '').toLowerCase().includes(wanted));
}

/**
 * The projects that a filter by department and name leaves; null where it leaves all.
 * @returns {Set<number>|null}
 */
export function projectsLeft(outcome, { department, words }) {
  const wanted = words?.trim().toLowerCase() ?? '';
  if (!outcome || (!department && !wanted)) return null;
  const left = new Set();
  outcome.projects.forEach((project, nth) => {
    if (department && outcome.departments[project.department]?.key !== department) return;
    if (wanted && !(project.name ?? '').toLowerCase().includes(wanted)) return;
    left.add(nth);
  });
  return left;
}

/** What can be chosen: codes with their titles and departments, each with how many findings it has, in their order. */
export function choicesOf(entries, outcome) {
  const codes = new Map();
  const departments = new Map((outcome?.departments ?? []).map(({ key, name }) => [key, { label: name, count: 0 }]));
  for (const { finding, mark, department } of entries) {
    const code = codes.get(finding.code) ?? { label: mark.title, chapter: mark.chapter, count: 0 };
    code.count += 1;
    codes.set(finding.code, code);
    if (departments.has(department)) departments.get(department).count += 1;
  }
  return { codes: new Map([...codes].sort(([a], [b]) => (a < b ? -1 : 1))), departments };
}

/**
 * The finding after (or before) the one that is current; from a cell, the first at or after it (the last before it).
 * Beyond the last comes the first.
 * @param {Entry[]} entries @param {string|null} current @param {{table: number, row: number, column: number}|null} place
 */
export function neighbour(entries, current, place, forward) {
  if (entries.length === 0) return null;
  const at = entries.findIndex(({ key }) => key === current);
  if (at >= 0) return entries[(at + (forward ? 1 : -1) + entries.length) % entries.length];
  if (!place) return forward ? entries[0] : entries.at(-1);
  const side = ({ mark }) => mark.table - place.table || mark.row - place.row || mark.column - place.column;
  if (forward) return entries.find((entry) => side(entry) >= 0) ?? entries[0];
  return entries.findLast((entry) => side(entry) < 0) ?? entries.at(-1);
}

/**
 * A text cut where marks begin and end; where marks lie over each other, the gravest is seen.
 * @param {string} text
 * @param {{span: [number, number]|null, severity: string}[]} marks
 * @returns {{text: string, severity: string|null}[]}
 */
export function piecesOf(text, marks) {
  const whole = text.length;
  const spans = marks.filter(({ span }) => span)
    .map(({ span: [start, end], severity }) => ({ start: Math.min(start, whole), end: Math.min(end, whole), severity }))
    .filter(({ start, end }) => start < end);
  if (spans.length === 0) return text === '' ? [] : [{ text, severity: null }];
  const cuts = [...new Set([0, whole, ...spans.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
  const pieces = [];
  for (let nth = 0; nth + 1 < cuts.length; nth += 1) {
    const over = spans.filter(({ start, end }) => start <= cuts[nth] && end >= cuts[nth + 1]).map(({ severity }) => severity);
    const severity = SEVERITIES.find((name) => over.includes(name)) ?? null;
    const piece = text.slice(cuts[nth], cuts[nth + 1]);
    const last = pieces.at(-1);
    if (last && last.severity === severity) last.text += piece;
    else pieces.push({ text: piece, severity });
  }
  return pieces;
}

/** Fixes of these entries that can be made at once: safe ones, none of which writes a cell that another one writes. */
export function safeEdits(entries) {
  const edits = [];
  const written = new Set();
  let fixes = 0;
  for (const { finding, mark } of entries) {
    if (finding.fix?.safety !== 'safe' || mark.edits.length === 0) continue;
    const keys = mark.edits.map(([row, column]) => `${mark.table}:${row}:${column}`);
    if (keys.some((key) => written.has(key))) continue;
    for (const key of keys) written.add(key);
    for (const [row, column, text] of mark.edits) edits.push({ table: mark.table, row, column, text });
    fixes += 1;
  }
  return { edits, fixes };
}
