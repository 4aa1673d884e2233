// Many documents for reviewers: totals, departments ranked, the heat map, and the list of files.
import {fill, h} from './dom.mjs';
import {documentTable} from './batch_files.mjs';
import {heatMap} from './heat.mjs';
import {sortedTable} from './sorting.mjs';
import {troubleList} from './troubles.mjs';
import {grouped} from './words.mjs';

const SEVERITY_NAMES = { error: 'errors', warning: 'warnings', info: 'infos' };

/** The overview of all documents. */
export function batchView(app) {
  const root = h('div', { class: 'view' });
  const { store, say } = app;
  const orders = { ranking: { key: 'rank', isDown: false }, files: { key: 'file', isDown: false } };
  /** The department whose files are listed; null: all. */
  let only = null;

  /** Shows a department's findings: in its document, or where it has several in the list of them. */
  const open = (department, chapter) => {
    const ids = store.standing.documents[department.key] ?? [];
    if (ids.length === 1) {
      app.openDocument(ids[0], { department: department.key, chapter: chapter?.key ?? '' });
      return;
    }
    only = { ...department, chapter: chapter?.key ?? '' };
    render();
    root.querySelector('#files-h').scrollIntoView({ block: 'start' });
    root.querySelector('#files button')?.focus({ preventScroll: true });
  };

  const sort = (table) => (order) => {
    orders[table] = order;
    render();
    root.querySelector(`#${table} [data-key="${order.key}"]`)?.focus({ preventScroll: true });
  };

  const render = () => {
    const { standing } = store;
    const documents = [...store.documents.values()];
    const nth = [...root.querySelectorAll('button, [tabindex]')].indexOf(document.activeElement);
    const scrolled = [...root.querySelectorAll('.scroll')].map(({ scrollTop, scrollLeft }) => [scrollTop, scrollLeft]);
    fill(root,
      h('div', { class: 'wide batch' },
        h('header', { class: 'batch-head' },
          h('h1', {}, say('batch-title')),
          h('p', { class: 'stale', role: 'status' }, store.isStandingStale && say('stale')),
          h('button', { onclick: () => app.closeAll() }, say('close-all'))),
        totals(documents, standing, say),
        severities(documents, say),
        troubleList(app),
        standing ? ranking(standing) : awaited('ranking', documents.length),
        standing ? heatMap(standing, app, open) : awaited('heat', documents.length),
        h('section', { id: 'files', 'aria-labelledby': 'files-h' },
          h('h2', { id: 'files-h', tabindex: -1 }, say('files-title')),
          only && h('p', { class: 'lead' }, say('only-department', { name: only.name }), ' ',
            h('button', { class: 'link', onclick: () => { only = null; render(); } }, say('show-all'))),
          documentTable(documents.filter(({ id }) => !only || (standing?.documents[only.key] ?? []).includes(id)), app, {
            order: orders.files, changed: sort('files'),
            open: (id) => app.openDocument(id, only ? { department: only.key, chapter: only.chapter } : {}),
          }))));
    root.querySelectorAll('.scroll').forEach((element, nth) => {
      if (scrolled[nth]) [element.scrollTop, element.scrollLeft] = scrolled[nth];
    });
    // What had the focus has it again, as far as it is still there.
    if (nth >= 0) root.querySelectorAll('button, [tabindex]')[nth]?.focus({ preventScroll: true });
  };

  const ranking = (standing) => {
    const number = (key, name) => ({
      key, name, down: true, className: 'number', value: (row) => row[key],
      cell: (row) => h('td', { class: 'number' }, grouped(row[key])),
    });
    const columns = [
      { key: 'rank', name: say('rank'), className: 'number', value: ({ rank }) => rank,
        cell: ({ rank }) => h('td', { class: 'number' }, rank) },
      { key: 'name', name: say('department'), className: 'first', value: ({ name }) => name,
        cell: (row) => h('th', { scope: 'row', class: 'first' },
          h('button', { class: 'link', onclick: () => open(row, null) }, row.name)) },
      { key: 'score', name: say('score'), className: 'number', value: ({ score }) => score,
        cell: ({ score }) => h('td', { class: 'number score' }, score === null ? '—' : score.toFixed(1)) },
      { key: 'gauge', name: say('score'), className: 'gauge', value: null,
        cell: ({ score }) => h('td', { class: 'gauge' }, score !== null && h('span', { class: 'meter', vars: { '--part': `${score}%` } })) },
      number('errors', say('errors')), number('warnings', say('warnings')), number('info', say('infos')),
      number('projects', say('projects')), number('indicators', say('indicators')),
    ];
    return h('section', { id: 'ranking', 'aria-labelledby': 'ranking-h' },
      h('h2', { id: 'ranking-h' }, say('ranking-title')),
      h('p', { class: 'lead' }, standing.formula),
      h('div', { class: 'card scroll', tabindex: 0, role: 'group', 'aria-labelledby': 'ranking-h' },
        sortedTable({
          className: 'ranking', caption: say('ranking-title'), columns, rows: standing.departments,
          order: orders.ranking, changed: sort('ranking'), say,
        })));
  };

  /** The room of a section that is yet to come, so that nothing moves when it does. */
  const awaited = (name, rows) => h('section', {},
    h('h2', {}, say(`${name}-title`)),
    h('p', { class: 'lead' }, say('after-check')),
    h('div', { class: 'card awaited', vars: { '--rows': rows + 1 } }));

  render();
  return { element: root, update: render, leave: () => {} };
}

function totals(documents, standing, say) {
  const outcomes = documents.map(({ outcome }) => outcome).filter(Boolean);
  const sum = (count) => outcomes.reduce((total, outcome) => total + count(outcome), 0);
  const departments = new Set(outcomes.flatMap((outcome) => outcome.departments.map(({ key }) => key)));
  const numbers = [
    ['total-files', documents.length],
    ['total-departments', departments.size],
    ['total-projects', sum(({ projects }) => projects.length)],
    ['total-indicators', sum(({ indicators }) => indicators)],
    ['total-findings', sum(({ findings }) => findings.length)],
  ];
  return h('dl', { class: 'totals' }, numbers.map(([key, number]) => h('div', {}, h('dt', {}, say(key)), h('dd', {}, grouped(number)))));
}

function severities(documents, say) {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { outcome } of documents) for (const { severity } of outcome?.findings ?? []) counts[severity] += 1;
  return h('ul', { class: 'severities' }, Object.entries(counts).map(([severity, number]) =>
    h('li', { class: severity }, h('span', { class: 'name' }, say(SEVERITY_NAMES[severity])), h('span', { class: 'number' }, grouped(number)))));
}
