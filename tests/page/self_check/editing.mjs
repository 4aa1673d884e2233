// A cell is changed, and the findings follow.

import { Desk, numberOfFindings as count, textOf } from "./desk.mjs";

const SAMPLE = "jialing-2020.tsv";

/** A document of a sheet of the test data. */
async function opened(at, sheet, options) {
  const desk = await Desk.open(at, options);
  await desk.drop(at.data(sheet));
  await desk.checked();
  return desk;
}

const sample = (at, options) => opened(at, SAMPLE, options);

const facts = (desk) => desk.page.textContent(".sheet-bar .facts");

/** Scrolls the table until a row is drawn. */
function bring(page, row) {
  return page.evaluate(async (row) => {
    const pane = document.querySelector(".pane:not([hidden])");
    for (let times = 0; times < 500; times += 1) {
      const drawn = [...pane.querySelectorAll("tr[data-row]")].map((tr) => Number(tr.dataset.row));
      if (drawn.includes(row)) return;
      pane.scrollTop += row < drawn[0] ? -1500 : 1500;
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    }
    throw new Error(`row ${row} is not drawn`);
  }, row);
}

/**
 * From Enter until findings and cells are as they should be, in the page's own time: half of the changes mend a cell, half
 * break it again. A sheet of 15 departments, which is more than any of them files, and one of a whole district, which is
 * the longest that there is; that has twice the time on machines that are slower than those that people sit at.
 */
export async function follows_within_100_ms(at) {
  await follows(at, "fresh-2021.tsv", 100);
  await follows(at, SAMPLE, 200);
}

async function follows(at, sheet, most) {
  const { tally } = at;
  const fixable = at.found(at.data("."), sheet).filter(({ fix, location, field }) => fix?.edits.length === 1
    && fix.edits[0].location.cell === location.cell && field !== "row");
  // Cells over all of the sheet, each with one finding.
  const all = at.found(at.data("."), sheet);
  const alone = fixable.filter(({ location }) => all.filter((other) => other.location.cell === location.cell).length === 1);
  const chosen = Array.from({ length: 8 }, (_, nth) => alone[Math.floor((nth * alone.length) / 8)]);
  tally.holds("cells to change", new Set(chosen).size === 8, alone.length);
  let told = "";
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const desk = await opened(at, sheet);
    await desk.page.evaluate(() => {
      globalThis.took = [];
      addEventListener("keydown", ({ key }) => { if (key === "Enter") globalThis.began = performance.now(); }, { capture: true });
      /** Waits for a cell to be marked or not, and for the number of findings to change. */
      globalThis.await = (row, column, isMarked) => new Promise((done) => {
        const number = document.querySelector(".walk .at");
        const before = number.textContent.split("/")[1];
        const cell = document.querySelector(`.pane tr[data-row="${row}"] > td[aria-colindex="${column + 1}"]`);
        const observer = new MutationObserver(() => {
          if (cell.classList.contains("marked") !== isMarked || number.textContent.split("/")[1] === before) return;
          observer.disconnect();
          globalThis.took.push(performance.now() - globalThis.began);
          done();
        });
        observer.observe(cell, { attributes: true });
        observer.observe(number, { childList: true, characterData: true, subtree: true });
      });
    });
    const { page } = desk;
    for (const { location: { row, column }, fix } of chosen) {
      await bring(page, row);
      const old = await textOf(desk.cell(row, column));
      for (const [text, isMarked] of [[fix.edits[0].new, false], [old, true]]) {
        const done = page.evaluate(([row, column, isMarked]) => globalThis.await(row, column, isMarked), [row, column, isMarked]);
        await desk.write(row, column, text);
        await done;
      }
    }
    const took = (await page.evaluate(() => globalThis.took)).sort((a, b) => a - b);
    const [median, worst] = [took[Math.floor(took.length / 2)], took.at(-1)].map(Math.round);
    told = `${took.length} changes of ${sheet}: median ${median} ms, longest ${worst} ms`;
    await desk.close();
    if (took.length >= 10 && median < most) {
      console.log(told);
      return;
    }
  }
  tally.holds(`findings follow within ${most} ms`, false, told);
}

/** Writing, dropping what was written, undoing and doing again. */
export async function edits_and_undo(at) {
  const { tally } = at;
  const desk = await Desk.open(at);
  await desk.drop(at.files("one/openpyxl.xlsx"));
  await desk.checked();
  const { page } = desk;
  const cell = desk.cell(11, 7);
  const isMarked = () => cell.evaluate((element) => element.classList.contains("marked"));
  const text = () => textOf(cell);
  const before = await count(desk);
  tally.equal("the cell as it is", [await text(), await isMarked()], ["若干次", true]);

  await cell.click();
  await page.keyboard.press("F2");
  await page.keyboard.insertText("若干");
  await page.keyboard.press("Escape");
  tally.equal("Escape drops what was written", [await text(), await isMarked(), await count(desk)], ["若干次", true, before]);
  tally.holds("and there is nothing to undo", await page.isDisabled(".pair-of button >> nth=0"));

  await desk.write(11, 7, "=6次");
  await desk.becomes("the finding is gone", isMarked, false);
  await desk.becomes("one fewer", () => count(desk), before - 1);
  tally.holds("the change is told", (await facts(desk)).includes("已改 1 格"), await facts(desk));
  tally.equal("Enter has gone down", await page.evaluate(() => document.querySelector('td[aria-selected="true"]').parentElement.dataset.row), "12");
  await desk.write(12, 7, "≥98%");
  await desk.becomes("two fewer", () => count(desk), before - 2);
  await page.keyboard.press("Control+z");
  await desk.becomes("undone", () => count(desk), before - 1);
  await page.keyboard.press("Control+z");
  await desk.becomes("all undone", async () => [await text(), await isMarked(), await count(desk)], ["若干次", true, before]);
  tally.holds("nothing is told of changes", !(await facts(desk)).includes("已改"));
  await page.keyboard.press("Control+y");
  await page.keyboard.press("Control+Shift+z");
  await desk.becomes("done again", () => count(desk), before - 2);
  await cell.click();
  await page.click('.cell-card .was button');
  await desk.becomes("one cell as it was", async () => [await text(), await count(desk)], ["若干次", before - 1]);

  // Deleting, and cells that were copied in a workbook.
  await cell.click();
  await page.keyboard.press("Delete");
  await desk.becomes("empty", text, "");
  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "=5次\t甲\n=100%\t乙\n");
    document.activeElement.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData }));
  });
  await desk.becomes("pasted over two rows", async () => [await text(), await textOf(desk.cell(12, 7)), await textOf(desk.cell(12, 8))],
    ["=5次", "=100%", "乙"]);
  await desk.close();
}

