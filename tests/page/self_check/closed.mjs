// The page is closed to the network, and what files hold stays text in it.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Desk, numberOfFindings } from "./desk.mjs";

/** Asks for nothing, whatever is done with it: every request but that for the page itself would be counted. */
export async function asks_for_nothing(at) {
  const { tally } = at;
  const desk = await Desk.open(at);
  tally.holds("it has come from a file", desk.page.url().startsWith("file://"), desk.page.url());
  await desk.context.route("**", (route) => {
    desk.requests.push(route.request().url());
    return route.abort();
  });
  await desk.example();
  tally.holds("the example has findings", await numberOfFindings(desk) > 10);
  for (const kind of ["annotated", "json", "review"]) await desk.download(kind, at.downloads);
  await desk.close();
}

/** The policy of the page stands, and the browser holds to it. */
export async function policy_holds(at) {
  const { tally } = at;
  const desk = await Desk.open(at);
  const { page } = desk;
  const policy = await page.getAttribute('meta[http-equiv="Content-Security-Policy"]', "content");
  const rules = new Map(policy.split(";").map((rule) => rule.trim().split(" ")).map(([name, ...values]) => [name, values]));
  tally.equal("what has no rule", rules.get("default-src"), ["'none'"]);
  tally.equal("connections", rules.get("connect-src"), ["'none'"]);
  tally.holds("scripts", rules.get("script-src").every((source) => source.startsWith("'sha256-") || source === "'wasm-unsafe-eval'"), rules.get("script-src").join(" "));
  tally.holds("styles", rules.get("style-src").every((source) => source.startsWith("'sha256-")), rules.get("style-src").join(" "));

  // Each is refused, and the browser tells so on the console.
  desk.messages = [];
  await page.evaluate(() => { globalThis.broken = []; });
  const refused = await page.evaluate(async () => {
    const violations = [];
    addEventListener("securitypolicyviolation", ({ effectiveDirective }) => violations.push(effectiveDirective));
    const tried = {};
    const attempt = async (name, action) => { tried[name] = await Promise.resolve().then(action).then(() => true, () => false); };
    const made = (tag, properties) => Object.assign(document.body.appendChild(document.createElement(tag)), properties);
    await attempt("fetch", () => fetch("http://127.0.0.1:9/"));
    await attempt("fetch of a file", () => fetch(location.href));
    await attempt("beacon", () => { if (!navigator.sendBeacon("http://127.0.0.1:9/", "x")) throw new Error("refused"); });
    made("script", { textContent: "broken.push('script')" });
    made("img", { src: "http://127.0.0.1:9/a.png" });
    made("iframe", { src: "http://127.0.0.1:9/" });
    const link = made("a", {});
    link.setAttribute("onclick", "broken.push('handler')");
    link.click();
    const form = made("form", { action: "http://127.0.0.1:9/" });
    form.submit();
    await new Promise((done) => setTimeout(done, 300));
    return { tried, broken: globalThis.broken, violations: [...new Set(violations)].sort() };
  });
  tally.equal("fetches", [refused.tried.fetch, refused.tried["fetch of a file"]], [false, false]);
  tally.equal("scripts that were run", refused.broken, []);
  const expected = ["connect-src", "form-action", "frame-src", "img-src", "script-src-attr", "script-src-elem"];
  tally.equal("what the browser refused", refused.violations, expected);
  // By the page's own script: what DevTools evaluate is beyond the policy.
  const evaluated = await page.evaluate(() => new Promise((done) => {
    addEventListener("securitypolicyviolation", ({ blockedURI }) => done(blockedURI), { once: true });
    setTimeout(() => done("nothing"), 1000);
    setTimeout("globalThis.broken.push('eval')", 0);
  }));
  tally.equal("text as a script", evaluated, "eval");
  tally.equal("and it did not run", await page.evaluate(() => globalThis.broken), []);
  desk.requests = desk.requests.filter((url) => !url.startsWith("http://127.0.0.1:9/"));
  await desk.close();
}

