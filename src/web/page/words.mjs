// All texts of the page, Chinese and English. `{n}` stands for a value, `{n|finding|findings}` for a word by a number.

const WORDS = {
  // Names that many views use.
  'product': ['绩尺', 'Jichi'],
  'error': ['错误', 'Error'],
  'warning': ['警告', 'Warning'],
  'info': ['提示', 'Info'],
  'errors': ['错误', 'Errors'],
  'warnings': ['警告', 'Warnings'],
  'infos': ['提示', 'Info'],
  'findings': ['{n} 处问题', '{n} {n|finding|findings}'],
  'no-findings': ['没有发现问题', 'Nothing found'],
  'close': ['关闭', 'Close'],
  'cancel': ['取消', 'Cancel'],
};

const GROUPED = new Intl.NumberFormat('en');

/** The texts of a language: a function from a key and values to a text. */
export function wordsOf(language) {
  const nth = language === 'en' ? 1 : 0;
  return (key, values = {}) => {
    const texts = WORDS[key];
    // A key that is not there is a fault of the page; showing it beats stopping.
    if (!texts) return key;
    return texts[nth].replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (_, name, one, many) => {
      const value = values[name];
      if (one !== undefined) return value === 1 ? one : many;
      return typeof value === 'number' ? GROUPED.format(value) : String(value ?? '');
    });
  };
}

/** A number as people read it: 12,345. */
export function grouped(number) {
  return GROUPED.format(number);
}

/** The keys, for tests. */
export function wordKeys() {
  return Object.entries(WORDS);
}
