// Makes overview pages and looks at them in a browser:
//
//   node tests/page/check.mjs target/debug/jichi
//
// CHROMIUM names the browser (default: /usr/bin/chromium). Whatever does not hold is told, and ends the run with 1.

import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { launch, Tally } from "./browser.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const [jichi] = process.argv.slice(2);
if (!jichi) throw new Error("usage: node tests/page/check.mjs JICHI");
const TESTS = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "jichi-page-"));

// A page of what is found in these files.
function make(name, inputs, ...options) {
  const file = join(folder, `${name}.html`);
  const run = spawnSync(resolve(jichi), ["check", ...inputs, "--output", `html=${file}`, "--fail-on", "never", ...options], { encoding: "utf8" });
  // 3: an input could not be read, which some of these pages are to tell.
  if (![0, 3].includes(run.status)) throw new Error(`${jichi} ended with ${run.status}: ${run.stderr}`);
  return file;
}

const tally = new Tally();
const { failures } = tally;
const holds = (...what) => tally.holds(...what);
const equal = (...what) => tally.equal(...what);
const browser = await launch();

// A page that must stay silent: nothing on the console, no request but its own.
async function open(file, { width = 1280, height = 900, scheme = "light", hash = "" } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme });
  const page = await context.newPage();
  const address = pathToFileURL(resolve(file)).href;
  page.on("console", (message) => failures.push(`${file}: console: ${message.text()}`));
  page.on("dialog", (dialog) => failures.push(`${file}: a dialog: ${dialog.message()}`));
  page.on("pageerror", (error) => failures.push(`${file}: ${error.message}`));
  page.on("request", (request) => {
    if (request.url().split("#")[0] !== address) failures.push(`${file}: asks for ${request.url()}`);
  });
  await page.goto(address + hash);
  return page;
}

// The numbers of the line above the projects, and what is in sight, counted by hand.
const told = async (page) => (await page.textContent("#count")).match(/\d[\d,]*/g).map((text) => Number(text.replaceAll(",", "")));
const shown = (page) => page.evaluate(() => {
  const isShown = (element) => !element.closest("[hidden]");
  const count = (selector) => [...document.querySelectorAll(selector)].filter(isShown).length;
  return { projects: count(".unit.project") + count(".clean li"), findings: count(".finding") };
});
async function agrees(page, what) {
  const [first, second, third] = await told(page);
  const counted = await shown(page);
  // "显示 3 / 395 个项目，12 / 2,835 处问题" and "3 of 395 projects, 12 of 2,835 findings" alike.
  equal(`${what}: projects told and shown`, first, counted.projects);
  equal(`${what}: findings told and shown`, third, counted.findings);
  return { projects: first, all: second, findings: third };
}