/** Names and cells that try to be markup are text: no element comes of them, and nothing runs. */
export async function hostile_text(at) {
  const { tally } = at;
  const sheet = readFileSync(join(at.tests, "page/hostile.tsv"), "utf8");
  const names = [
    "<img src=x onerror=alert(1)>&\"'.tsv", "\u202Eslx.目标\u2066.tsv", `${"很长的文件名".repeat(30)}.tsv`, "<\u2044style><script>alert(1)<\u2044script>.tsv", "__proto__",
  ];
  const desk = await Desk.open(at, { width: 1280 });
  const { page } = desk;
  await page.evaluate(() => { globalThis.alert = (text) => { globalThis.alerted = text; }; });
  await desk.dropTexts(...names.map((name) => [name, sheet]), ["坏<b>的</b>.xlsx", "PK\u0003\u0004"], ["说明\"><svg onload=alert(1)>.pdf", "%PDF-1.4"]);
  await desk.ranked();
  const strange = () => page.evaluate(() => {
    const own = "html, head, meta, title, style, body, noscript, script, div, main, header, nav, section, span, p, h1, h2, ul, ol, li, dl, dt, dd, "
      + "table, caption, colgroup, col, thead, tbody, tr, th, td, button, input, select, option, textarea, label, fieldset, legend, dialog, form, footer, "
      + "a.skip, progress, b, small, mark, del, ins, kbd, svg.icon, svg.icon path";
    const wrong = [...document.querySelectorAll("*")].filter((element) => !element.matches(own)
      || [...element.attributes].some(({ name }) => name.startsWith("on")));
    return { wrong: wrong.map((element) => element.outerHTML.slice(0, 160)), scripts: document.scripts.length, alerted: globalThis.alerted ?? null };
  });
  const scripts = await page.evaluate(() => document.scripts.length);
  const harmless = { wrong: [], scripts, alerted: null };
  tally.equal("the overview", await strange(), harmless);
  const shown = await page.locator("#files tbody th button").evaluateAll((buttons) => buttons.map((button) => button.textContent).sort());
  tally.equal("names", shown, [...names].sort());
  tally.holds("what could not be read is told", (await page.textContent(".troubles")).includes("坏<b>的</b>.xlsx"));
  const sideways = () => page.evaluate(() => document.scrollingElement.scrollWidth <= innerWidth);
  tally.holds("long names do not push the page aside", await sideways());
  for (const name of names) {
    await page.locator("#files tbody th button").and(page.getByTitle(name, { exact: true })).click();
    await desk.checked();
    tally.equal("the title tells the name", (await page.title()).startsWith(name), true);
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    tally.equal("a document", await strange(), harmless);
    tally.holds("its cells", (await page.textContent(".pane")).includes("<script>alert(1)</script>"));
    tally.holds("its findings", (await page.textContent(".side .findings")).includes("<"));
    tally.holds("the page stays as wide as the window", await sideways());
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    await page.keyboard.press("F8");
    await page.waitForSelector(".cell-card:not([hidden])");
    await page.keyboard.press("Control+s");
    await page.waitForSelector("dialog[open]");
    tally.equal("card and dialog", await strange(), harmless);
    await page.keyboard.press("Escape");
    await page.click(".rail .tab >> nth=0");
    await desk.ranked();
  }

  // A cell with more in it than a page has room for.
  await desk.clear();
  const long = "建成高标准农田".repeat(4000);
  await desk.dropTexts(["长.tsv", readFileSync(at.data("fresh-form.tsv"), "utf8").replace("支持6个县", long).replace("若干次", "W".repeat(3000))]);
  await desk.checked();
  tally.holds("a long cell is whole", (await page.textContent(".pane")).includes(long));
  tally.holds("and the page as wide as the window", await sideways());
  await desk.close();
}
