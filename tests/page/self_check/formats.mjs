// Files by other writers: what the program finds in them, the page shows on the same cells.

import { readdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { compare, Desk } from "./desk.mjs";

/** Each file by itself. */
export async function each_format(at) {
  const { tally } = at;
  const records = join(at.downloads, "records.json");
  writeFileSync(records, at.jichi(at.files("one"), "records", "--isolated", "--format", "json", "utf-8.tsv"));
  const formats = ["sheetjs.xls", "sheetjs-5.xls", "libreoffice.xls", "form-gansu-2023.docx"].map((name) => at.data(`formats/${name}`));
  const layouts = [
    "form-hunan/amounts-inside.xlsx", "form-hunan/amounts-inside.xlsb", "flat/formulas.html.xls", "flat/export.libreoffice.xlsx",
    "flat/export.libreoffice.ods", "flat/export.mht.xls", "form-fengjie/sheet-each.xlsx", "form-fengjie/sheet-each.docx", "summary/merged.xls",
  ].map((name) => at.data(`layouts/${name}`));
  const own = readdirSync(at.files("one")).filter((name) => !name.endsWith(".zip")).map((name) => join(at.files("one"), name));
  const desk = await Desk.open(at);
  let count = 0;
  for (const path of [...own, records, ...formats, ...layouts]) {
    await desk.drop(path);
    await desk.checked();
    const expected = at.found(dirname(path), basename(path));
    compare(tally, path, await desk.read(), expected);
    count += expected.length;
    await desk.clear();
  }
  tally.holds("there are findings", count > 200, count);
  await desk.close();
}

/** An archive with folders: its files are documents, and what nobody can check is told. */
export async function archive(at) {
  const { tally } = at;
  const desk = await Desk.open(at);
  await desk.drop(at.files("one/nested.zip"));
  await desk.ranked();
  const found = at.found(at.files("one"), "nested.zip");
  const names = await desk.page.locator("#files tbody th button").evaluateAll((buttons) => buttons.map(({ title }) => title).sort());
  tally.equal("files", names, [...new Set(found.map(({ file }) => file))].sort());
  tally.holds("what was passed over is told", (await desk.page.textContent(".troubles")).includes("nested.zip/说明.pdf"));
  for (const name of names) {
    await desk.page.click(`#files tbody th button[title="${name}"]`);
    await desk.checked();
    compare(tally, name, await desk.read(), found.filter(({ file }) => file === name));
    await desk.page.click(".rail .tab >> nth=0");
    await desk.ranked();
  }
  await desk.close();
}
