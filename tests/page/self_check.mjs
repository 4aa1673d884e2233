// Uses the self-check page in a browser, opened from its file as users have it:
//
//   python tests/page/make.py target/page-files
//   node tests/page/self_check.mjs target/web/jichi.html target/debug/jichi target/page-files target/page-downloads [CHECK…]
//
// Takes what make.py made, holds what the page shows against the program, and leaves what it downloads to downloads.py.
// CHROMIUM names the browser (default: /usr/bin/chromium). Whatever does not hold is told, and ends the run with 1.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { launch, Tally } from "./browser.mjs";
import * as batch from "./self_check/batch.mjs";
import * as closed from "./self_check/closed.mjs";
import * as products from "./self_check/downloads.mjs";
import * as editing from "./self_check/editing.mjs";
import * as fixes from "./self_check/fixes.mjs";
import * as formats from "./self_check/formats.mjs";
import * as looks from "./self_check/looks.mjs";
import * as opening from "./self_check/opening.mjs";

const [page, program, files, downloads, ...only] = process.argv.slice(2);
if (!downloads) throw new Error("usage: node tests/page/self_check.mjs PAGE JICHI FILES DOWNLOADS [CHECK…]");
const TESTS = fileURLToPath(new URL("..", import.meta.url));
rmSync(downloads, { recursive: true, force: true });
mkdirSync(downloads, { recursive: true });

const tally = new Tally();
/** What all checks have. */
const at = {
  tally,
  address: pathToFileURL(resolve(page)).href,
  browser: await launch(),
  data: (name) => join(TESTS, "data", name),
  tests: TESTS,
  root: resolve(TESTS, ".."),
  files: (name) => join(resolve(files), name),
  downloads: resolve(downloads),
  /** What the program says, in a folder of which names are told. */
  jichi(folder, ...options) {
    return execFileSync(resolve(program), options, { cwd: folder, encoding: "utf8", maxBuffer: 1 << 30, stdio: ["ignore", "pipe", "ignore"] });
  },
  /** What the program finds. It ends with 3 where there is something that it cannot read. */
  found(folder, ...paths) {
    const options = ["check", "--isolated", "--format", "json", "--fail-on", "never", ...paths];
    const run = spawnSync(resolve(program), options, { cwd: folder, encoding: "utf8", maxBuffer: 1 << 30 });
    if (![0, 3].includes(run.status)) throw new Error(`${program} ended with ${run.status}: ${run.stderr}`);
    return JSON.parse(run.stdout);
  },
};

const checks = Object.entries({ ...closed, ...opening, ...formats, ...editing, ...fixes, ...products, ...batch, ...looks }).filter(([name]) => only.length === 0 || only.includes(name));
const start = performance.now();
for (const [name, check] of checks) {
  const began = performance.now();
  const before = tally.failures.length;
  try {
    await check(at);
  } catch (error) {
    tally.failures.push(`${name}: ${error.stack}`);
  }
  for (let nth = before; nth < tally.failures.length; nth += 1) tally.failures[nth] = `${name}: ${tally.failures[nth]}`;
  for (const context of at.browser.contexts()) await context.close();
  console.log(`${tally.failures.length > before ? "✗" : "✓"} ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
}
await at.browser.close();
tally.end(`the self-check page in ${((performance.now() - start) / 1000).toFixed(0)} s`);
