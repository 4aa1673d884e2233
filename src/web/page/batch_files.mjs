// The list of files of the overview.
import {h} from './dom.mjs';
import {fileName} from './files.mjs';
import {picture} from './icons.mjs';
import {sortedTable} from './sorting.mjs';
import {grouped} from './words.mjs';

/** The table of documents. */
export function documentTable(documents, app, { order, changed, open }) {
  const { say } = app;
  const rows = documents.map((document) => ({ document, ...countsOf(document) }));
  const number = (key, name) => ({
    key, name, down: true, className: 'number', value: (row) => row[key],
    cell: (row) => h('td', { class: 'number' }, row[key] === null ? '—' : grouped(row[key])),
  });
  const columns = [
    { key: 'file', name: say('file'), className: 'first', value: ({ document }) => document.name,
      cell: ({ document }) => h('th', { scope: 'row', class: 'first' },
        h('button', { class: 'link', title: document.name, onclick: () => open(document.id) }, picture('sheet'), fileName(document.name))) },
    { key: 'department', name: say('department'), className: 'department', value: ({ document }) => departmentOf(document, say),
      cell: ({ document }) => h('td', { class: 'department' }, departmentOf(document, say)) },
    number('errors', say('errors')), number('warnings', say('warnings')), number('info', say('infos')),
    number('projects', say('projects')),
    { key: 'state', name: say('state'), className: 'state', value: ({ document }) => stateOf(document, say),
      cell: ({ document }) => h('td', { class: 'state' }, stateOf(document, say)) },
    { key: 'shut', name: say('close'), className: 'shut', value: null,
      cell: ({ document }) => {
        const name = say('close-document', { name: fileName(document.name) });
        return h('td', { class: 'shut' },
          h('button', { class: 'plain', title: name, 'aria-label': name, onclick: () => app.close(document) }, picture('close')));
      } },
  ];
  return h('div', { class: 'card sideways', tabindex: 0, role: 'group', 'aria-labelledby': 'files-h' },
    sortedTable({ className: 'ranking documents', caption: say('files-title'), columns, rows, order, changed, say }));
}

function countsOf({ outcome }) {
  if (!outcome || outcome.error) return { errors: null, warnings: null, info: null, projects: null };
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { severity } of outcome.findings) counts[severity] += 1;
  return { errors: counts.error, warnings: counts.warning, info: counts.info, projects: outcome.projects.length };
}

function departmentOf({ outcome }, say) {
  if (!outcome || outcome.error) return '';
  const [first, ...others] = outcome.departments;
  if (!first) return say('no-department');
  return others.length === 0 ? first.name : say('several-departments', { name: first.name, n: outcome.departments.length });
}

function stateOf({ outcome, isChecking, isDirty, edits }, say) {
  if (outcome?.error) return outcome.error.message;
  if (edits.size > 0) return say(isDirty ? 'state-unsaved' : 'state-edited', { n: edits.size });
  if (isChecking) return say(outcome ? 'state-checking' : 'state-waiting');
  return say(outcome ? 'state-checked' : 'state-waiting');
}