async function filters(file) {
  const page = await open(file);
  const name = (what) => `${file}: ${what}`;
  const all = await agrees(page, name("at first"));
  equal(name("all projects"), all.projects, all.all);
  holds(name("there are findings"), all.findings > 0);

  // By severity: as many as the totals say.
  for (const severity of ["error", "warning", "info"]) {
    const total = Number((await page.textContent(`.severities .${severity} .number`)).replaceAll(",", ""));
    await page.evaluate((severity) => { location.hash = `severity=${severity}`; }, severity);
    await page.waitForFunction((severity) => document.querySelector(`#filter input[value="${severity}"]`).checked
      && document.querySelectorAll('#filter input[name="severity"]:checked').length === 1, severity);
    equal(name(`${severity} findings`), (await agrees(page, name(severity))).findings, total);
    const others = await page.evaluate((severity) => [...document.querySelectorAll(".finding")]
      .filter((finding) => !finding.closest("[hidden]") && !finding.classList.contains(severity)).length, severity);
    equal(name(`no others than ${severity}`), others, 0);
    const marks = await page.evaluate(() => [...document.querySelectorAll(".unit:not([hidden]) .form .cell")]
      .filter((cell) => !cell.closest("[hidden]") && !cell.querySelector("a.to:not([hidden])")).length);
    equal(name("no cell is marked without a finding in sight"), marks, 0);
  }
  await page.click("#clear");
  equal(name("clear shows everything"), await told(page), [all.projects, all.all, all.findings, all.findings]);
  equal(name("clear empties the address"), new URL(page.url()).hash, "");

  // By chapter, rule and department: as many as the bars and the heat map say.
  for (const selector of ['.bars a[href^="#chapter="]', '.bars a[href^="#code="]', '.heat tbody td:not(.shade0) a']) {
    const link = page.locator(selector).first();
    const row = await link.evaluate((link) => (link.closest("td") ?? link.closest("tr").lastElementChild).textContent);
    await link.click();
    // The address changes before the page hears of it.
    await page.waitForFunction(() => [...document.querySelectorAll("#filter select")].some((choice) => choice.value !== ""));
    equal(name(`findings of ${selector}`), (await agrees(page, name(selector))).findings, Number(row.replaceAll(",", "")));
    holds(name("the results are in sight"), await page.evaluate(() => {
      const top = document.querySelector("#units").getBoundingClientRect().top;
      return top >= 0 && top < innerHeight;
    }));
    await page.click("#clear");
  }

  // By words: a name that stands in the page.
  const wanted = (await page.locator(".unit.project h4").last().textContent()).trim().slice(0, 12);
  await page.fill("#words", wanted);
  const found = await agrees(page, name("search"));
  holds(name("search finds and leaves out"), found.projects > 0 && (all.projects === 1 || found.projects < all.projects), JSON.stringify(found));
  const link = page.url();
  await page.fill("#words", "\u{10FFFD}");
  equal(name("nothing found"), (await agrees(page, name("nothing"))).projects, 0);
  holds(name("and it says so"), await page.isVisible("#nothing"));

  // The address leads to the same view.
  const again = await open(file, { hash: new URL(link).hash });
  equal(name("deep link"), await agrees(again, name("deep link")), found);
  equal(name("deep link fills the form in"), await again.inputValue("#words"), wanted);
  await again.context().close();

  // Only what has findings.
  await page.click("#clear");
  await page.check("#only");
  equal(name("clean projects go"), await page.evaluate(() => [...document.querySelectorAll(".clean li")].filter((item) => !item.closest("[hidden]")).length), 0);
  await page.context().close();
}

async function links(file) {
  const page = await open(file);
  const name = (what) => `${file}: ${what}`;
  const lost = await page.evaluate(() => [...document.querySelectorAll('a[href^="#"]')]
    .map((link) => link.getAttribute("href").slice(1))
    .filter((id) => !id.includes("=") && !document.getElementById(id)));
  equal(name("links that lead nowhere"), lost, []);
  // From the last project's first finding to its cell and back, with the keyboard.
  const unit = page.locator(".unit.project").last();
  const link = unit.locator(".finding a.to").first();
  const cell = (await link.getAttribute("href")).slice(1);
  await link.focus();
  await page.keyboard.press("Enter");
  equal(name("the cell has the focus"), await page.evaluate(() => document.activeElement.id), cell);
  holds(name("the cell is in sight"), await page.evaluate((id) => {
    const { top, bottom } = document.getElementById(id).getBoundingClientRect();
    return top < innerHeight && bottom > 0;
  }, cell));
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const finding = await page.evaluate(() => document.activeElement.id);
  holds(name("and the finding after it"), /^p\d+f\d+$/.test(finding), finding);
  // A link to a finding opens at it, also with a filter, and gives way where the filter hides it.
  for (const hash of [`#${finding}`, `#only=1&at=${finding}`, `#words=%F4%8F%BF%BD&at=${finding}`]) {
    const other = await open(file, { hash });
    await other.waitForFunction((id) => document.activeElement.id === id, finding, { timeout: 5000 })
      .catch(() => failures.push(name(`${hash} does not lead to the finding`)));
    await other.waitForTimeout(100);
    holds(name(`${hash} in sight`), await other.evaluate((id) => {
      const { top, bottom } = document.getElementById(id).getBoundingClientRect();
      return top < innerHeight && bottom > 0;
    }, finding));
    await other.context().close();
  }
  await page.context().close();
}

