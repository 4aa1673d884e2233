// From files that somebody brought to documents that are checked.
import {troubleOf} from './checking.mjs';
import {MOST_BYTES, MOST_FILES, sorted} from './files.mjs';

export class Opening {
  #app;
  #engine;
  #checking;
  /** Ids of files by their paths: the same file once more takes the place of the first. */
  #ids = new Map();
  #last = 0;
  #isOpening = false;

  constructor(app, engine, checking) {
    this.#app = app;
    this.#engine = engine;
    this.#checking = checking;
  }

  /**
   * Opens files, one after another, and then checks all.
   * @param {import('./files.mjs').Brought[]} brought
   */
  async open(brought) {
    const { store, say, tell } = this.#app;
    if (this.#isOpening) {
      tell(say('still-opening'));
      return;
    }
    const { files, passedOver, configuration } = sorted(brought);
    if (files.length > MOST_FILES) {
      tell(say('too-many-files', { n: MOST_FILES }));
      return;
    }
    if (files.length === 0 && passedOver.length === 0 && !configuration) {
      if (brought.length > 0) tell(say('nothing-readable'));
      return;
    }
    if (!await this.#mayReplace(files)) return;
    this.#isOpening = true;
    const before = new Set(store.documents.keys());
    const troublesBefore = store.troubles.length;
    let isStopped = false;
    const cancel = () => { isStopped = true; };
    try {
      if (configuration) await this.#configure(configuration.file);
      store.add([], { passedOver });
      for (const [nth, one] of files.entries()) {
        if (isStopped) break;
        store.setProgress({ phase: 'opening', done: nth, total: files.length, name: one.path, cancel });
        await this.#openOne(one);
      }
    } finally {
      this.#isOpening = false;
      // What came is shown: the one document, or the overview of many and of what could not be read.
      const added = [...store.documents.keys()].filter((id) => !before.has(id));
      const isAllRead = passedOver.length === 0 && store.troubles.length <= troublesBefore;
      if (added.length === 1 && isAllRead) store.select(added[0]);
      else if (added.length > 0 || !isAllRead) store.select(null);
      store.setProgress(null);
    }
    if (files.length > 0) this.#checking.all();
  }

  async #openOne({ path, file }) {
    const { store, say } = this.#app;
    this.#forget(path);
    this.#last += 1;
    const id = `f${this.#last}`;
    this.#ids.set(path, id);
    try {
      if (file.size > MOST_BYTES) throw new Error(say('file-too-large', { n: MOST_BYTES / 2 ** 20 }));
      const bytes = new Uint8Array(await file.arrayBuffer());
      const opened = await this.#engine.open(id, path, bytes, { ...store.settings });
      store.add(opened.documents, { errors: opened.errors, passedOver: opened.passed_over });
    } catch (error) {
      store.add([], { errors: [{ ...troubleOf(error), file: path }] });
    }
  }

  async #configure(file) {
    const { store, say, tell } = this.#app;
    const config = await file.text();
    store.set({ config });
    tell(say('configured'));
  }

  /** Takes the place of the files of these paths only where no edits are lost, or the user says so. */
  async #mayReplace(files) {
    const { store, say, confirmed } = this.#app;
    const ids = new Set(files.map(({ path }) => this.#ids.get(path)).filter(Boolean));
    const dirty = [...store.documents.values()].find(({ id, isDirty }) => isDirty && ids.has(fileOf(id)));
    if (!dirty) return true;
    return confirmed({
      title: say('replace-title'), text: say('replace-text', { name: dirty.name }), yes: say('replace-yes'), say,
    });
  }

  #forget(path) {
    const { store } = this.#app;
    const id = this.#ids.get(path);
    if (!id) return;
    this.#ids.delete(path);
    this.#engine.close(id);
    store.forgetTroubles((name) => name === path || name?.startsWith(`${path}/`));
    store.remove([...store.documents.keys()].filter((own) => fileOf(own) === id));
  }

  /** Closes a document: its file, once no document of it is open any more. */
  close(id) {
    const { store } = this.#app;
    const of = fileOf(id);
    store.remove([id]);
    if (![...store.documents.keys()].some((own) => fileOf(own) === of)) {
      this.#engine.close(of);
      for (const [path, own] of this.#ids) if (own === of) this.#ids.delete(path);
    }
    this.#checking.all({ isAwaited: false });
  }

  /** Closes everything. */
  closeAll() {
    const { store } = this.#app;
    for (const id of this.#ids.values()) this.#engine.close(id);
    this.#ids.clear();
    store.remove([...store.documents.keys()]);
    store.forgetTroubles();
    this.#checking.all();
  }
}

/** The file that a document stands in. */
export function fileOf(id) {
  return id.split('/', 1)[0];
}
