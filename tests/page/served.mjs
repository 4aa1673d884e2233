// Uses the self-check page as `jichi serve` offers it: no module, the program answers.
//
//   node tests/page/served.mjs target/debug/jichi target/page-downloads
//
// CHROMIUM names the browser (default: /usr/bin/chromium). Whatever does not hold is told, and ends the run with 1.

import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { launch, Tally } from "./browser.mjs";
import { compare, Desk } from "./self_check/desk.mjs";

const [program, downloads] = process.argv.slice(2);
if (!downloads) throw new Error("usage: node tests/page/served.mjs JICHI DOWNLOADS");
mkdirSync(downloads, { recursive: true });
const DATA = fileURLToPath(new URL("../data", import.meta.url));
const tally = new Tally();

const server = spawn(resolve(program), ["serve", "--isolated", "--lang", "zh"], { stdio: ["ignore", "pipe", "inherit"] });
const ended = new Promise((end) => server.on("exit", (code) => end(code)));
const lines = createInterface({ input: server.stdout });
const address = await new Promise((found, failed) => {
  lines.on("line", (line) => {
    const address = line.match(/http:\/\/\S+#\S+/)?.[0];
    if (address) found(address);
  });
  ended.then((code) => failed(new Error(`the server ended with ${code}`)));
});
const origin = new URL(address).origin;

/** What the program finds, as the page names the file. */
function found(path) {
  const options = ["check", "--isolated", "--format", "json", "--fail-on", "never", basename(path)];
  return JSON.parse(execFileSync(resolve(program), options, { cwd: dirname(path), encoding: "utf8", maxBuffer: 1 << 30 }));
}

/** The requests of a page, all to its own server. */
async function closed(desk) {
  const questions = `${origin}/api/v1/desk/`;
  const others = desk.requests.filter((url) => url !== `${origin}/` && !url.startsWith(questions));
  tally.equal("requests of the page", others, []);
  tally.holds("questions to the server", desk.requests.some((url) => url.startsWith(questions)));
  desk.requests = [];
  await desk.close();
}

const browser = await launch();
const at = { browser, tally, address };
try {
  // What a browser is told of the page.
  const response = await fetch(origin);
  const policy = response.headers.get("content-security-policy");
  for (const part of ["default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'"]) tally.holds(part, policy.includes(part), policy);
  const html = (await response.text()).replaceAll("&#39;", "'");
  tally.holds("the policy also stands in the page", html.includes(policy.split("; frame-ancestors")[0]));

  // Files are shown as the program finds them.
  const desk = await Desk.open(at);
  tally.equal("the address keeps the token", await desk.page.evaluate(() => location.hash.length > 20), true);
  for (const name of ["fresh-form.tsv", "formats/table.xlsx", "formats/sheetjs.xls", "formats/summary-2020.docx"]) {
    const path = join(DATA, name);
    await desk.drop(path);
    await desk.checked();
    compare(tally, path, await desk.read(), found(path));
    await desk.clear();
  }

  // A changed cell is checked again, and comes back in the file.
  const path = join(DATA, "fresh-form.tsv");
  await desk.drop(path);
  await desk.checked();
  const before = (await desk.read()).findings.length;
  const { row, column } = found(path).find(({ field }) => field === "value").location;
  await desk.write(row, column, "显著提高");
  await desk.page.waitForFunction(() => !document.querySelector(".checking:not([hidden])"));
  const corrected = await desk.download("corrected", downloads);
  tally.holds("the corrected file holds the change", readFileSync(corrected, "utf8").includes("显著提高"));
  await desk.becomes("findings after a change", async () => (await desk.read()).findings.length, found(corrected).length);
  tally.holds("there were findings before", before > 0);
  await desk.clear();

  // Several files are one run.
  await desk.drop(path, join(DATA, "formats/form-88-2019.docx"), join(DATA, "fresh-2021.tsv"));
  await desk.ranked();
  tally.equal("files in the overview", await desk.page.locator("#files tbody tr").count(), 3);
  await closed(desk);

  // Without the token nothing is answered, and the page says so.
  const stranger = await Desk.open({ ...at, address: `${origin}/#0000000000000000` });
  stranger.messages = [];
  await stranger.drop(path);
  await stranger.page.waitForSelector(".troubles:not([hidden])");
  tally.holds("a wrong token is told", /口令/.test(await stranger.page.textContent(".troubles")), await stranger.page.textContent(".troubles"));
  stranger.requests = [];
  await stranger.close();

  // It ends when it is told to.
  server.kill("SIGINT");
  tally.equal("how the server ends", await ended, 0);
} catch (error) {
  tally.failures.push(error.stack);
} finally {
  server.kill();
  await browser.close();
}
tally.end("the page of jichi serve");