async function keyboard(file) {
  const page = await open(file);
  const name = (what) => `${file}: ${what}`;
  await page.keyboard.press("Tab");
  equal(name("the first stop skips the overview"), await page.evaluate(() => document.activeElement.className), "skip");
  holds(name("it is in sight"), await page.evaluate(() => document.activeElement.getBoundingClientRect().height > 10));
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement.id === "details");
  await page.keyboard.press("Tab");
  equal(name("the search is next"), await page.evaluate(() => document.activeElement.id), "words");
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  equal(name("the focus is seen"), outline, "solid");
  const stops = [];
  for (let nth = 0; nth < 8; nth += 1) {
    await page.keyboard.press("Tab");
    stops.push(await page.evaluate(() => document.activeElement.id || document.activeElement.value));
  }
  equal(name("the filter by keyboard"), stops, ["error", "warning", "info", "chapter", "code", "department", "only", "clear"]);
  await page.context().close();
}

async function themes(file) {
  const page = await open(file, { scheme: "dark" });
  const ground = () => page.evaluate(() => getComputedStyle(document.body).color);
  const dark = await ground();
  await page.click("#theme");
  const light = await ground();
  holds(`${file}: the switch changes the colours`, dark !== light, `${dark} ${light}`);
  await page.reload();
  equal(`${file}: the choice stays`, await ground(), light);
  await page.click("#theme");
  equal(`${file}: dark by the switch`, await ground(), dark);
  await page.context().close();
}

async function accessible(file) {
  for (const scheme of ["light", "dark"]) {
    for (const width of [1280, 360]) {
      const page = await open(file, { scheme, width });
      await page.evaluate(AXE);
      // All of a large page takes minutes: the overview, and the sections of two departments.
      const result = await page.evaluate(async () => {
        const kept = [...document.querySelectorAll("#units > .department")];
        for (const section of kept.slice(2)) section.remove();
        for (const unit of document.querySelectorAll(".unit")) unit.style.contentVisibility = "visible";
        for (const details of document.querySelectorAll("details")) details.open = true;
        return axe.run(document, { resultTypes: ["violations"] });
      });
      for (const fault of result.violations) {
        const where = fault.nodes.slice(0, 3).map((node) => `${node.target} ${node.any.concat(node.all)[0]?.message ?? ""}`);
        holds(`${file}: ${scheme}, ${width}: ${fault.impact}: ${fault.help}`, false, where.join("; "));
      }
      holds(`${file}: axe looked at it`, result.passes.length > 10 && result.testEngine.name === "axe-core");
      await page.context().close();
    }
  }
}

async function narrow(file) {
  for (const width of [360, 768]) {
    const page = await open(file, { width, height: 780 });
    const widest = async (what) => {
      const found = await page.evaluate(() => document.scrollingElement.scrollWidth);
      holds(`${file}: ${what} at ${width} does not scroll sideways`, found <= width, found);
    };
    await widest("the overview");
    await page.evaluate(() => {
      for (const unit of document.querySelectorAll(".unit")) unit.style.contentVisibility = "visible";
      for (const details of document.querySelectorAll("details")) details.open = true;
    });
    await widest("every project");
    equal(`${file}: marked cells that are out of sight at ${width}`, await page.evaluate(() =>
      [...document.querySelectorAll(".form .cell")].filter((cell) => !cell.getClientRects().length).length), 0);
    await page.context().close();
  }
}

async function printed(file) {
  const page = await open(file);
  await page.emulateMedia({ media: "print" });
  const seen = await page.evaluate(() => {
    dispatchEvent(new Event("beforeprint"));
    const isSeen = (selector) => [...document.querySelectorAll(selector)].some((element) => element.getClientRects().length > 0);
    return {
      controls: isSeen("#filter, #theme, nav, .up"),
      folded: document.querySelectorAll("details:not([open])").length,
      heads: getComputedStyle(document.querySelector("thead:not(.aside)")).display,
      cut: [...document.querySelectorAll(".scroll")].some((box) => box.scrollHeight > box.clientHeight + 1),
      lazy: [...document.querySelectorAll(".unit")].some((unit) => getComputedStyle(unit).contentVisibility !== "visible"),
    };
  });
  equal(`${file}: on paper`, seen, { controls: false, folded: 0, heads: "table-header-group", cut: false, lazy: false });
  await page.context().close();
}

