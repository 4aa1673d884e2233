// The keys of the whole page, and the list of all keys.
import {showDialog} from './dialog.mjs';
import {h} from './dom.mjs';
import {SHEET_KEYS} from './keys.mjs';

const PAGE_KEYS = [
  ['Ctrl+O', 'key-open'],
  ['Ctrl+S', 'key-download'],
  ['[ / ]', 'key-documents'],
  ['G', 'key-overview'],
  ['?', 'key-help'],
  ['Esc', 'key-close'],
];

/** Shows all keys. */
export function openKeys(app) {
  const { say } = app;
  const rows = (keys) => keys.map(([names, text]) => h('tr', {},
    h('th', { scope: 'row' }, names.split(' / ').map((name) => h('kbd', {}, name))), h('td', {}, say(text))));
  const body = [['keys-sheet', SHEET_KEYS], ['keys-page', PAGE_KEYS]].map(([title, keys]) => h('table', { class: 'keys' },
    h('caption', {}, say(title)), h('tbody', {}, rows(keys))));
  return showDialog({ title: say('keys'), body, say });
}

/** Listens to the keys of the page. Dialogs and fields have their own. */
export function listenToKeys(app) {
  addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]')) return;
    const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    const key = event.key.toLowerCase();
    const isWriting = event.target.closest?.('input, textarea, select, [contenteditable]') !== null;
    const act = actionOf(app, key, isCommand, isWriting || event.ctrlKey || event.metaKey || event.altKey);
    if (!act) return;
    event.preventDefault();
    act();
  });
}

function actionOf(app, key, isCommand, isTaken) {
  const { store } = app;
  const hasDocuments = store.documents.size > 0;
  if (isCommand && key === 'o') return () => app.pickFiles();
  if (isCommand && key === 's' && hasDocuments) return () => app.openDownloads(app.selected);
  if (isTaken) return null;
  const ids = [...store.documents.keys()];
  const step = (by) => {
    const to = ids[ids.indexOf(store.selected) + by];
    return to && store.selected !== null ? () => store.select(to) : null;
  };
  switch (key) {
    case '[': return step(-1);
    case ']': return step(1);
    case 'g': return app.hasOverview ? () => store.select(null) : null;
    case '?': return () => app.openKeys();
    default: return null;
  }
}
