// What the checks in a browser share: the browser, and what does not hold.

import { chromium } from "playwright-core";

/** Starts the browser that CHROMIUM names. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
  });
}

/** What was checked, and what of it does not hold. */
export class Tally {
  checks = 0;
  failures = [];

  holds(what, is, told = "") {
    this.checks += 1;
    if (!is) this.failures.push(`${what}${told === "" ? "" : `: ${told}`}`);
  }

  equal(what, found, expected) {
    // Of long lists only where they differ is of interest.
    const isLong = Array.isArray(found) && Array.isArray(expected) && found.length === expected.length && found.length > 10;
    const nth = isLong ? found.findIndex((one, at) => JSON.stringify(one) !== JSON.stringify(expected[at])) : -1;
    if (nth >= 0) {
      this.equal(`${what}: ${nth + 1}`, found[nth], expected[nth]);
      return;
    }
    this.holds(what, JSON.stringify(found) === JSON.stringify(expected), `${JSON.stringify(found)}, not ${JSON.stringify(expected)}`);
  }

  /** Tells what does not hold, and ends the run with 1 if anything does not. */
  end(what) {
    for (const failure of this.failures) console.error(`✗ ${failure}`);
    console.log(`${what}, ${this.checks} checks, ${this.failures.length} failures`);
    process.exitCode = this.failures.length ? 1 : 0;
  }
}