/** An input method's Enter chooses a word; the cell is written by the next one. */
export async function input_method(at) {
  const { tally } = at;
  const desk = await Desk.open(at);
  await desk.drop(at.files("one/openpyxl.xlsx"));
  await desk.checked();
  const { page } = desk;
  const client = await desk.context.newCDPSession(page);
  const before = await count(desk);
  await desk.cell(11, 7).click();
  // Composing begins without F2: the field lies over the cell already.
  await client.send("Input.imeSetComposition", { text: "yibai", selectionStart: 5, selectionEnd: 5 });
  await client.send("Input.dispatchKeyEvent", { type: "rawKeyDown", key: "Process", code: "Enter", windowsVirtualKeyCode: 229 });
  await client.send("Input.dispatchKeyEvent", { type: "keyUp", key: "Enter", code: "Enter", windowsVirtualKeyCode: 13 });
  const field = () => page.evaluate(() => {
    const { activeElement } = document;
    return [activeElement.value, activeElement.classList.contains("editing"), activeElement.closest("tr").dataset.row];
  });
  tally.equal("composing goes on", await field(), ["yibai", true, "11"]);
  // Some browsers tell of an input method by isComposing alone.
  await page.evaluate(() => document.activeElement.dispatchEvent(
    new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true, cancelable: true })));
  tally.equal("and still", await field(), ["yibai", true, "11"]);
  await client.send("Input.insertText", { text: "一百" });
  tally.equal("the word is in the field", await field(), ["一百", true, "11"]);
  tally.equal("and not in the cell yet", await count(desk), before);
  await page.keyboard.insertText("次");
  await page.keyboard.press("Enter");
  await desk.becomes("the cell", () => textOf(desk.cell(11, 7)), "一百次");
  await desk.close();
}

/** From opening a file to a download without a pointer. */
export async function by_keyboard(at) {
  const { tally } = at;
  const desk = await Desk.open(at);
  const { page } = desk;
  const until = async (selector) => {
    for (let stop = 0; stop < 40; stop += 1) {
      if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return true;
      await page.keyboard.press("Tab");
    }
    tally.holds(`Tab comes to ${selector}`, false);
    return false;
  };
  await page.keyboard.press("Tab");
  tally.equal("the first stop skips the bar", await page.evaluate(() => document.activeElement.className), "skip");
  await until("button.primary");
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.keyboard.press("Enter")]);
  await chooser.setFiles(at.files("one/openpyxl.xlsx"));
  await desk.checked();
  const before = await count(desk);

  await page.keyboard.press("F8");
  await page.waitForSelector(".cell-card:not([hidden])");
  tally.equal("the first finding", await page.textContent(".walk .at"), `1 / ${before}`);
  await page.keyboard.press("n");
  tally.equal("the next finding", await page.textContent(".walk .at"), `2 / ${before}`);
  await page.keyboard.press("Shift+F8");
  tally.equal("the one before", await page.textContent(".walk .at"), `1 / ${before}`);
  tally.equal("its cell is the current one", await page.evaluate(() => document.querySelector('td[aria-selected="true"]').parentElement.dataset.row), "11");
  await until(".editor");
  await page.keyboard.press("F2");
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText("=6次");
  await page.keyboard.press("Enter");
  await desk.becomes("mended", () => count(desk), before - 1);
  await page.keyboard.press("Escape");
  await page.keyboard.press("F8");

  // The one safe fix, from the list.
  await page.focus(".side .finding .place");
  await until(".side .fix.safe button");
  await page.keyboard.press("Enter");
  await desk.becomes("fixed", async () => await count(desk) < before - 1, true);
  tally.holds("the focus stays in the list", await page.evaluate(() => document.querySelector(".side").contains(document.activeElement)));
  await page.keyboard.press("Control+s");
  await page.waitForSelector("dialog[open]");
  await until("dialog .product:not([disabled])");
  const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  tally.holds("the download", download.suggestedFilename().endsWith(".xlsx"), download.suggestedFilename());
  await page.waitForFunction(() => !document.querySelector("dialog[open]"));
  await page.keyboard.press("Shift+?");
  await page.waitForSelector("dialog[open]");
  tally.holds("the keys are told", (await page.textContent("dialog[open]")).includes("F8"));
  await page.keyboard.press("Escape");
  await desk.close();
}
