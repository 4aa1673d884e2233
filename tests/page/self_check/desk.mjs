// The self-check page as somebody has it before them: opened from its file, and silent unless a check expects otherwise.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export class Desk {
  /** The number of requests that came to nothing. */
  requests = [];
  /** Messages on the console that a check provoked. */
  messages = null;
  dialogs = [];

  /** Opens the page. `watch`: a function that runs in it before its own script. */
  static async open({ browser, address, tally }, { width = 1440, height = 900, watch = null, ...options } = {}, ready = ".start-view") {
    const context = await browser.newContext({ viewport: { width, height }, acceptDownloads: true, ...options });
    const desk = new Desk();
    const page = await context.newPage();
    Object.assign(desk, { context, page, tally });
    page.on("console", (message) => {
      if (desk.messages) desk.messages.push(message.text());
      else tally.failures.push(`console: ${message.text()}`);
    });
    page.on("pageerror", (error) => tally.failures.push(`page: ${error.stack}`));
    page.on("dialog", (dialog) => {
      desk.dialogs.push(dialog.type());
      if (dialog.type() === "beforeunload") dialog.accept();
      else dialog.dismiss();
    });
    page.on("request", (request) => {
      if (request.url() !== address && !request.url().startsWith("blob:")) desk.requests.push(request.url());
    });
    // With a listener from the beginning, dialogs for files are the tests' also for the first key that opens one.
    page.on("filechooser", () => {});
    if (watch) await page.addInitScript(watch);
    await page.goto(address);
    await page.waitForSelector(ready);
    return desk;
  }

  /** Nothing was asked for, and nothing popped up. */
  async close() {
    this.tally.equal("requests of the page", this.requests, []);
    this.tally.equal("dialogs of the browser", this.dialogs, []);
    await this.context.close();
  }

  /** Drops files and folders on the page, as from the desktop. */
  async drop(...paths) {
    const client = await this.context.newCDPSession(this.page);
    const data = { items: [], files: paths.map((path) => resolve(path)), dragOperationsMask: 1 };
    for (const type of ["dragEnter", "dragOver", "drop"]) await client.send("Input.dispatchDragEvent", { type, x: 300, y: 300, data });
    await client.detach();
  }

  /** Drops files that exist nowhere, of `[name, text]`. */
  async dropTexts(...texts) {
    await this.page.evaluate((files) => {
      const dataTransfer = new DataTransfer();
      for (const [name, text] of files) dataTransfer.items.add(new File([text], name));
      for (const type of ["dragenter", "dragover", "drop"]) {
        document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
      }
    }, texts);
  }

  /** Opens the example that stands in the page. */
  async example() {
    await this.page.click(".private .link");
    await this.checked();
  }

  /** Until the document in sight is checked. */
  async checked() {
    await this.page.waitForFunction(() => {
      const facts = document.querySelector(".sheet-bar .facts")?.textContent;
      return (facts || document.querySelector(".broken:not([hidden])")) && document.querySelector(".waiting").hidden
        && document.querySelector('td[role="gridcell"]');
    });
  }

  /** Until the overview stands. */
  async ranked() {
    await this.page.waitForFunction(() => document.querySelector("#ranking") && document.querySelector(".waiting").hidden
      && document.querySelector(".stale").textContent === "");
  }

  /** Holds that something comes to be as expected, soon. */
  async becomes(what, read, expected) {
    const until = performance.now() + 3000;
    let found = await read();
    while (JSON.stringify(found) !== JSON.stringify(expected) && performance.now() < until) {
      await this.page.waitForTimeout(30);
      found = await read();
    }
    this.tally.equal(what, found, expected);
  }

  /** Closes all that is open; changes are dropped. */
  async clear() {
    const { page } = this;
    while (!await page.isVisible(".start-view")) {
      // From a document to the overview, and from there everything is closed.
      if (await page.isVisible("dialog[open] .grave")) await page.click("dialog[open] .grave");
      else await page.click(".brand");
      await page.waitForTimeout(100);
    }
  }

  /** The cell of the table in sight at a place. */
  cell(row, column) {
    return this.page.locator(`.pane:not([hidden]) tr[data-row="${row}"] > td[aria-colindex="${column + 1}"]`);
  }

  /** Writes into a cell, and waits for nothing. */
  async write(row, column, text) {
    const cell = this.cell(row, column);
    await cell.scrollIntoViewIfNeeded();
    await cell.click({ position: { x: 3, y: 3 } });
    await this.page.keyboard.press("F2");
    await this.page.keyboard.press("Control+a");
    if (text === "") await this.page.keyboard.press("Delete");
    else await this.page.keyboard.insertText(text);
    await this.page.keyboard.press("Enter");
  }

  /** What can be downloaded, saved in a folder. @returns {Promise<string>} its path */
  async download(kind, folder, { isDialogOpen = false } = {}) {
    const { page } = this;
    if (!isDialogOpen) await page.keyboard.press("Control+s");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.click(`dialog[open] .product >> nth=${["annotated", "corrected", "review", "overview", "csv", "json"].indexOf(kind)}`),
    ]);
    const path = resolve(folder, `${kind}-${download.suggestedFilename()}`);
    await download.saveAs(path);
    if (await page.isVisible("dialog[open]")) await page.keyboard.press("Escape");
    await page.waitForFunction(() => !document.querySelector("dialog[open]"));
    return path;
  }

  /** The findings as the list tells them, and the cells that bear their numbers. All is drawn for it, as for paper. */
  async read() {
    return this.page.evaluate(() => {
      dispatchEvent(new Event("beforeprint"));
      const text = (element, selector) => element.querySelector(selector)?.textContent ?? null;
      const findings = [...document.querySelectorAll(".side li.finding:not(.gone)")].map((item) => ({
        code: text(item, ".code"),
        severity: ["error", "warning", "info"].find((name) => item.classList.contains(name)),
        place: text(item, "button.place"),
        message: text(item, ".says"),
        help: item.querySelector(".help")?.lastChild.textContent ?? null,
      }));
      const names = new Map([...document.querySelectorAll(".sheet-tabs button")].map((tab) => [`sheet-pane-${tab.dataset.table}`, text(tab, ".name")]));
      const marks = [...document.querySelectorAll(".pane td.marked")].map((cell) => {
        const [row, pane] = [cell.parentElement, cell.closest(".pane")];
        return {
          numbers: text(cell, ".sign .on-paper").split(" ").map(Number),
          severity: ["error", "warning", "info"].find((name) => cell.classList.contains(name)),
          sheet: cell.closest(".part-of").querySelector(":scope > .part")?.textContent ?? names.get(pane.id),
          row: Number(text(row, "th.line")),
          column: Number(cell.getAttribute("aria-colindex")) - 1,
          rows: cell.rowSpan,
          columns: cell.colSpan,
        };
      });
      dispatchEvent(new Event("afterprint"));
      const isSingle = names.size < 2 && !document.querySelector(".pane.of-document");
      return { findings, marks, isSingle };
    });
  }

  /** What axe-core calls serious or critical. */
  async accessible(what) {
    const { page, tally } = this;
    await page.evaluate(AXE);
    const { violations, passes } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
    for (const fault of violations.filter(({ impact }) => ["serious", "critical"].includes(impact))) {
      const where = fault.nodes.slice(0, 3).map((node) => `${node.target} ${node.any.concat(node.all)[0]?.message ?? ""}`);
      tally.holds(`${what}: ${fault.impact}: ${fault.help}`, false, where.join("; "));
    }
    tally.holds(`${what}: axe looked at it`, passes.length > 10);
  }
}

