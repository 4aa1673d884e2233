// What the findings are narrowed to: by severity, rule, department and the name of the project.
import {fill, h, setAttribute, setText} from './dom.mjs';
import {SIGNS} from './cells.mjs';
import {grouped} from './words.mjs';
import {choicesOf, isNarrow, SEVERITIES, tally} from './marks.mjs';

export class FilterBar {
  #say;
  #onChange;
  #buttons;
  #rules;
  #departments;
  #words;
  #count;
  #clear;
  #filter = {};

  /** @param {(filter: import('./store.mjs').Filter) => void} onChange */
  constructor(say, onChange) {
    this.#say = say;
    this.#onChange = onChange;
    this.#buttons = new Map(SEVERITIES.map((severity) => [severity, h('button', {
      type: 'button', class: `toggle ${severity}`, 'aria-pressed': 'true', onclick: () => this.#toggle(severity),
    },
    h('span', { class: `sign ${severity}`, 'aria-hidden': 'true' }, SIGNS[severity]),
    h('span', { class: 'word' }, say(severity)),
    h('span', { class: 'number' }))]));
    this.#rules = h('select', { 'aria-label': say('rule'), onchange: () => this.#chosen() });
    this.#departments = h('select', { 'aria-label': say('department'), onchange: () => this.#set({ department: this.#departments.value }) });
    this.#words = h('input', {
      type: 'search', placeholder: say('search-projects'), 'aria-label': say('search-projects'),
      oninput: (event) => { if (!event.isComposing) this.#set({ words: this.#words.value }); },
      oncompositionend: () => this.#set({ words: this.#words.value }),
    });
    this.#count = h('span', { class: 'count' });
    this.#clear = h('button', { type: 'button', class: 'small', onclick: () => this.clear() }, say('clear-filter'));
    this.element = h('div', { class: 'filters', role: 'group', 'aria-label': say('filter') },
      h('div', { class: 'toggles' }, ...this.#buttons.values()),
      h('div', { class: 'narrowing' }, this.#rules, this.#departments, this.#words),
      h('p', { class: 'left' }, this.#count, this.#clear));
  }

  focus() {
    this.#words.focus();
  }

  /** Shows every finding. */
  clear() {
    const hadFocus = document.activeElement === this.#clear;
    this.#onChange({});
    if (hadFocus) this.#words.focus({ preventScroll: true });
  }

  /** Shows the filter, and how many findings there are of what. */
  update(filter, entries, left, outcome) {
    this.#filter = filter;
    const counts = tally(entries);
    for (const [severity, button] of this.#buttons) {
      setAttribute(button, 'aria-pressed', String(!filter.severities || filter.severities.includes(severity)));
      setText(button.querySelector('.number'), grouped(counts[severity]));
    }
    const { codes, departments } = choicesOf(entries, outcome);
    const chapters = groupedBy(codes);
    const rules = [['', this.#say('all-rules')]];
    for (const [chapter, members] of chapters) {
      if (members.length > 1 || filter.chapter === chapter) {
        rules.push([`chapter ${chapter}`, this.#say('whole-chapter', { chapter, n: members.reduce((sum, [, { count }]) => sum + count, 0) })]);
      }
      for (const [code, { label, count }] of members) rules.push([`code ${code}`, `${code} ${label} (${count})`]);
    }
    choices(this.#rules, rules, filter.code ? `code ${filter.code}` : filter.chapter ? `chapter ${filter.chapter}` : '');
    choices(this.#departments, [['', this.#say('all-departments')],
      ...[...departments].map(([key, { label, count }]) => [key, `${label} (${count})`])], filter.department ?? '');
    this.#departments.hidden = departments.size < 2 && !filter.department;
    if (document.activeElement !== this.#words && this.#words.value !== (filter.words ?? '')) this.#words.value = filter.words ?? '';
    const isOn = isNarrow(filter);
    setText(this.#count, isOn ? this.#say('findings-left', { n: left.length, all: entries.length }) : '');
    this.#clear.hidden = !isOn;
    this.#count.parentElement.hidden = !isOn;
  }

  #toggle(severity) {
    const now = this.#filter.severities ?? SEVERITIES;
    const severities = SEVERITIES.filter((name) => now.includes(name) !== (name === severity));
    this.#set({ severities: severities.length === SEVERITIES.length ? undefined : severities });
  }

  #chosen() {
    const [kind, name] = this.#rules.value.split(' ');
    this.#set({ code: undefined, chapter: undefined, ...(name ? { [kind]: name } : {}) });
  }

  #set(changes) {
    this.#onChange({ ...this.#filter, ...changes });
  }
}

/** Fills a choice where it has changed; what is chosen stays in it even if nothing is left of it. */
function choices(select, options, value) {
  const all = options.some(([own]) => own === value) ? options : [...options, [value, value]];
  const shown = JSON.stringify(all);
  if (select.dataset.shown !== shown) {
    select.dataset.shown = shown;
    fill(select, all.map(([own, label]) => h('option', { value: own }, label)));
  }
  if (select.value !== value) select.value = value;
}

function groupedBy(codes) {
  const groups = new Map();
  for (const one of codes) {
    const { chapter } = one[1];
    groups.set(chapter, [...groups.get(chapter) ?? [], one]);
  }
  return groups;
}
