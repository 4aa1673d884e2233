// The settings: language, theme, budget year, configuration.
import {closeDialog, showDialog} from './dialog.mjs';
import {h, setText} from './dom.mjs';
import {THEMES} from './theme.mjs';

/** Shows the settings. Language and theme change at once, what findings depend on when it is applied. */
export async function openSettings(app) {
  const { store, say } = app;
  const { year, config } = store.settings;
  const yearInput = h('input', {
    id: 'set-year', inputmode: 'numeric', maxlength: 4, size: 6, autocomplete: 'off', value: year ?? '', 'aria-describedby': 'set-year-help',
  });
  const yearHelp = h('p', { class: 'quiet', id: 'set-year-help' }, say('year-help'));
  const configText = h('textarea', { id: 'set-config', rows: 7, spellcheck: 'false', 'aria-describedby': 'set-config-help' });
  configText.value = config ?? '';
  const choice = (name, values, current, label, changed) => h('fieldset', { class: 'choice' },
    h('legend', {}, say(name)),
    values.map((value) => h('label', {},
      h('input', { type: 'radio', name, value, checked: value === current, onchange: () => changed(value) }), label(value))));
  const body = [
    choice('language', ['zh', 'en'], store.settings.language, (value) => (value === 'en' ? 'English' : '中文'),
      (value) => {
        store.set({ language: value });
        // The dialog, too, is in the other language.
        closeDialog(yearInput);
        app.openSettings();
      }),
    choice('theme', THEMES, app.theme, (value) => say(`theme-${value}`), (value) => app.setTheme(value)),
    h('div', { class: 'field' }, h('label', { for: 'set-year' }, say('year')), yearInput, yearHelp),
    h('div', { class: 'field' }, h('label', { for: 'set-config' }, say('config')), configText,
      h('p', { class: 'quiet', id: 'set-config-help' }, say('config-help'))),
  ];
  const apply = h('button', {
    value: 'apply', class: 'primary',
    onclick: (event) => {
      if (isYear(yearInput.value)) return;
      event.preventDefault();
      setText(yearHelp, say('bad-year'));
      yearHelp.className = 'bad';
      yearInput.setAttribute('aria-invalid', 'true');
      yearInput.focus();
    },
  }, say('apply'));
  // The apply button of a form is what Enter presses; the first in the form would be that for closing.
  yearInput.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    apply.click();
  });
  const answer = await showDialog({ title: say('settings'), body, actions: [apply], say });
  if (answer !== 'apply') return;
  const given = yearInput.value.trim();
  store.set({ year: given === '' ? null : Number(given), config: configText.value.trim() === '' ? null : configText.value });
}

function isYear(text) {
  return text.trim() === '' || /^(19|20|21)\d\d$/.test(text.trim());
}
