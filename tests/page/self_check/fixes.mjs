// Fixes: the safe ones by a click, the others after a look, and changes that a file refuses.

import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Desk, numberOfFindings, textOf } from "./desk.mjs";

/** A safe fix is one click in the list, an unsafe one says that it may change what is meant. */
export async function one_by_one(at) {
  const { tally } = at;
  const desk = await Desk.open(at);
  const { page } = desk;
  await desk.drop(at.files("one/openpyxl.xlsx"));
  await desk.checked();
  const fixable = at.found(at.files("one"), "openpyxl.xlsx").filter(({ fix }) => fix?.edits.length === 1);
  let left = await numberOfFindings(desk);
  for (const safety of ["safe", "unsafe"]) {
    const { fix, location } = fixable.find((finding) => finding.fix.safety === safety && finding.location.cell === finding.fix.edits[0].location.cell);
    const cell = desk.cell(location.row, location.column);
    // Safe ones from the list, the others from the card beside the cell.
    if (safety === "safe") {
      const item = page.locator(".side li.finding", { has: page.locator(".fix.safe") }).filter({ hasText: location.cell });
      await item.locator(".fix button").first().click();
    } else {
      await cell.scrollIntoViewIfNeeded();
      await cell.hover();
      await page.waitForSelector(".cell-card:not([hidden])");
      tally.holds("a caution", await page.isVisible(".cell-card .fix.unsafe .caution"));
      await page.click(".cell-card .fix.unsafe button");
    }
    await desk.becomes(`the ${safety} fix is made`, () => textOf(cell), fix.edits[0].new);
    await page.waitForFunction((before) => Number(document.querySelector(".walk .at").textContent.split("/")[1].replaceAll(",", "")) < before, left);
    left = await numberOfFindings(desk);
  }
  await desk.close();
}

/** All safe fixes at once: one step to undo, and the file that `--fix` makes. */
export async function all_safe_ones(at) {
  const { tally } = at;
  const desk = await Desk.open(at);
  const { page } = desk;
  await desk.drop(at.data("jialing-2020.tsv"));
  await desk.checked();
  const before = await numberOfFindings(desk);
  const button = page.locator(".sheet-bar .doings > button").last();
  const offered = Number((await button.textContent()).match(/\d+/)[0]);
  await button.click();
  await page.waitForFunction(() => /^\D*$/.test(document.querySelector(".sheet-bar .doings > button:last-child").textContent));
  await page.waitForFunction(() => document.querySelector(".notice").textContent !== "");
  const made = Number((await page.textContent(".notice")).match(/\d+/)[0]);
  tally.holds("as many as were offered, and those that come to light", made >= offered && offered > 100, `${made} of ${offered}`);
  tally.holds("fewer findings", await numberOfFindings(desk) <= before - offered + 10, await numberOfFindings(desk));

  const corrected = await desk.download("corrected", at.downloads);
  const folder = join(at.downloads, "fixed");
  mkdirSync(folder);
  copyFileSync(at.data("jialing-2020.tsv"), join(folder, "jialing-2020.tsv"));
  at.jichi(folder, "check", "--isolated", "--fix", "--fail-on", "never", "jialing-2020.tsv");
  tally.holds("the corrected file is that of --fix", readFileSync(corrected).equals(readFileSync(join(folder, "jialing-2020.tsv"))));

  await page.keyboard.press("Control+z");
  await desk.becomes("one step back", () => numberOfFindings(desk), before);
  tally.holds("and no further", await page.isDisabled(".pair-of button >> nth=0"));
  await desk.close();
}

/** A formula's cell cannot be written: the cell says so, and so does the download. */
export async function refused(at) {
  const { tally } = at;
  const desk = await Desk.open(at);
  const { page } = desk;
  await desk.drop(at.data("layouts/flat/formulas.xlsx"));
  await desk.checked();
  const cell = (await page.evaluate(() => [...document.querySelectorAll("td.marked")].map((cell) => [
    Number(cell.parentElement.dataset.row), Number(cell.getAttribute("aria-colindex")) - 1,
  ]))).find(([, column]) => column === 6);
  await desk.write(...cell, "不是公式");
  await desk.becomes("the cell is told apart", () => desk.cell(...cell).evaluate((element) => element.classList.contains("refused")), true);
  await desk.cell(...cell).click();
  tally.holds("and why", /公式/.test(await page.textContent(".cell-card .refusal")), await page.textContent(".cell-card"));
  // Another change is written, the refused one is told.
  await desk.write(cell[0], 3, "另一个名称");
  await page.keyboard.press("Control+s");
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("dialog[open] .product >> nth=1")]);
  await download.delete();
  await page.waitForSelector("dialog[open] .troubles.warning");
  tally.holds("the download tells what it lacks", /公式/.test(await page.textContent("dialog[open] .troubles")));
  await desk.close();
}

/** A change after which nothing can be read is told, and can be taken back. */
export async function broken_by_a_change(at) {
  const { tally } = at;
  const desk = await Desk.open(at);
  const { page } = desk;
  const path = join(at.downloads, "窄表.tsv");
  writeFileSync(path, "单位名称\t项目名称\t预算数\t年度目标\t一级指标\t二级指标\t三级指标\t指标值\n甲局\t乙项目\t10万元\t建成3处\t产出指标\t数量指标\t建成处数\t若干\n");
  await desk.drop(path);
  await desk.checked();
  const before = await numberOfFindings(desk);
  for (let column = 1; column <= 8; column += 1) await desk.write(1, column, "");
  await desk.becomes("it is told", () => page.isVisible(".broken"), true);
  for (let column = 1; column <= 8; column += 1) await page.keyboard.press("Control+z");
  await desk.becomes("and mended by undoing", async () => [await page.isVisible(".broken"), await numberOfFindings(desk)], [false, before]);
  tally.holds("there are findings again", before > 0);
  await desk.close();
}
