// The page: made when its script runs, which is after its markup.
import {batchView} from './batch.mjs';
import {Checking} from './checking.mjs';
import {confirmed} from './dialog.mjs';
import {openDownloads} from './downloads.mjs';
import {engineOfPage} from './engine.mjs';
import {frame, takeFiles} from './frame.mjs';
import {fileName} from './files.mjs';
import {listenToKeys, openKeys} from './keyboard.mjs';
import {Opening} from './opening.mjs';
import {openSettings} from './settings.mjs';
import {startView} from './start.mjs';
import {Store} from './store.mjs';
import {keptLanguage, keptTheme, useLanguage, useTheme} from './theme.mjs';
import {documentView} from './view.mjs';
import {wordsOf} from './words.mjs';

const store = new Store();
store.settings.language = keptLanguage();
useLanguage(store.settings.language);
useTheme(keptTheme());

const engine = engineOfPage();
const checking = new Checking(store, engine);

/** What the parts of the page share. */
const app = {
  store,
  engine,
  settings: store.settings,
  isLocal: engine.isLocal,
  theme: keptTheme(),
  frame: null,
  say: wordsOf(store.settings.language),
  confirmed,
  get selected() { return store.documents.get(store.selected) ?? null; },
  get hasOverview() {
    const hasTroubles = store.troubles.length + store.passedOver.length > 0;
    return store.documents.size > 1 || (store.documents.size > 0 && hasTroubles);
  },
  tell: (text) => app.frame.tell(text),
  verify: (id, edits) => engine.verify(id, edits, { ...store.settings }),
  open: (brought) => opening.open(brought),
  pickFiles: () => app.frame.pickFiles(),
  pickFolder: () => app.frame.pickFolder(),
  openDownloads: (document) => openDownloads(app, document),
  openSettings: () => openSettings(app),
  openKeys: () => openKeys(app),
  setTheme(theme) {
    app.theme = theme;
    useTheme(theme);
    app.frame.renderTools();
  },
  switchLanguage: () => store.set({ language: store.settings.language === 'en' ? 'zh' : 'en' }),
  openDocument(id, filter) {
    const document = store.documents.get(id);
    if (!document) return;
    if (filter) document.filter = { ...filter };
    store.select(id);
  },
  async close(document) {
    const { say } = app;
    const isSure = !document.isDirty || await confirmed({
      title: say('leave-title'), text: say('leave-text', { name: fileName(document.name) }), yes: say('leave-yes'), say,
    });
    if (isSure) opening.close(document.id);
    return isSure;
  },
  async closeAll() {
    const { say } = app;
    const isSure = !store.isDirty || await confirmed({
      title: say('leave-title'), text: say('leave-all-text'), yes: say('leave-yes'), say,
    });
    if (isSure) opening.closeAll();
    return isSure;
  },
  /** Where there is an overview, to it; else everything is closed. */
  async toStart() {
    if (app.hasOverview && store.selected !== null) store.select(null);
    else if (store.documents.size > 0) await app.closeAll();
  },
};
const opening = new Opening(app, engine, checking);

/** The view in sight: what it shows, how it is brought up to date, and how it ends. */
let view = null;

/** Shows the view that the state asks for: a document, the overview, or the start. */
function showView() {
  // One document has no overview, once it is known to stay alone.
  if (store.selected === null && store.documents.size === 1 && !app.hasOverview && view !== null) {
    if (!store.progress) store.select([...store.documents.keys()][0]);
    return;
  }
  const { selected } = app;
  const shows = selected ?? (store.documents.size > 0 ? batchView : startView);
  if (view?.shows === shows) {
    view.update();
  } else {
    view?.leave();
    view = selected ? ofDocument(selected) : shows(app);
    view.shows = shows;
    app.frame.main.replaceChildren(view.element);
    scrollTo(0, 0);
  }
  const name = selected ? `${fileName(selected.name)} · ` : '';
  document.title = `${name}${app.say('page-title')}`;
}

/** The view of a document hears of its changes by itself. */
function ofDocument(selected) {
  const { element, close } = documentView(app, selected);
  return { element, update: () => {}, leave: close };
}

/** Calls something once, however often it is asked for meanwhile: before the next picture, or after a while. */
function soon(action, after = () => 0) {
  let isAsked = false;
  const act = () => {
    isAsked = false;
    action();
  };
  return () => {
    if (isAsked) return;
    isAsked = true;
    if (after() > 0) setTimeout(act, after());
    else requestAnimationFrame(act);
  };
}

/** While many documents come in, a few pictures a second do. */
function ofMany() {
  return store.progress?.total > 1 ? 200 : 0;
}

/** Builds the whole page, in the language that it has now. */
function build() {
  app.say = wordsOf(store.settings.language);
  useLanguage(store.settings.language);
  view?.leave();
  view = null;
  app.frame = frame(document.getElementById('app'), app);
  showView();
}

const updateRail = soon(() => app.frame.renderRail(), ofMany);
const updateView = soon(() => view.update(), ofMany);
const updateAll = soon(() => {
  app.frame.renderTools();
  app.frame.renderRail();
  showView();
}, ofMany);

store.on('documents', updateAll);
store.on('selection', (id) => {
  if (!isGoingBack) history.pushState({ selected: id }, '');
  app.frame.renderRail();
  showView();
  app.frame.main.focus({ preventScroll: true });
});
store.on('document', () => {
  updateRail();
  updateView();
});
store.on('standing', () => {
  app.frame.renderFailure();
  updateView();
});
store.on('progress', (progress) => {
  app.frame.renderWaiting();
  if (!progress) showView();
});
store.on('settings', (names) => {
  if (names.includes('language')) build();
});

/** Between documents and the overview the browser's own way back leads, too. */
let isGoingBack = false;
addEventListener('popstate', ({ state }) => {
  const id = state?.selected ?? null;
  if (id !== null && !store.documents.has(id)) return;
  isGoingBack = true;
  store.select(id);
  isGoingBack = false;
});
addEventListener('beforeunload', (event) => {
  if (store.isDirty) event.preventDefault();
});

build();
takeFiles(app);
listenToKeys(app);
