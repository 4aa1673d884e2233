// Which files the page takes, and how it comes by them: dropped, picked or pasted.

/** Extensions that are looked for in folders: those of src/lint/load.rs, which a test holds. */
export const READABLE = ['csv', 'docx', 'et', 'mht', 'mhtml', 'ods', 'tsv', 'txt', 'xls', 'xlsb', 'xlsm', 'xlsx', 'zip'];

/** Extensions that are told of in folders, since there are sheets in them that nobody looks at. */
export const CONVERTIBLE = ['7z', 'doc', 'odt', 'pdf', 'rar', 'rtf', 'wps'];

/** What the dialog for files offers. A file with another extension can still be dropped. */
export const OFFERED = [...READABLE, 'json', 'ndjson', 'html', 'htm', 'xml', 'toml'].map((extension) => `.${extension}`).join(',');

/** A file is no larger, as on the command line (src/read/mod.rs, which a test holds). */
export const MOST_BYTES = 2 ** 30;
/** And so many files at once are surely not what was meant. */
export const MOST_FILES = 5000;

/**
 * A file that somebody brought. `isNamed`: itself, and not the folder that it is in.
 * @typedef {{path: string, file: File, isNamed: boolean}} Brought
 */

/** The last part of a path, without its folders. */
export function fileName(path) {
  return path.split(/[/\\]/).at(-1);
}

/** The extension of a file's name, in lower case. */
export function extensionOf(path) {
  const name = fileName(path);
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1).toLowerCase();
}

/** Files that systems and office programs leave in folders: hidden ones, locks, what a Mac puts into archives. */
export function isLeftover(path) {
  const parts = path.split('/');
  return parts.some((part) => part.startsWith('.') || part === '__MACOSX')
    || /^(~\$|\.~)/.test(parts.at(-1)) || /^(thumbs\.db|desktop\.ini)$/i.test(parts.at(-1));
}

export function isConfiguration(path) {
  return fileName(path).toLowerCase() === 'jichi.toml';
}

/**
 * What to do with files: those to open, in the order of their paths, the configuration, and names of those that would have
 * to be saved in another format first. Whoever names a file means it; in folders only sheets are looked for.
 * @param {Brought[]} brought
 */
export function sorted(brought) {
  const files = [];
  const passedOver = [];
  let configuration = null;
  for (const one of brought) {
    const { path, isNamed } = one;
    const extension = extensionOf(path);
    if (isLeftover(path)) continue;
    // The nearest to the top is that of the folder.
    if (isConfiguration(path)) {
      if (!configuration || depth(path) < depth(configuration.path)) configuration = one;
    } else if (isNamed || READABLE.includes(extension)) {
      files.push(one);
    } else if (CONVERTIBLE.includes(extension)) {
      passedOver.push(path);
    }
  }
  const order = new Intl.Collator('zh-CN', { numeric: true });
  files.sort((a, b) => order.compare(a.path, b.path));
  return { files, passedOver, configuration };
}

function depth(path) {
  return path.split('/').length;
}

/** The files of an input of type file, also of one for folders. @returns {Brought[]} */
export function filesOfInput(input) {
  return [...input.files].map((file) => {
    const path = file.webkitRelativePath || file.name;
    return { path, file, isNamed: !file.webkitRelativePath };
  });
}

/**
 * The files that were dropped, and those of folders with all that is in them.
 * @param {DataTransfer} transfer
 * @returns {Promise<Brought[]>}
 */
export async function filesOfDrop(transfer) {
  // The list is empty as soon as this turn ends, so that all are asked for before any is waited for.
  const items = [...transfer.items].filter(({ kind }) => kind === 'file').map((item) => ({
    // A page that comes from a file may look into folders by handles only, where the browser has them.
    handle: item.getAsFileSystemHandle?.().catch(() => null) ?? null,
    entry: item.webkitGetAsEntry?.() ?? null,
    file: item.getAsFile(),
  }));
  const brought = [];
  for (const { handle, entry, file } of items) {
    const own = await handle;
    if (own?.kind === 'directory') await filesOfHandle(own, own.name, brought);
    else if (entry?.isDirectory) await filesOfFolder(entry, brought);
    else if (file) brought.push({ path: file.name, file, isNamed: true });
  }
  return brought;
}

async function filesOfHandle(folder, path, brought) {
  for await (const own of folder.values()) {
    const inside = `${path}/${own.name}`;
    if (isLeftover(inside)) continue;
    if (brought.length >= MOST_FILES) return;
    if (own.kind === 'directory') await filesOfHandle(own, inside, brought);
    else brought.push({ path: inside, file: await own.getFile(), isNamed: false });
  }
}

async function filesOfFolder(folder, brought) {
  const reader = folder.createReader();
  for (;;) {
    // Each call gives some of them only.
    const entries = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (entries.length === 0) return;
    for (const entry of entries) {
      const path = entry.fullPath.replace(/^\//, '');
      if (isLeftover(path)) continue;
      if (brought.length >= MOST_FILES) return;
      if (entry.isDirectory) await filesOfFolder(entry, brought);
      else brought.push({ path, file: await new Promise((resolve, reject) => entry.file(resolve, reject)), isNamed: false });
    }
  }
}

/**
 * What was pasted: files, or cells that were copied in a spreadsheet as a text with tabs.
 * @param {DataTransfer} transfer
 * @param {string} name  what pasted cells are called
 * @returns {Brought[]}
 */
export function filesOfPaste(transfer, name) {
  const files = [...transfer.files];
  // Spreadsheets copy a picture of the cells beside the cells.
  const text = transfer.getData('text/plain');
  if (text.includes('\t') && text.trim().includes('\n')) {
    return [{ path: name, file: new File([text], name, { type: 'text/tab-separated-values' }), isNamed: true }];
  }
  return files.map((file) => ({ path: file.name, file, isNamed: true }));
}
