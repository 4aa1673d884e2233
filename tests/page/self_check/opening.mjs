// How files come to the page, and what it says of those that nobody can read.

import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compare, Desk, numberOfFindings } from "./desk.mjs";

/** Bad files are told with what helps, and keep no good one from being checked. */
export async function bad_among_good(at) {
  const { tally } = at;
  const folder = join(at.downloads, "bad");
  mkdirSync(folder);
  const good = ["openpyxl.xlsx", "gb18030.csv"];
  for (const name of good) copyFileSync(at.files(`one/${name}`), join(folder, name));
  const bad = {
    "坏的.zip": "PK\u0003\u0004\u0014\u0000broken", "坏的.xlsx": "PK\u0003\u0004", "空的.xlsx": "", "空的.csv": "", "说明.pdf": "%PDF-1.4\n%âãÏÓ",
    "旧的.doc": "\u00D0\u00CF\u0011\u00E0", "图片.xlsx": "\u0089PNG\r\n\u001A\n",
  };
  for (const [name, bytes] of Object.entries(bad)) writeFileSync(join(folder, name), Buffer.from(bytes, "latin1"));
  const errors = join(at.downloads, "errors.json");
  const names = [...good, ...Object.keys(bad)];
  at.found(folder, ...names, "--errors-to", errors);

  const desk = await Desk.open(at);
  const { page } = desk;
  await desk.drop(...names.map((name) => join(folder, name)));
  await desk.ranked();
  const files = await page.locator("#files tbody th button").allTextContents();
  tally.holds("good files are open", good.every((name) => files.includes(name)), files.join());
  const told = await page.locator(".troubles li").evaluateAll((items) => items.map((item) => ({
    text: item.firstChild.textContent + (item.childNodes[1]?.textContent ?? ""), help: item.querySelector(".quiet")?.textContent ?? null,
  })));
  const unread = errorsIn(errors);
  tally.equal("what the program cannot read", unread.map(({ file }) => file).sort(), Object.keys(bad).sort());
  for (const { file, message, help } of unread) {
    const own = told.find(({ text }) => text.includes(file));
    tally.holds(`${file} is told`, own !== undefined, JSON.stringify(told));
    if (!own) continue;
    tally.holds(`${file}: as the program says it`, own.text.includes(message), `${own.text}, not ${message}`);
    tally.equal(`${file}: with what helps`, own.help, help ?? null);
  }
  for (const name of good) {
    await page.click(`#files tbody th button[title="${name}"]`);
    await desk.checked();
    tally.holds(`${name} has its findings`, await numberOfFindings(desk) >= 22);
    await page.click(".rail .tab >> nth=0");
    await desk.ranked();
  }
  await page.click(".troubles header button");
  await desk.becomes("gone when closed", () => page.locator(".troubles").count(), 0);
  await desk.close();
}

/** Files that went wrong alone: the start tells of them. */
export async function bad_alone(at) {
  const { tally } = at;
  const desk = await Desk.open(at);
  const { page } = desk;
  await desk.dropTexts(["空的.csv", ""]);
  await page.waitForSelector(".troubles, .tab.file");
  tally.holds("an empty file is told", /空的\.csv/.test(await page.textContent("#app")));
  await desk.dropTexts(["说明.pdf", "%PDF-1.4"]);
  await page.waitForFunction(() => document.querySelector(".troubles")?.textContent.includes("说明.pdf"));
  tally.holds("and what would help", /xlsx/.test(await page.textContent(".troubles")));
  await desk.close();
}

