// What can be downloaded of one document or of all.
import {troubleOf} from './checking.mjs';
import {closeDialog, showDialog} from './dialog.mjs';
import {fill, h} from './dom.mjs';
import {fileName} from './files.mjs';
import {byPath, editsOf} from './store.mjs';

/** In the order of what users are here for. Those that hold the changed cells save them. */
const PRODUCTS = [
  { kind: 'annotated', holdsEdits: true },
  { kind: 'corrected', holdsEdits: true },
  { kind: 'review' },
  { kind: 'overview' },
  { kind: 'csv' },
  { kind: 'json' },
];

/** Shows what there is to download of a document, or of all: `document` null. */
export function openDownloads(app, document) {
  const { store, say } = app;
  const state = h('div', { class: 'making', role: 'status' });
  const list = h('ul', { class: 'products' });
  const show = (of) => {
    const documents = (of ? [of] : [...store.documents.values()]).filter(({ outcome }) => !outcome?.error)
      .sort((a, b) => byPath(a.name, b.name));
    fill(state);
    fill(list, PRODUCTS.map((product) => choice(app, product, of, documents, state)));
  };
  const { size } = store.documents;
  const scope = (of, label) => h('label', {},
    h('input', { type: 'radio', name: 'scope', checked: of !== null, onchange: () => show(of) }), label);
  show(document);
  return showDialog({
    title: document ? say('download-one', { name: fileName(document.name) }) : say('download-all', { n: size }),
    body: [
      document && size > 1 && h('fieldset', { class: 'choice' },
        h('legend', { class: 'aside' }, say('download')),
        scope(document, say('this-file')), scope(null, say('all-files', { n: size }))),
      list, state,
    ],
    say,
  });
}

function choice(app, product, document, documents, state) {
  const { say } = app;
  const isIdle = documents.length === 0 || (product.kind === 'corrected' && !documents.some(({ edits }) => edits.size > 0));
  return h('li', {}, h('button', {
    type: 'button', class: 'product', disabled: isIdle,
    onclick: ({ currentTarget }) => make(app, product, documents, state, currentTarget),
  }, h('b', {}, say(`product-${product.kind}`)),
  documents.length > 1 && product.holdsEdits && h('span', { class: 'note' }, say('as-zip')),
  h('span', { class: 'quiet' }, isIdle && product.kind === 'corrected' ? say('product-corrected-none') : describe(product, document, say))));
}

function describe({ kind }, document, say) {
  if (kind !== 'corrected') return say(`product-${kind}-text`);
  return say(`product-corrected-${document ? document.writes : 'all'}`);
}

async function make(app, product, documents, state, button) {
  const { store, say } = app;
  const buttons = [...button.closest('ul').querySelectorAll('button')];
  const enabled = buttons.filter(({ disabled }) => !disabled);
  for (const one of enabled) one.disabled = true;
  fill(state, h('p', { class: 'quiet' }, say('making')));
  const versions = new Map(documents.map(({ id, version }) => [id, version]));
  try {
    const wanted = documents.map((document) => ({ id: document.id, edits: editsOf(document) }));
    const { name, bytes, warnings } = await app.engine.write(product.kind, wanted, { ...store.settings });
    save(name, bytes);
    if (product.holdsEdits) store.markSaved([...versions].filter(([id, version]) => store.documents.get(id)?.version === version).map(([id]) => id));
    if (warnings.length > 0) {
      fill(state, h('div', { class: 'troubles warning' },
        h('header', {}, h('h2', {}, say('download-warnings'))), h('ul', {}, warnings.map((text) => h('li', {}, text)))));
    } else {
      closeDialog(button);
      app.tell(say('downloaded', { name }));
    }
  } catch (error) {
    const { message, help } = troubleOf(error);
    fill(state, h('div', { class: 'troubles error' },
      h('header', {}, h('h2', {}, say('download-failed'))), h('p', {}, message), help && h('p', { class: 'quiet' }, help)));
  } finally {
    for (const one of enabled) one.disabled = false;
  }
}

/** Gives bytes to the browser as a file. */
function save(name, bytes) {
  const address = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
  h('a', { href: address, download: name }).click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
