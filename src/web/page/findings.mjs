// A finding in words: in the list beside the sheet and in the card beside a cell.
import {SIGNS} from './cells.mjs';
import {h} from './dom.mjs';

/**
 * @typedef {Object} Actions
 * @property {(key: string, values?: Object) => string} say
 * @property {(entry: import('./marks.mjs').Entry) => void} go          to its cell
 * @property {(entry: import('./marks.mjs').Entry) => void} apply       its fix
 * @property {(place: [number, number, number]) => void} goTo           to a cell of the document
 * @property {(text: string, button: HTMLElement) => void} copy
 * @property {(location: {sheet: string|null, cell: string}) => string} placeOf  how a place is called
 * @property {(table: number, row: number, column: number) => string} text  what a cell holds now
 */

/** Its first line: how grave, which rule, where. */
export function headOf({ say, go, placeOf }, entry, { isLink }) {
  const { finding, mark } = entry;
  const { severity } = finding;
  const place = placeOf(finding.location);
  return h('p', { class: 'what' },
    h('span', {},
      h('span', { class: `sign ${severity}`, 'aria-hidden': 'true' }, SIGNS[severity]),
      h('span', { class: 'nth on-paper', 'aria-hidden': 'true' }, entry.nth + 1),
      h('b', { class: `severity ${severity}` }, say(severity)), ' ',
      h('span', { class: 'code' }, finding.code), ' ',
      h('span', { class: 'title' }, mark.title)),
    isLink && h('button', { type: 'button', class: 'place', 'aria-label': say('to-cell', { place }), onclick: () => go(entry) }, place));
}

/** What it says and what can be done. */
export function bodyOf(actions, entry, { isWhole }) {
  const { say } = actions;
  const { finding } = entry;
  const parts = [h('p', { class: 'says' }, finding.message)];
  if (finding.help) parts.push(h('p', { class: 'help' }, h('span', { class: 'lead-in' }, say('suggestion')), finding.help));
  const fix = fixOf(actions, entry);
  if (fix) parts.push(fix);
  if (!isWhole) return parts;
  if (finding.examples?.length) parts.push(examplesOf(actions, finding.examples));
  if (finding.related.length > 0) parts.push(relatedOf(actions, entry));
  if (finding.basis.length > 0) {
    parts.push(h('p', { class: 'quiet' }, h('span', { class: 'lead-in' }, say('basis')), finding.basis.join(say('list-comma'))));
  }
  return parts;
}

function fixOf({ say, apply, text }, entry) {
  const { finding, mark } = entry;
  if (!finding.fix || mark.edits.length === 0) return null;
  const isSafe = finding.fix.safety === 'safe';
  const [[row, column, first]] = mark.edits;
  const isOne = mark.edits.length === 1 && row === mark.row && column === mark.column;
  const old = text(mark.table, row, column);
  const isShort = isOne && isSafe && first.length <= 24 && !first.includes('\n');
  const changes = isShort ? null : h('ul', { class: 'changes' }, mark.edits.map(([at, over, to], nth) => {
    const from = text(mark.table, at, over);
    return h('li', {},
      isOne ? null : h('span', { class: 'quiet' }, finding.fix.edits[nth]?.location.cell ?? '', ' '),
      from === '' ? h('span', { class: 'none' }, say('empty')) : h('del', {}, from), ' → ',
      to === '' ? h('span', { class: 'none' }, say('empty')) : h('ins', {}, to));
  }));
  const label = isShort ? (first === '' ? say('clear-cell') : say('change-to', { text: first }))
    : say(isSafe ? 'make-change' : 'make-change-anyway');
  return h('div', { class: `fix ${isSafe ? 'safe' : 'unsafe'}` },
    isSafe ? null : h('p', { class: 'caution' }, say('unsafe')),
    changes,
    h('button', {
      type: 'button', class: isSafe ? 'primary' : null, 'data-act': 'apply', title: isShort && old ? `${old} → ${first}` : null,
      onclick: () => apply(entry),
    }, label));
}

function examplesOf({ say, copy }, examples) {
  return h('div', { class: 'examples' },
    h('p', { class: 'lead-in' }, say('examples')),
    h('ul', {}, examples.map(({ name, value }) => h('li', {},
      h('span', {}, name, ' ', h('b', {}, value)),
      h('button', {
        type: 'button', class: 'small', 'aria-label': say('copy-example', { text: `${name} ${value}` }),
        onclick: (event) => copy(`${name}\t${value}`, event.currentTarget),
      }, say('copy'))))));
}

function relatedOf({ say, goTo, placeOf }, { finding, mark }) {
  return h('ul', { class: 'related' }, finding.related.map(({ message, file, location }, nth) => {
    const place = mark.related[nth];
    const name = file ? `${file} ${placeOf(location)}` : placeOf(location);
    return h('li', {},
      place ? h('button', { type: 'button', class: 'place', 'aria-label': say('to-cell', { place: name }), onclick: () => goTo(place) }, name)
        : h('span', { class: 'quiet' }, name),
      ' ', message);
  }));
}
