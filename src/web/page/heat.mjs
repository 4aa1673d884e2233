// The heat map: departments by chapters, as on the overview page.
import {h} from './dom.mjs';
import {grouped} from './words.mjs';

/** The shades of the heat map. */
const SHADES = 5;

/**
 * The largest number of findings that each shade stands for. Counts differ by orders of magnitude, so that the steps grow.
 * The same as in src/report/html/page.rs.
 */
export function shadesUpTo(most) {
  if (most === 0) return [];
  const largest = Array.from({ length: SHADES }, (_, nth) => Math.ceil((most * (nth + 1) ** 2) / SHADES ** 2));
  return largest.filter((number, nth) => number !== largest[nth - 1]);
}

/** The shade of a number; 0 for none. */
export function shadeOf(number, shades) {
  return number === 0 ? 0 : 1 + shades.filter((largest) => largest < number).length;
}

/** The section of the heat map; null where nothing was found. `open(department, chapter)` shows the findings of a cell. */
export function heatMap(standing, app, open) {
  const { say } = app;
  const { departments, chapters } = standing;
  const counts = departments.map((department) => department.chapters);
  const most = Math.max(0, ...counts.flat());
  if (most === 0) return null;
  const shades = shadesUpTo(most);
  const legend = shades.map((largest, nth) => {
    const smallest = nth === 0 ? 1 : shades[nth - 1] + 1;
    return h('span', { class: `shade${nth + 1}` }, smallest === largest ? largest : `${smallest}–${largest}`);
  });
  const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
  const cell = (department, nth) => {
    const number = department.chapters[nth];
    const name = say('findings-of', { department: department.name, chapter: chapters[nth].name, n: number });
    return h('td', { class: `shade${shadeOf(number, shades)}` }, number === 0 ? 0
      : h('button', { 'aria-label': name, onclick: () => open(department, chapters[nth]) }, grouped(number)));
  };
  return h('section', { id: 'heat', 'aria-labelledby': 'heat-h' },
    h('h2', { id: 'heat-h' }, say('heat-title')),
    h('p', { class: 'lead' }, say('heat-lead'), ' ', h('span', { class: 'legend' }, legend)),
    h('div', { class: 'card scroll', tabindex: 0, role: 'group', 'aria-labelledby': 'heat-h' },
      h('table', { class: 'heat' },
        h('caption', { class: 'aside' }, say('heat-caption')),
        h('thead', {}, h('tr', {},
          h('th', { scope: 'col', class: 'first' }, say('department')),
          chapters.map((_, nth) => h('th', { scope: 'col' }, chapters[nth].name)),
          h('th', { scope: 'col' }, say('total')))),
        h('tbody', {},
          departments.map((department) => h('tr', {},
            h('th', { scope: 'row', class: 'first' },
              h('button', { class: 'link', onclick: () => open(department, null) }, department.name)),
            chapters.map((_, nth) => cell(department, nth)),
            h('td', { class: 'total' }, grouped(sum(department.chapters))))),
          h('tr', { class: 'total' },
            h('th', { scope: 'row', class: 'first' }, say('total')),
            chapters.map((_, nth) => h('td', {}, grouped(sum(counts.map((numbers) => numbers[nth]))))),
            h('td', { class: 'total' }, grouped(sum(counts.flat()))))))));
}
