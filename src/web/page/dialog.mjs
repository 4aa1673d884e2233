// Dialogs: the browser's own, so that focus stays in them, Escape closes them and the page behind them rests.
import {h} from './dom.mjs';
import {picture} from './icons.mjs';

/**
 * Shows a dialog until it is closed. `body` and `actions` are lists of nodes; a button with `value` closes it with that.
 * @returns {Promise<string>} the value, '' where it was closed otherwise
 */
export function showDialog({ title, body, actions = [], say, wide = false }) {
  const heading = `dialog-${Date.now()}`;
  const dialog = h('dialog', { class: wide ? 'dialog wide-dialog' : 'dialog', 'aria-labelledby': heading },
    h('form', { method: 'dialog' },
      h('header', {},
        h('h2', { id: heading }, title),
        h('button', { class: 'plain', value: '', 'aria-label': say('close'), title: say('close') }, picture('close'))),
      h('div', { class: 'dialog-body' }, body),
      actions.length > 0 && h('footer', {}, actions)));
  document.body.append(dialog);
  // Beside the dialog is its backdrop.
  dialog.addEventListener('pointerdown', (event) => { if (event.target === dialog) dialog.close(''); });
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue);
    }, { once: true });
    dialog.showModal();
    dialog.querySelector('[autofocus]')?.focus();
  });
}

/** Closes the dialog that an element stands in. */
export function closeDialog(element, value = '') {
  element.closest('dialog')?.close(value);
}

/** A question with two answers; what is asked for is done only on its own button. */
export async function confirmed({ title, text, yes, say }) {
  const answer = await showDialog({
    title,
    body: [h('p', {}, text)],
    actions: [
      h('button', { value: '', autofocus: true }, say('cancel')),
      h('button', { value: 'yes', class: 'grave' }, yes),
    ],
    say,
  });
  return answer === 'yes';
}