/** The number of findings that the page tells of the document in sight. */
export function numberOfFindings(desk) {
  return desk.page.evaluate(() => Number(document.querySelector(".walk .at").textContent.split("/")[1].replaceAll(",", "")));
}

/** The text of a cell, without what stands beside it. */
export function textOf(cell) {
  return cell.evaluate((element) => [...element.childNodes]
    .filter((node) => node.nodeType === 3 || node.tagName === "MARK").map((node) => node.textContent).join(""));
}

/** Whether what the page shows of a document is what the program finds in it, finding by finding and cell by cell. */
export function compare(tally, path, { findings, marks, isSingle }, expected) {
  const name = basename(path);
  // The only sheet of a workbook needs no name.
  const called = ({ sheet, cell }) => (sheet && !isSingle ? `${sheet} ${cell}` : cell);
  tally.equal(`${name}: findings`, findings.length, expected.length);
  expected.forEach(({ code, severity, message, help, location }, nth) => {
    tally.equal(`${name}: finding ${nth + 1}`, findings[nth], { code, severity, place: called(location), message, help });
    const at = marks.filter(({ numbers }) => numbers.includes(nth + 1));
    const [mark] = at;
    const isThere = at.length === 1 && (!location.sheet || mark.sheet === location.sheet)
      && location.row >= mark.row && location.row < mark.row + mark.rows
      && location.column >= mark.column && location.column < mark.column + mark.columns;
    tally.holds(`${name}: the cell of finding ${nth + 1}`, isThere, `${JSON.stringify(at)}, not ${JSON.stringify(location)}`);
  });
  const numbers = marks.flatMap((mark) => mark.numbers).sort((a, b) => a - b);
  tally.equal(`${name}: each finding marks one cell`, numbers, expected.map((_, nth) => nth + 1));
  for (const { numbers: own, severity } of marks) {
    const gravest = ["error", "warning", "info"].find((one) => own.some((nth) => expected[nth - 1]?.severity === one));
    tally.equal(`${name}: how a cell with ${own} is marked`, severity, gravest);
  }
}
