// The first view: what the page does, and the place to drop files.
import {fill, h} from './dom.mjs';
import {exampleFile} from './example.mjs';
import {picture} from './icons.mjs';
import {troubleList} from './troubles.mjs';

/** What is there before any document is. */
export function startView(app) {
  const { say } = app;
  const root = h('div', { class: 'view start-view' });
  const render = () => {
    fill(root,
      h('div', { class: 'start' },
        h('h1', {}, say('start-title')),
        h('ol', { class: 'does' }, ['start-1', 'start-2', 'start-3'].map((key) => h('li', {}, say(key)))),
        h('section', { class: 'drop', 'aria-labelledby': 'drop-h', onclick: (event) => { if (!event.target.closest('button')) app.pickFiles(); } },
          picture('drop'),
          h('h2', { id: 'drop-h' }, say('drop-title')),
          h('p', { class: 'choices' },
            h('button', { class: 'primary', onclick: () => app.pickFiles() }, say('add-files')),
            h('button', { onclick: () => app.pickFolder() }, say('add-folder'))),
          h('p', { class: 'quiet' }, say('drop-also')),
          h('p', { class: 'quiet formats', lang: 'en' }, say('drop-formats'))),
        h('p', { class: 'private' }, say(app.isLocal ? 'private-page' : 'private-server'),
          h('button', { class: 'link', onclick: () => app.open([exampleFile(say('example-name'))]) }, say('example'))),
        troubleList(app)));
  };
  render();
  return { element: root, update: render, leave: () => {} };
}
