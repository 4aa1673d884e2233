// The table as SheetJS writes it. Run by make.py; NODE_PATH or a node_modules folder has to have `xlsx`.
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";

const XLSX = createRequire(import.meta.url)("xlsx");
const here = new URL(".", import.meta.url).pathname;
const book = XLSX.read(readFileSync(here + "table.xlsx"), { cellNF: true, cellStyles: true });
for (const [type, name] of [["html", "sheetjs.html"], ["xlml", "sheetjs.xml"], ["ods", "sheetjs.ods"]]) {
    writeFileSync(here + name, XLSX.write(book, { bookType: type, type: "buffer", sheet: book.SheetNames[0] }));
}