/** Several files from the dialog are one batch; the same file once more takes the place of the first. */
export async function picked_files(at) {
  const { tally } = at;
  const desk = await Desk.open(at);
  const { page } = desk;
  const pick = async (...names) => {
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.keyboard.press("Control+o")]);
    tally.holds("several can be chosen", chooser.isMultiple());
    await chooser.setFiles(names.map((name) => at.files(`one/${name}`)));
  };
  await pick("openpyxl.xlsx", "xlwt.xls", "gb18030.csv");
  await desk.ranked();
  const tabs = () => page.locator(".rail .tab.file").count();
  await desk.becomes("files", tabs, 3);
  await pick("xlwt.xls");
  await desk.checked();
  await desk.becomes("the same file takes its own place", tabs, 3);
  const found = at.found(at.files("one"), "gb18030.csv", "openpyxl.xlsx", "xlwt.xls");
  await page.keyboard.press("g");
  await desk.ranked();
  const total = await page.textContent(".totals div:last-child dd");
  tally.equal("findings, those across files among them", Number(total.replaceAll(",", "")), found.length);
  await desk.close();
}

/** A folder, dropped or picked: its sheets are found however deep, and leftovers are left alone. */
export async function folders(at) {
  const { tally } = at;
  const expected = at.found(at.files(""), "many");
  for (const way of ["dropped", "picked"]) {
    const desk = await Desk.open(at);
    const { page } = desk;
    if (way === "dropped") await desk.drop(at.files("many"));
    else {
      const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.click("text=选择文件夹")]);
      await chooser.setFiles(at.files("many"));
    }
    await desk.ranked();
    const names = await page.locator("#files tbody th button").evaluateAll((buttons) => buttons.map(({ title }) => title));
    tally.equal(`${way}: files`, names.length, 80);
    tally.holds(`${way}: with their folders`, names.every((name) => /^many\/[甲乙]组\//.test(name)), names[0]);
    const told = (await page.textContent(".troubles")).replaceAll(/\s+/g, " ");
    tally.holds(`${way}: what was passed over`, told.includes("跳过了 1 个文件") && told.includes("many/说明.pdf"), told);
    const total = await page.textContent(".totals div:last-child dd");
    tally.equal(`${way}: findings`, Number(total.replaceAll(",", "")), expected.length);
    await desk.close();
  }
}

/** A jichi.toml among the files is followed, as the program follows it; a broken one is told. */
export async function configuration(at) {
  const { tally } = at;
  const folder = join(at.downloads, "configured");
  mkdirSync(folder);
  copyFileSync(at.files("one/openpyxl.xlsx"), join(folder, "openpyxl.xlsx"));
  writeFileSync(join(folder, "jichi.toml"), 'ignore = ["JC302"]\n');
  const expected = JSON.parse(at.jichi(folder, "check", "--format", "json", "--fail-on", "never", "openpyxl.xlsx"));
  const desk = await Desk.open(at);
  const { page } = desk;
  await desk.drop(join(folder, "openpyxl.xlsx"), join(folder, "jichi.toml"));
  await desk.checked();
  compare(tally, "configured", await desk.read(), expected);
  tally.holds("a rule is left out", expected.length < 22, expected.length);
  await desk.dropTexts(["jichi.toml", "ignore = [\n"]);
  await desk.becomes("a broken one is told", async () => /jichi\.toml|TOML|配置/.test(await page.textContent(".notice")), true);
  await desk.dropTexts(["jichi.toml", ""]);
  await desk.becomes("without it all rules are back", () => numberOfFindings(desk), 22);
  await desk.close();
}

/** A long run can be stopped, and the page goes on from there. */
export async function stopped(at) {
  const { tally } = at;
  const desk = await Desk.open(at);
  const { page } = desk;
  await desk.drop(at.files("many"));
  await page.waitForFunction(() => document.querySelector(".waiting:not([hidden]) progress")?.value > 3);
  await page.click(".waiting button");
  await desk.becomes("it stops", () => page.isHidden(".waiting"), true);
  const count = await page.locator("#files tbody tr").count();
  tally.holds("what was opened stays", count > 0 && count <= 80, count);
  await desk.drop(at.files("one/openpyxl.xlsx"));
  await desk.checked();
  tally.holds("and the next file is checked", await numberOfFindings(desk) >= 22);
  await desk.close();
}

/** The inputs that the program could not read. */
function errorsIn(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}
