// All texts of the page, Chinese and English. `{n}` stands for a value, `{n|finding|findings}` for a word by a number.

const WORDS = {
  // The frame.
  'product': ['绩尺', 'Jichi'],
  'page-title': ['绩尺 · 绩效目标自查', 'Jichi · performance-goal self-check'],
  'skip': ['跳到内容', 'Skip to the content'],
  'to-start': ['绩尺：回到开始', 'Jichi: back to the start'],
  'open-files': ['打开的文件', 'Open files'],
  'overview': ['总览', 'Overview'],
  'previous-document': ['上一个文件', 'Previous file'],
  'next-document': ['下一个文件', 'Next file'],
  'close-document': ['关闭 {name}', 'Close {name}'],
  'unsaved': ['有未下载的修改', 'Has changes that were not downloaded'],
  'add': ['添加文件', 'Add files'],
  'add-files': ['选择文件', 'Choose files'],
  'add-folder': ['选择文件夹', 'Choose a folder'],
  'download': ['下载', 'Download'],
  'other-language': ['English', '中文'],
  'to-other-language': ['Switch to English', '切换到中文'],
  'theme-now': ['外观：{name}', 'Theme: {name}'],
  'theme': ['外观', 'Theme'],
  'theme-auto': ['跟随系统', 'As the system'],
  'theme-light': ['浅色', 'Light'],
  'theme-dark': ['深色', 'Dark'],
  'settings': ['设置', 'Settings'],
  'keys': ['键盘操作', 'Keyboard'],
  'close': ['关闭', 'Close'],
  'cancel': ['取消', 'Cancel'],
  'drop-here': ['松开鼠标，打开这些文件', 'Let go to open these files'],

  // What views share.
  'error': ['错误', 'Error'],
  'warning': ['警告', 'Warning'],
  'info': ['提示', 'Info'],
  'errors': ['错误', 'Errors'],
  'warnings': ['警告', 'Warnings'],
  'infos': ['提示', 'Info'],
  'findings': ['{n} 处问题', '{n} {n|finding|findings}'],
  'no-findings': ['没有发现问题', 'Nothing found'],

  // The start.
  'start-title': ['绩效目标表自查', 'Check your performance goals'],
  'start-1': ['拖入绩效目标表：Excel、WPS 表格、Word 或文本，一份或整个文件夹。',
    'Drop goal sheets here: Excel, WPS, Word or text, one or a whole folder.'],
  'start-2': ['逐格看出哪里会被退回、依据是什么、该怎么写；当场修改，立即复核。',
    'See cell by cell what would be sent back, why, and what to write instead; mend it and see it checked again.'],
  'start-3': ['下载批注好的原表、改好的表、审核表或问题清单。',
    'Download the sheet with comments, the corrected sheet, the review form or the list of findings.'],
  'drop-title': ['把文件或文件夹拖到这里', 'Drop files or a folder here'],
  'drop-also': ['也可以粘贴从表格里复制的单元格', 'You can also paste cells copied from a spreadsheet'],
  'drop-formats': ['.xlsx .xls .et .ods .docx .csv .tsv .txt .json .zip 等', '.xlsx .xls .et .ods .docx .csv .tsv .txt .json .zip and others'],
  'private-page': ['文件只在这个页面里处理：不上传，不联网，关闭页面后不留痕迹。',
    'Files are worked on inside this page only: nothing is uploaded, nothing goes online, nothing is left when you close it.'],
  'private-server': ['文件只交给打开这个页面的 jichi 程序检查，检查完即删除，不再转发。',
    'Files go to the jichi program that serves this page and nowhere else; it deletes them after each check.'],
  'example': ['看一个示例', 'Look at an example'],
  'example-name': ['示例.xlsx', 'example.xlsx'],
  'pasted-name': ['粘贴的表格.tsv', 'pasted cells.tsv'],

  // Opening and checking.
  'opening': ['正在打开 {done} / {total}', 'Opening {done} of {total}'],
  'checking': ['正在检查 {done} / {total}', 'Checking {done} of {total}'],
  'still-opening': ['正在打开文件，请稍候。', 'Files are being opened; one moment.'],
  'too-many-files': ['一次最多打开 {n} 个文件。', 'At most {n} files can be opened at once.'],
  'nothing-readable': ['里面没有可以检查的文件。可读取 .xlsx、.xls、.et、.ods、.docx、.csv、.tsv、.txt 和 .zip。',
    'There is nothing to check in it. Readable are .xlsx, .xls, .et, .ods, .docx, .csv, .tsv, .txt and .zip.'],
  'file-too-large': ['文件超过 {n} MB，未打开。', 'The file is larger than {n} MB and was not opened.'],
  'configured': ['已按 jichi.toml 检查。', 'Checked as jichi.toml says.'],
  'replace-title': ['替换已打开的文件？', 'Replace the open file?'],
  'replace-text': ['“{name}”有未下载的修改，重新打开会丢失这些修改。', '“{name}” has changes that were not downloaded; opening it again loses them.'],
  'replace-yes': ['丢弃修改并打开', 'Discard and open'],
  'leave-title': ['丢弃修改？', 'Discard the changes?'],
  'leave-text': ['“{name}”有未下载的修改，关闭后会丢失。', '“{name}” has changes that were not downloaded; closing it loses them.'],
  'leave-all-text': ['有文件的修改还没有下载，关闭后会丢失。', 'Some files have changes that were not downloaded; closing them loses these.'],
  'leave-yes': ['丢弃并关闭', 'Discard and close'],
  'run-failed': ['没有完成检查', 'The check was not finished'],

  // The batch.
  'batch-title': ['总览', 'Overview'],
  'total-files': ['文件', 'Files'],
  'total-departments': ['部门', 'Departments'],
  'total-projects': ['项目', 'Projects'],
  'total-indicators': ['指标', 'Indicators'],
  'total-findings': ['问题', 'Findings'],
  'after-check': ['检查完成后显示。', 'Shown when all are checked.'],
  'ranking-title': ['部门排名', 'Departments, ranked'],
  'heat-title': ['部门 × 章', 'Departments by chapters'],
  'heat-lead': ['格中是问题的处数；点数字看这些问题。', 'The cells hold numbers of findings; follow a number to see them.'],
  'heat-caption': ['各部门在各章的问题处数', 'Findings of each department in each chapter'],
  'files-title': ['文件', 'Files'],
  'unread-title': ['未能读取', 'Could not be read'],
  'passed-over': ['跳过了 {n} 个文件，另存为 .xlsx 或解压后才能检查：{names}', '{n} {n|file was|files were} passed over; save {n|it|them} as .xlsx or unpack {n|it|them} first: {names}'],
  'rank': ['名次', 'Rank'],
  'department': ['部门', 'Department'],
  'score': ['得分', 'Score'],
  'projects': ['项目', 'Projects'],
  'indicators': ['指标', 'Indicators'],
  'total': ['合计', 'Total'],
  'file': ['文件', 'File'],
  'state': ['状态', 'State'],
  'state-waiting': ['等待检查', 'Waiting'],
  'state-checking': ['正在检查', 'Checking'],
  'state-checked': ['已检查', 'Checked'],
  'state-edited': ['已改 {n} 格', '{n} {n|cell|cells} changed'],
  'state-unsaved': ['已改 {n} 格，未下载', '{n} {n|cell|cells} changed, not downloaded'],
  'several-departments': ['{name} 等 {n} 个部门', '{name} and {n} in all'],
  'no-department': ['未写部门', 'No department'],
  'only-department': ['只看：{name}', 'Only {name}'],
  'show-all': ['看全部文件', 'Show all files'],
  'close-all': ['全部关闭', 'Close all'],
  'stale': ['有修改，正在重新排名…', 'Changed; ranking again…'],
  'sort-by': ['按“{name}”排序', 'Sort by “{name}”'],
  'findings-of': ['{department}，{chapter}：{n} 处问题', '{department}, {chapter}: {n} {n|finding|findings}'],

  // Downloads.
  'download-one': ['下载：{name}', 'Download: {name}'],
  'download-all': ['下载：全部 {n} 个文件', 'Download: all {n} files'],
  'this-file': ['这个文件', 'This file'],
  'all-files': ['全部 {n} 个文件', 'All {n} files'],
  'product-annotated': ['批注版', 'With comments'],
  'product-annotated-text': ['原表照旧，问题写成批注标在单元格上。', 'The sheet as it is, with the findings as comments on its cells.'],
  'product-corrected': ['改正版', 'Corrected'],
  'product-corrected-own': ['原文件，只有改过的单元格不同。', 'The same file; only the changed cells differ.'],
  'product-corrected-copy': ['这种格式不能原样改写，另存为新的 .xlsx。', 'This format cannot be changed in place; a new .xlsx is made.'],
  'product-corrected-all': ['改过的单元格写回各文件；不能原样改写的另存为 .xlsx。', 'The changed cells in their files; formats that cannot be changed in place become .xlsx.'],
  'product-corrected-none': ['还没有修改。', 'Nothing was changed yet.'],
  'product-review': ['审核表（.docx）', 'Review form (.docx)'],
  'product-review-text': ['每个项目一张审核表，附审核意见，可签字盖章。', 'A form for each project with an opinion, ready to be signed.'],
  'product-overview': ['总览页（.html）', 'Overview page (.html)'],
  'product-overview-text': ['排名、热力图和逐项目的问题，一个文件，可转发。', 'Ranking, heat map and the findings by project in one file to pass on.'],
  'product-csv': ['问题清单（.csv）', 'Findings (.csv)'],
  'product-csv-text': ['每处问题一行，可用 Excel 打开。', 'A line for each finding, for Excel.'],
  'product-json': ['问题数据（.json）', 'Findings (.json)'],
  'product-json-text': ['供其他程序使用。', 'For other programs.'],
  'as-zip': ['打包为 .zip', 'as a .zip'],
  'making': ['正在生成…', 'Making it…'],
  'downloaded': ['已下载 {name}', 'Downloaded {name}'],
  'download-failed': ['没有生成文件', 'The file was not made'],
  'download-warnings': ['已下载，另请注意', 'Downloaded; please note'],

  // Settings.
  'year': ['预算年度', 'Budget year'],
  'year-help': ['不填则按表中写的年度。', 'If empty, the year that the sheet tells.'],
  'language': ['语言', 'Language'],
  'config': ['配置（jichi.toml）', 'Configuration (jichi.toml)'],
  'config-help': ['可把 jichi.toml 拖进页面，或在这里粘贴；留空为默认规则。', 'Drop a jichi.toml on the page or paste it here; empty for the default rules.'],
  'apply': ['应用', 'Apply'],
  'bad-year': ['年度是四位数字，例如 2024。', 'A year has four digits, such as 2024.'],

  // Keys.
  'keys-sheet': ['表格', 'The sheet'],
  'keys-page': ['整个页面', 'The page'],
  'key-open': ['打开文件', 'Open files'],
  'key-download': ['下载', 'Download'],
  'key-documents': ['上一个、下一个文件', 'Previous and next file'],
  'key-overview': ['总览', 'Overview'],
  'key-help': ['本说明', 'This help'],
  'key-close': ['关闭对话框', 'Close a dialog'],
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

/** All keys with their texts. */
export function allWords() {
  return Object.entries(WORDS);
}
