// What went wrong: files that could not be read, plugins that failed.
import {h} from './dom.mjs';
import {picture} from './icons.mjs';

/** Files that could not be read and why, and names of those that were passed over; null where all went well. */
export function troubleList(app) {
  const { store, say } = app;
  const { troubles, passedOver } = store;
  const failures = store.standing?.failures ?? [];
  if (troubles.length + passedOver.length + failures.length === 0) return null;
  return h('div', { class: troubles.length + failures.length > 0 ? 'troubles error' : 'troubles warning', role: 'group', 'aria-labelledby': 'troubles-h' },
    h('header', {},
      h('h2', { id: 'troubles-h' }, say(failures.length > 0 && troubles.length === 0 ? 'run-failed' : 'unread-title')),
      troubles.length + passedOver.length > 0
        && h('button', { class: 'plain', 'aria-label': say('close'), title: say('close'), onclick: () => store.forgetTroubles() }, picture('close'))),
    h('ul', {},
      [...failures, ...troubles].map(({ file, message, help }) => h('li', {},
        file && !message.startsWith(file) && h('b', {}, file, ' '), message, help && h('p', { class: 'quiet' }, help))),
      passedOver.length > 0 && h('li', { class: 'quiet' }, say('passed-over', { n: passedOver.length, names: passedOver.join('、') }))));
}
