// What can be downloaded of one document or of all.
import {troubleOf} from './checking.mjs';
import {closeDialog, showDialog} from './dialog.mjs';
import {fill, h} from './dom.mjs';
import {fileName} from './files.mjs';
import {editsOf} from './store.mjs';

/** In the order of what users are here for. Those that hold the changed cells save them. */
const PRODUCTS = [
  { kind: 'annotated', holdsEdits: true },
  { kind: 'corrected', holdsEdits: true },
  { kind: 'review' },
  { kind: 'overview' },
  { kind: 'csv' },
  { kind: 'json' },
];

/** Shows what there is to download; of all documents where `document` is null. */
export function openDownloads(app, document) {
  const { store, say } = app;
  const documents = (document ? [document] : [...store.documents.values()]).filter(({ outcome }) => !outcome?.error);
  const title = document
    ? say('download-one', { name: fileName(document.name) })
    : say('download-all', { n: documents.length });
  const state = h('div', { class: 'making', role: 'status' });
  const hasEdits = documents.some(({ edits }) => edits.size > 0);
  const choice = (product) => {
    const isIdle = product.kind === 'corrected' && !hasEdits;
    return h('li', {}, h('button', {
      type: 'button', class: 'product', disabled: isIdle,
      onclick: ({ currentTarget }) => make(app, product, documents, state, currentTarget),
    }, h('b', {}, say(`product-${product.kind}`)),
    documents.length > 1 && product.holdsEdits && h('span', { class: 'note' }, say('as-zip')),
    h('span', { class: 'quiet' }, isIdle ? say('product-corrected-none') : describe(product, document, say))));
  };
  return showDialog({ title, body: [h('ul', { class: 'products' }, PRODUCTS.map(choice)), state], say });
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
      fill(state, h('div', { class: 'troubles' },
        h('header', {}, h('h2', {}, say('download-warnings'))), h('ul', {}, warnings.map((text) => h('li', {}, text)))));
    } else {
      closeDialog(button);
      app.tell(say('downloaded', { name }));
    }
  } catch (error) {
    const { message, help } = troubleOf(error);
    fill(state, h('div', { class: 'troubles' },
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
