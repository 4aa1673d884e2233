// What the page gives back. Here it is saved; downloads.py opens it with other programs.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { Desk } from "./desk.mjs";

/** Changes in the form that every format of make.py holds: [row, column, text]. */
const CHANGES = [[11, 7, "=6次"], [12, 7, "≥98%"], [5, 2, "省商务厅（本级）"]];
const FORMATS = ["openpyxl.xlsx", "xlsxwriter.xlsx", "gb18030.csv", "utf-16.txt", "utf-8.tsv", "odfpy.ods", "xlwt.xls"];
const PRODUCTS = ["annotated", "corrected", "review", "csv", "json", "overview"];

/** All products of one document in each format, with changes. */
export async function of_one(at) {
  const { tally } = at;
  const desk = await Desk.open(at);
  const { page } = desk;
  const made = [];
  for (const name of FORMATS) {
    await desk.drop(at.files(`one/${name}`));
    await desk.checked();
    const folder = join(at.downloads, "one", name);
    mkdirSync(folder, { recursive: true });
    for (const [row, column, text] of CHANGES) await desk.write(row, column, text);
    await desk.becomes("changes are told", async () => (await page.textContent(".sheet-bar .facts")).includes(`已改 ${CHANGES.length} 格`), true);
    await desk.becomes("the tab tells of them", () => page.locator(".tab .dirty").count(), 1);
    const files = {};
    for (const kind of PRODUCTS) {
      files[kind] = await desk.download(kind, folder);
      if (kind === "annotated") await desk.becomes("they are saved now", () => page.locator(".tab .dirty").count(), 0);
    }
    made.push({ name, original: at.files(`one/${name}`), changes: CHANGES, files });
    await desk.clear();
  }
  tally.equal("products", made.length, FORMATS.length);
  writeFileSync(join(at.downloads, "one.json"), JSON.stringify(made));
  await desk.close();
}

/** Products of several documents are one file each: an archive, or a report of all. */
export async function of_many(at) {
  const { tally } = at;
  const desk = await Desk.open(at);
  const { page } = desk;
  const names = ["gb18030.csv", "openpyxl.xlsx", "xlwt.xls"];
  await desk.drop(...names.map((name) => at.files(`one/${name}`)));
  await desk.ranked();
  await page.click('#files tbody th button[title="openpyxl.xlsx"]');
  await desk.checked();
  for (const [row, column, text] of CHANGES) await desk.write(row, column, text);
  await page.click(".rail .tab >> nth=0");
  await desk.ranked();
  const folder = join(at.downloads, "many");
  mkdirSync(folder, { recursive: true });
  const files = {};
  for (const kind of PRODUCTS) files[kind] = await desk.download(kind, folder);
  tally.holds("archives", files.annotated.endsWith(".zip") && files.corrected.endsWith(".zip"), basename(files.annotated));
  writeFileSync(join(at.downloads, "many.json"), JSON.stringify({
    names, originals: names.map((name) => at.files(`one/${name}`)), changed: "openpyxl.xlsx", files,
  }));

  // In English, too: names of files and what stands in them.
  await page.click('.tools button[lang="en"]');
  await page.waitForFunction(() => document.documentElement.lang === "en");
  await desk.ranked();
  const json = await desk.download("json", folder);
  tally.holds("findings in English", /[a-z]{4}/.test(JSON.parse(readFileSync(json, "utf8"))[0].message), basename(json));
  await desk.close();
}