// What the cells hold stands there as text: no element comes of it, and nothing runs.
async function harmless(file) {
  const page = await open(file);
  equal(`${file}: elements that the page has none of`, await page.evaluate(() =>
    [...document.querySelectorAll("img, iframe, object, embed, link, base, a:not([href^='#']), svg:not(.bar), form:not(#filter), [style], [onload], [onerror], [onmouseover]")]
      .map((element) => element.outerHTML.slice(0, 200))), []);
  holds(`${file}: cells are shown`, (await page.textContent("#units")).includes("<script>alert(1)</script>"));
  holds(`${file}: files are shown`, (await page.innerHTML("main")).includes("onerror"));
  await page.context().close();
}

// A folder of the size of a district, three times over: opened, searched and scrolled without delay. The limits are far
// above what a slow machine needs, and far below what laying out the whole page would take.
async function large(file) {
  const start = performance.now();
  const page = await open(file);
  const took = { load: performance.now() - start };
  Object.assign(took, await page.evaluate(async () => {
    const timed = async (change) => {
      const start = performance.now();
      change();
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      return performance.now() - start;
    };
    const words = document.getElementById("words");
    const type = (text) => () => {
      words.value = text;
      words.dispatchEvent(new Event("input", { bubbles: true }));
    };
    return {
      first: await timed(type("质")),
      second: await timed(type("质量")),
      cleared: await timed(type("")),
      severity: await timed(() => document.querySelector('#filter input[value="info"]').click()),
    };
  }));
  for (const [what, limit] of [["load", 10_000], ["first", 1500], ["second", 1000], ["cleared", 1000], ["severity", 1000]]) {
    holds(`${file}: ${what} in ${limit} ms`, took[what] < limit, Math.round(took[what]));
  }
  console.log(`${basename(file)}: ${Object.entries(took).map(([what, ms]) => `${what} ${Math.round(ms)} ms`).join(", ")}`);
  await page.context().close();
}

const data = (name) => join(TESTS, "data", name);
const district = data("jialing-2020.tsv");
const mixed = join(folder, "多个单位");
mkdirSync(mixed);
for (const name of ["fresh-2018.tsv", "fresh-2021.tsv", "fresh-form.tsv", "layout-form-shanghai.tsv"]) {
  copyFileSync(data(name), join(mixed, name));
}
copyFileSync(join(TESTS, "page/hostile.tsv"), join(mixed, "<img src=x onerror=alert(1)>&\"'.tsv"));
writeFileSync(join(mixed, "损坏<script>alert(1)<\u2044script>.xlsx"), "PK\u0003\u0004");
const thrice = [1, 2, 3].map((nth) => {
  const copy = join(folder, `第${nth}份.tsv`);
  copyFileSync(district, copy);
  return copy;
});

const all = [filters, links, keyboard, themes, accessible, narrow, printed];
const plan = [
  [make("district", [district]), all],
  [make("folder-en", [mixed], "--lang", "en"), [...all, harmless]],
  [make("hostile", [mixed, "没有这个文件.xlsx"]), [filters, links, harmless, accessible, narrow]],
  [make("clean", [data("clean/summary-2020.tsv")]), [themes, accessible, narrow, printed]],
  [make("nothing", [data("clean/README.md")]), [accessible, narrow]],
  [make("large", thrice), [large]],
];
for (const [file, checks] of plan) {
  for (const check of checks) {
    try {
      await check(file);
    } catch (error) {
      failures.push(`${file}: ${check.name}: ${error.message}`);
    }
  }
}
await browser.close();
rmSync(folder, { recursive: true });
tally.end(`${plan.length} pages`);
