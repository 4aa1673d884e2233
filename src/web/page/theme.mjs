// The theme: the system's, or the one that the reader chose, here or on an overview page.

const THEME_KEY = 'jichi-theme';
const LANGUAGE_KEY = 'jichi-language';
const MEDIA = { auto: 'screen and (prefers-color-scheme: dark)', light: 'not all', dark: 'screen' };

export const THEMES = Object.keys(MEDIA);

/** What the browser keeps under a name, where it keeps anything: pages from files may have no storage. */
function kept(key) {
  try { return localStorage.getItem(key); } catch { return null; }
}

function keep(key, value) {
  try { localStorage.setItem(key, value); } catch { /* For this visit only. */ }
}

export function keptTheme() {
  const theme = kept(THEME_KEY);
  return THEMES.includes(theme) ? theme : 'auto';
}

export function useTheme(theme) {
  document.getElementById('dark').media = MEDIA[theme];
  keep(THEME_KEY, theme);
}

export function keptLanguage() {
  return kept(LANGUAGE_KEY) === 'en' ? 'en' : 'zh';
}

export function useLanguage(language) {
  document.documentElement.lang = language === 'en' ? 'en' : 'zh-CN';
  keep(LANGUAGE_KEY, language);
}
