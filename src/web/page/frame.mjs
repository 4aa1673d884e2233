// What stands around every view: the bar with the open files and the tools, what is being waited for, short messages, and
// the window as a place to drop files.
import {fill, h, setText} from './dom.mjs';
import {filesOfDrop, filesOfInput, filesOfPaste, fileName, OFFERED} from './files.mjs';
import {picture} from './icons.mjs';
import {THEMES} from './theme.mjs';

/** So many documents have a tab each; of more, only the one in sight has. */
const MOST_TABS = 6;

/** Builds the frame in `root`; gives what the rest of the page needs of it. */
export function frame(root, app) {
  const { store, say } = app;
  const rail = h('nav', { class: 'rail', 'aria-label': say('open-files') });
  const tools = h('div', { class: 'tools' });
  const main = h('main', { id: 'main', tabindex: -1 });
  const failed = h('div', { class: 'failed error', role: 'alert', hidden: true });
  const waiting = h('div', { class: 'waiting', role: 'status', hidden: true });
  const message = h('div', { class: 'notice', role: 'status', 'aria-live': 'polite' });
  const dropping = h('div', { class: 'dropping', hidden: true }, h('p', {}, picture('drop'), say('drop-here')));
  const pickFiles = h('input', { type: 'file', multiple: true, accept: OFFERED, hidden: true, id: 'files', 'aria-label': say('add-files') });
  const pickFolder = h('input', { type: 'file', webkitdirectory: true, hidden: true, id: 'folder', 'aria-label': say('add-folder') });
  for (const input of [pickFiles, pickFolder]) {
    input.addEventListener('change', () => {
      const brought = filesOfInput(input);
      // The same file can be picked again.
      input.value = '';
      app.open(brought);
    });
  }

  fill(root,
    h('a', { class: 'skip', href: '#main', onclick: (event) => { event.preventDefault(); main.focus(); } }, say('skip')),
    h('header', { class: 'top' },
      h('button', { class: 'brand', title: say('to-start'), 'aria-label': say('to-start'), onclick: () => app.toStart() },
        picture('ruler'), h('span', {}, say('product'))),
      rail, tools),
    failed, main, waiting, message, dropping, pickFiles, pickFolder);

  const renderTools = () => {
    const { size } = store.documents;
    const tool = (name, label, onclick, props = {}) =>
      h('button', { class: 'plain', title: label, 'aria-label': label, onclick, ...props }, picture(name));
    const theme = say('theme-now', { name: say(`theme-${app.theme}`) });
    fill(tools,
      size > 0 && h('button', { class: 'plain labelled', 'aria-label': say('add'), onclick: () => app.pickFiles() }, picture('add'), h('span', {}, say('add'))),
      size > 0 && h('button', { class: 'plain labelled', 'aria-label': say('download'), onclick: () => app.openDownloads(app.selected) },
        picture('download'), h('span', {}, say('download'))),
      h('button', { class: 'plain text', lang: say('other-language') === 'English' ? 'en' : 'zh-CN', title: say('to-other-language'),
        onclick: () => app.switchLanguage() }, say('other-language')),
      tool(app.theme, theme, () => {
        app.setTheme(THEMES[(THEMES.indexOf(app.theme) + 1) % THEMES.length]);
        renderTools();
        tools.querySelector('[data-theme]').focus();
      }, { 'data-theme': app.theme }),
      tool('settings', say('settings'), () => app.openSettings()),
      tool('keys', say('keys'), () => app.openKeys()));
  };

  const renderRail = () => {
    const documents = [...store.documents.values()];
    const at = documents.findIndex(({ id }) => id === store.selected);
    const isFew = documents.length <= MOST_TABS;
    const shown = isFew ? documents : documents.filter(({ id }) => id === store.selected);
    const step = (name, label, to) => h('button', {
      class: 'plain step', title: label, 'aria-label': label, disabled: !documents[to], onclick: () => store.select(documents[to].id),
    }, picture(name));
    fill(rail,
      app.hasOverview && h('button', {
        class: 'tab', 'aria-current': store.selected === null ? 'page' : null, onclick: () => store.select(null),
      }, say('overview')),
      shown.map((document) => documentTab(document, app)),
      !isFew && at >= 0 && [
        step('previous', say('previous-document'), at - 1),
        h('span', { class: 'place number' }, `${at + 1} / ${documents.length}`),
        step('next', say('next-document'), at + 1),
      ]);
    rail.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };

  const renderWaiting = () => {
    const { progress } = store;
    waiting.hidden = progress === null;
    if (!progress) return;
    if (!waiting.firstChild) {
      fill(waiting, h('p', { class: 'what number' }), h('p', { class: 'which' }), h('progress', { 'aria-label': say('state-checking') }),
        h('button', { onclick: () => store.progress?.cancel() }, say('cancel')));
    }
    const [what, which, bar] = waiting.children;
    setText(what, say(progress.phase, progress));
    setText(which, fileName(progress.name));
    bar.max = progress.total;
    bar.value = progress.done;
  };

  const renderFailure = () => {
    const { failure } = store;
    failed.hidden = failure === null;
    fill(failed, failure && [
      h('p', {}, h('b', {}, say('run-failed')), say('colon'), failure.message, failure.help && h('span', { class: 'quiet' }, ' ', failure.help)),
      h('button', { onclick: () => app.openSettings() }, say('settings')),
    ]);
  };

  let silence = null;
  const tell = (text) => {
    clearTimeout(silence);
    setText(message, text);
    silence = setTimeout(() => setText(message, ''), 6000);
  };

  const renderAll = () => {
    renderTools();
    renderRail();
    renderWaiting();
    renderFailure();
  };
  renderAll();
  return {
    main, tell, dropping, renderRail, renderTools, renderWaiting, renderFailure,
    pickFiles: () => pickFiles.click(),
    pickFolder: () => pickFolder.click(),
  };
}

