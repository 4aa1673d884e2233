// What the card beside a cell says.
import {saidOf} from './cells.mjs';
import {h} from './dom.mjs';
import {bodyOf, headOf} from './findings.mjs';

/**
 * @param {import('./findings.mjs').Actions} actions
 * @param {string} name  of the cell
 * @param {import('./cells.mjs').Look} look
 * @param {{isWhole: boolean, edit: () => void, close: () => void, revert: () => void}} doings
 *   `isWhole`: there is no list beside it that says more
 * @returns {Node[]|null} null: there is nothing to say
 */
export function cellCard(actions, name, look, { isWhole, edit, close, revert }) {
  const { say } = actions;
  const { entries, left, before, refusal } = look;
  if (entries.length === 0 && before === null && !isWhole) return null;
  const seen = left.length > 0 ? left : entries;
  return [
    h('header', {},
      h('b', {}, name),
      h('span', { class: 'quiet' }, saidOf(say, seen)),
      h('button', { type: 'button', class: 'small', onclick: edit }, say('edit')),
      h('button', { type: 'button', class: 'small shut', 'aria-label': say('close'), onclick: close }, '×')),
    refusal !== null && h('p', { class: 'refusal' }, h('b', {}, say('cannot-write')), ' ', refusal),
    before !== null && h('p', { class: 'was' },
      h('span', { class: 'lead-in' }, say('text-before')),
      before === '' ? h('span', { class: 'none' }, say('empty')) : h('del', {}, before), ' ',
      h('button', { type: 'button', class: 'small', onclick: revert }, say('revert'))),
    seen.map((entry) => h('div', { class: `finding ${entry.finding.severity}` },
      headOf(actions, entry, { isLink: false }), bodyOf(actions, entry, { isWhole }))),
  ];
}
