// Writes the .xlsb of all variants from their .xlsx, by SheetJS: no library for Python and no LibreOffice writes
// this format.
//
//     npm install xlsx@0.18.5 && node make_xlsb.mjs

import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// Found where node is run, wherever this script stands.
const XLSX = createRequire(join(process.cwd(), "x"))("xlsx");
const here = dirname(fileURLToPath(import.meta.url));
const isLayout = (entry) => entry.isDirectory() && entry.name !== "variants";
for (const { name: layout } of readdirSync(here, { withFileTypes: true }).filter(isLayout)) {
  for (const file of readdirSync(join(here, layout)).filter((name) => /^[^.]+\.xlsx$/.test(name))) {
    const book = XLSX.readFile(join(here, layout, file), { cellNF: true });
    const out = join(here, layout, file.replace(/x$/, "b"));
    XLSX.writeFile(book, out, { bookType: "xlsb", compression: true });
  }
}