function documentTab(document, app) {
  const { store, say } = app;
  const { id, name, isDirty, outcome } = document;
  const isCurrent = id === store.selected;
  const errors = outcome?.findings.filter(({ severity }) => severity === 'error').length ?? 0;
  return h('span', { class: isCurrent ? 'tab file current' : 'tab file' },
    h('button', { class: 'plain', title: name, 'aria-current': isCurrent ? 'page' : null, onclick: () => store.select(id) },
      h('span', { class: 'name' }, fileName(name)),
      isDirty && h('span', { class: 'dirty', title: say('unsaved') }, '●', h('span', { class: 'aside' }, say('unsaved'))),
      errors > 0 && h('span', { class: 'count error' }, h('span', { class: 'aside' }, say('errors')), errors)),
    h('button', { class: 'plain shut', title: say('close-document', { name: fileName(name) }),
      'aria-label': say('close-document', { name: fileName(name) }), onclick: () => app.close(document) }, picture('close')));
}

/** Files that are dropped on the window or pasted go to `app.open`. Once for the page, whatever frame stands in it. */
export function takeFiles(app) {
  // Entering a child comes before leaving its parent.
  let depth = 0;
  const isOfFiles = (event) => [...event.dataTransfer?.types ?? []].includes('Files');
  const show = (isShown) => { app.frame.dropping.hidden = !isShown; };
  addEventListener('dragenter', (event) => {
    if (!isOfFiles(event)) return;
    depth += 1;
    show(true);
  });
  addEventListener('dragleave', (event) => {
    if (!isOfFiles(event)) return;
    depth -= 1;
    if (depth <= 0) show(false);
  });
  addEventListener('dragover', (event) => { if (isOfFiles(event)) event.preventDefault(); });
  addEventListener('drop', async (event) => {
    if (!isOfFiles(event)) return;
    event.preventDefault();
    depth = 0;
    show(false);
    try {
      app.open(await filesOfDrop(event.dataTransfer));
    } catch {
      // Files can be read; a folder may be gone, or closed to the browser.
      app.tell(app.say('folder-unread'));
    }
  });
  addEventListener('paste', (event) => {
    if (event.target.closest?.('input, textarea, [contenteditable]') || document.querySelector('dialog[open]')) return;
    const brought = filesOfPaste(event.clipboardData, app.say('pasted-name'));
    if (brought.length === 0) return;
    event.preventDefault();
    app.open(brought);
  });
}
