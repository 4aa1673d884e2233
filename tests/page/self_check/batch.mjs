// Many departments: ranked, with the heat map, and a page that answers all the while.

import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Desk, numberOfFindings } from "./desk.mjs";

/** The heat map of a page, the program's or the self-check page's: names without codes, numbers and shades. */
const heat = (page) => page.locator("table.heat tbody tr").evaluateAll((rows) => rows.map((row) => [
  row.querySelector("th").textContent.replace(/^\d+ /, ""), ...[...row.querySelectorAll("td")].map((cell) => `${cell.textContent.replaceAll(",", "")} ${cell.className}`),
]));

/** The heat map of the program's overview page. */
async function heatOf(at, folder, name) {
  const file = join(at.downloads, `${name}.html`);
  at.jichi(folder, "check", "--isolated", "many", "--output", `html=${file}`, "--fail-on", "never");
  const context = await at.browser.newContext();
  const page = await context.newPage();
  await page.goto(pathToFileURL(file).href);
  const found = await heat(page);
  await context.close();
  return found;
}

/** Ranking and heat map are those of the program, also after a change, and every sheet opens from them. */
export async function departments_ranked(at) {
  const { tally } = at;
  const desk = await Desk.open(at);
  const { page } = desk;
  await desk.drop(at.files("many"));
  await desk.ranked();
  // The score has two decimals there, and one here.
  const stats = JSON.parse(at.jichi(at.files(""), "stats", "--isolated", "many", "--format", "json"));
  const ranking = await page.locator("#ranking tbody tr").evaluateAll((rows) => rows.map((row) => [...row.children]
    .map((cell) => cell.textContent).filter((_, nth) => nth !== 3)));
  const grouped = (number) => new Intl.NumberFormat("en").format(number);
  stats.forEach(({ score }, nth) => tally.holds(`score ${nth + 1}`, Math.abs(Number(ranking[nth]?.[2]) - score) < 0.0551, `${ranking[nth]}, not ${score}`));
  tally.equal("ranking", ranking.map((row) => row.toSpliced(2, 1)), stats.map((one, nth) => [
    String(nth + 1), one.name, ...[one.errors, one.warnings, one.info, one.projects, one.indicators].map(grouped),
  ]));
  tally.equal("heat map", await heat(page), await heatOf(at, at.files(""), "overview"));

  // A number leads to its findings.
  const cell = page.locator("table.heat tbody td:not(.total) button").nth(3);
  const number = Number((await cell.textContent()).replaceAll(",", ""));
  await cell.click();
  await desk.checked();
  await desk.becomes("the findings of a number", () => page.evaluate(() => document.querySelectorAll(".side li.finding").length > 0), true);
  await desk.becomes("as many as it tells", () => numberOfFindings(desk), number);
  await page.keyboard.press("g");
  await desk.ranked();

  // A change in one: all are ranked again by themselves, as the program does with the changed file.
  const [name] = await page.locator("#files tbody th button").evaluateAll((buttons) => buttons.map(({ title }) => title).filter((title) => title.endsWith(".tsv")));
  await page.click(`#files tbody th button[title="${name}"]`);
  await desk.checked();
  await page.keyboard.press("F8");
  const [row, column] = await page.evaluate(() => {
    const selected = document.querySelector('td[aria-selected="true"]');
    return [Number(selected.parentElement.dataset.row), Number(selected.getAttribute("aria-colindex")) - 1];
  });
  await desk.write(row, column, "若干");
  const changed = join(at.downloads, "changed");
  cpSync(at.files("many"), join(changed, "many"), { recursive: true });
  const path = join(changed, name);
  const lines = readFileSync(path, "utf8").split("\n").map((line) => line.split("\t"));
  lines[row - 1][column - 1] = "若干";
  writeFileSync(path, lines.map((cells) => cells.join("\t")).join("\n"));
  const expected = await heatOf(at, changed, "changed");
  await page.click(".rail .tab >> nth=0");
  await page.waitForSelector("#ranking");
  await desk.becomes("the heat map after a change", () => heat(page), expected);
  tally.holds("the file is told as changed", (await page.locator("#files .state", { hasText: "已改 1 格" }).count()) === 1);

  // The ranking in other orders.
  await page.click('#ranking th button[data-key="projects"], #ranking [data-key="projects"]');
  const projects = await page.locator("#ranking tbody tr").evaluateAll((rows) => rows.map((row) => Number(row.children[7].textContent)));
  tally.holds("by projects, the most first", projects.every((count, nth) => nth === 0 || projects[nth - 1] >= count), projects.join());
  await desk.close();
}

/** Opening and checking 80 files tells how far it is, and the page answers meanwhile. */
export async function never_freezes(at) {
  const { tally } = at;
  const watch = () => {
    globalThis.longest = 0;
    globalThis.steps = new Set();
    let last = performance.now();
    setInterval(() => {
      const now = performance.now();
      globalThis.longest = Math.max(globalThis.longest, now - last);
      last = now;
      const text = document.querySelector(".waiting:not([hidden]) .what")?.textContent;
      if (text) globalThis.steps.add(text);
    }, 5);
  };
  let told = "";
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const desk = await Desk.open(at, { watch });
    const { page } = desk;
    // Unpacking the module is another matter.
    await desk.example();
    await desk.clear();
    await page.evaluate(() => { globalThis.longest = 0; });
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.click("text=选择文件夹")]);
    await chooser.setFiles(at.files("many"));
    await desk.ranked();
    const opening = await page.evaluate(() => ({ longest: globalThis.longest, steps: [...globalThis.steps] }));
    tally.holds("it tells how far it is", opening.steps.length > 3 && opening.steps.some((step) => step.includes("/ 80")), opening.steps.join());
    // The run over all after a change, with the sheet in sight.
    await page.click("#files tbody th button >> nth=0");
    await desk.checked();
    await page.keyboard.press("F8");
    await page.keyboard.press("F2");
    await page.evaluate(() => { globalThis.longest = 0; });
    await page.keyboard.press("Control+a");
    await page.keyboard.insertText("若干");
    await page.keyboard.press("Enter");
    await page.waitForTimeout(1200);
    await page.click(".rail .tab >> nth=0");
    await page.waitForSelector("#ranking");
    await desk.ranked();
    const editing = await page.evaluate(() => globalThis.longest);
    told = `80 files: the page is busy for ${Math.round(opening.longest)} ms at most while they are opened, ${Math.round(editing)} ms while all are checked again`;
    await desk.close();
    if (opening.longest < 200 && editing < 200) {
      console.log(told);
      return;
    }
  }
  tally.holds("never busy for 200 ms", false, told);
}
