// A cell as it is drawn: its text with what is marked in it, and a sign of how grave that is.
import {h, setAttribute} from './dom.mjs';
import {gravest, piecesOf, tally} from './marks.mjs';

/** Signs that tell severities apart without their colours. */
export const SIGNS = { error: '✕', warning: '!', info: 'i' };

const ROLES = { t: 'title', h: 'label', r: 'value', a: 'besides', u: 'unplaced' };

/**
 * What a cell shows.
 * @typedef {Object} Look
 * @property {string} text
 * @property {string|null} role
 * @property {string|null} before    the text in the file, where it was changed
 * @property {import('./marks.mjs').Entry[]} entries  its findings
 * @property {import('./marks.mjs').Entry[]} left     those that the filter leaves
 * @property {boolean} isStale       changed since its findings were told
 * @property {string|null} refusal   why the change cannot be written
 */

const drawn = new WeakMap();

/** Draws a cell, or leaves it as it is where nothing has changed. Tells whether findings of it are gone. */
export function drawCell(say, cell, look, kept = null) {
  const sign = JSON.stringify([
    look.text, look.role, look.before, look.isStale, look.refusal, look.left.length > 0,
    look.entries.map(({ nth, finding, mark }) => [nth, finding.severity, mark.span]),
  ]);
  const previous = drawn.get(cell);
  if (previous?.sign === sign) return false;
  drawn.set(cell, { sign, count: look.entries.length });
  setAttribute(cell, 'class', classOf(look));
  // What is kept has the focus, which it would lose by leaving the page for a moment.
  for (const child of [...cell.childNodes]) if (child !== kept) child.remove();
  cell.prepend(...contentOf(say, look));
  return previous !== undefined && previous.count > 0 && look.entries.length === 0;
}

function classOf({ role, text, before, entries, left, refusal }) {
  const names = [ROLES[role] ?? (text === '' ? 'blank' : 'value')];
  if (entries.length > 0) names.push('marked', gravest(left.length > 0 ? left : entries));
  if (entries.length > 0 && left.length === 0) names.push('dim');
  if (before !== null) names.push('changed');
  if (refusal !== null) names.push('refused');
  return names.join(' ');
}

function contentOf(say, { text, before, entries, left, isStale, refusal }) {
  const seen = left.length > 0 ? left : entries;
  const spans = isStale ? [] : seen.map(({ finding, mark }) => ({ span: mark.span, severity: finding.severity }));
  const content = piecesOf(text, spans).map((piece) => (
    piece.severity ? h('mark', { class: piece.severity }, piece.text) : piece.text));
  if (seen.length > 0) {
    const severity = gravest(seen);
    content.push(h('span', { class: `sign ${severity}` },
      h('span', { class: 'on-screen', 'aria-hidden': 'true' }, SIGNS[severity], seen.length > 1 ? h('small', {}, seen.length) : null),
      h('span', { class: 'on-paper', 'aria-hidden': 'true' }, seen.map(({ nth }) => nth + 1).join(' ')),
      h('span', { class: 'aside' }, saidOf(say, seen))));
  }
  if (refusal !== null) content.push(h('span', { class: 'aside' }, say('cell-refused')));
  else if (before !== null) content.push(h('span', { class: 'aside' }, say('cell-changed')));
  return content;
}

/** `错误 1，提示 2`: how many findings of each severity. */
export function saidOf(say, entries) {
  return Object.entries(tally(entries)).filter(([, count]) => count > 0)
    .map(([severity, count]) => `${say(severity)} ${count}`).join(say('comma'));
}
