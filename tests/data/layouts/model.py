"""A goal sheet as people see it, written down as text, and the records that it holds.

A sheet is a text with a line a row and `|` between cells:

    <           merged with the cell on its left
    ^           merged with the cell above
    ↵           a line break in the cell
    a**b**c     rich text, b bold
    #12         a number; #0.95{0%} with a number format: the cell shows 95%
    @2026-01-31{yyyy/m/d}   a date
    =SUM(C4:C5)→300{0.00}   a formula, its result, and the number format
    #REF!       an error

All else is text. What the records of a sheet are is said beside it by hand (`Project`), never taken from the
sheet.
"""

import datetime
import re
from dataclasses import dataclass, field
from decimal import Decimal

NUMBER = re.compile(r"#(-?[0-9.]+)(?:\{(.+)\})?$")
DATE = re.compile(r"@(\d{4})-(\d\d)-(\d\d)\{(.+)\}$")
FORMULA = re.compile(r"=([A-Z]+\(.+\)|[A-Z]+\d+[-+*/].+)→(-?[0-9.]+)(?:\{(.+)\})?$")
ERRORS = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"}


@dataclass
class Cell:
    """A cell of a sheet: what it holds, and how many rows and columns it is merged over."""

    shown: str
    number: Decimal | None = None
    date: datetime.date | None = None
    format: str | None = None
    formula: str | None = None
    is_error: bool = False
    # Text and whether it is bold.
    runs: list[tuple[str, bool]] | None = None
    rows: int = 1
    columns: int = 1

    @classmethod
    def read(cls, text):
        text = text.replace("↵", "\n")
        if found := NUMBER.match(text):
            number, code = Decimal(found[1]), found[2]
            return cls(show(number, code), number=number, format=code)
        if found := DATE.match(text):
            date, code = datetime.date(*map(int, found.group(1, 2, 3))), found[4]
            return cls(show_date(date, code), date=date, format=code)
        if found := FORMULA.match(text):
            number, code = Decimal(found[2]), found[3]
            return cls(show(number, code), number=number, format=code, formula=found[1])
        if text in ERRORS:
            return cls(text, is_error=True)
        if "**" in text:
            runs = [(run, index % 2 == 1) for index, run in enumerate(text.split("**")) if run]
            return cls("".join(run for run, _ in runs), runs=runs)
        return cls(text)


def show(number, code):
    """A number as Excel shows it in this format."""
    if code is None:
        return f"{number.normalize():f}"
    percent, grouped = code.endswith("%"), "," in code
    plain = code.strip('%"元万 ').replace("#,##0", "0")
    digits = len(plain.partition(".")[2])
    suffix = code[len(code.rstrip('%"元万 ')):].replace('"', "")
    scaled = number * 100 if percent else number
    return f"{scaled:{',' if grouped else ''}.{digits}f}{suffix}"


def show_date(date, code):
    fields = [("yyyy", f"{date.year}"), ("mm", f"{date.month:02}"), ("dd", f"{date.day:02}")]
    fields += [("m", f"{date.month}"), ("d", f"{date.day}")]
    for name, value in fields:
        code = code.replace(name, value)
    return code.replace('"', "")


class Sheet:
    """A sheet: its cells by row and column (from 0)."""

    def __init__(self, name, text, hidden=False, hidden_rows=()):
        self.name, self.hidden, self.hidden_rows = name, hidden, hidden_rows
        lines = [[cell.strip(" ") for cell in line.split("|")] for line in text.strip("\n").split("\n")]
        self.height, self.width = len(lines), max(map(len, lines))
        for line in lines:
            line += [""] * (self.width - len(line))
        self.cells = {}
        covered = set()
        for row, line in enumerate(lines):
            for column, text in enumerate(line):
                if text in ("<", "^"):
                    continue
                cell = Cell.read(text)
                while column + cell.columns < self.width and line[column + cell.columns] == "<":
                    cell.columns += 1
                while row + cell.rows < self.height and lines[row + cell.rows][column] == "^":
                    cell.rows += 1
                if not text and cell.rows == cell.columns == 1:
                    continue
                self.cells[row, column] = cell
                places = {(r, c) for r in range(row, row + cell.rows) for c in range(column, column + cell.columns)}
                assert not covered & places, (name, row, column)
                covered |= places
        for row, line in enumerate(lines):
            for column, text in enumerate(line):
                assert (text not in ("<", "^")) or (row, column) in covered, (name, row, column, text)

    def merges(self):
        """First row and column, last row and column of the merged areas."""
        for (row, column), cell in sorted(self.cells.items()):
            if cell.rows > 1 or cell.columns > 1:
                yield row, column, row + cell.rows - 1, column + cell.columns - 1

    def lines(self):
        """What is shown, row by row; a merged area shows its text in its first cell."""
        for row in range(self.height):
            cells = [self.cells.get((row, column)) for column in range(self.width)]
            yield [cell.shown if cell else "" for cell in cells]


LEVELS = {
    "数量": ("output", "quantity"),
    "质量": ("output", "quality"),
    "时效": ("output", "time"),
    "成本": ("output", "cost"),
    "经济": ("effect", "economic"),
    "社会": ("effect", "social"),
    "生态": ("effect", "ecological"),
    "可持续": ("effect", "sustainability"),
    "满意": ("satisfaction", "satisfaction"),
    # The sheet has no 二级指标 for it, and what a reader infers is tested elsewhere.
    "产出": ("output", None),
    "效益": ("effect", None),
    "满意度": ("satisfaction", None),
}


@dataclass
class Project:
    """The record of a project, as someone who knows the form reads it.

    `indicators` has a line for each: level, name, target, points, direction (正, 反); `-` for what is not there.
    """

    department: str | None
    name: str | None
    year: int | None
    total: str | None
    fiscal: str | None
    other: str | None
    goal: str | None
    indicators: str
    code: str | None = None

    def record(self, structure):
        return {
            "department": self.department,
            "code": self.code,
            "project": self.name,
            "year": self.year,
            "structure": structure,
            "total": self.total,
            "fiscal": self.fiscal,
            "other": self.other,
            "goal": self.goal and self.goal.replace("↵", "\n"),
            "indicators": [indicator(line) for line in self.indicators.strip().split("\n") if line.strip()],
        }


def indicator(line):
    cells = [cell.strip(" ").replace("↵", "\n") for cell in line.split("|")]
    cells += ["-"] * (5 - len(cells))
    level, name, value, weight, direction = (None if cell == "-" else cell for cell in cells)
    group, dimension = LEVELS[level]
    record = {"group": group}
    if dimension:
        record["dimension"] = dimension
    weight = weight and float(weight)
    direction = direction and {"正": "more", "反": "less"}[direction]
    return record | {"name": name, "value": value, "weight": weight, "direction": direction}


@dataclass
class Variant:
    """A file of one layout, in every format."""

    layout: str
    name: str
    sheets: list[Sheet]
    projects: list[Project] = field(default_factory=list)
    # Whether 成本 is a 一级指标 (2021) or stands under 产出 (2015).
    structure: str = "2015"
    # How a .tsv and an HTML table of this variant are encoded.
    tsv: str = "utf-8"
    html: str = "gb18030"
    # Whether there is a web page in a single file too.
    mht: bool = False
    # In which formats LibreOffice writes the variant too.
    libreoffice: tuple[str, ...] = ()
    # Whether a document has the title lines above its table and the notes below it as paragraphs.
    paragraphs: bool = True

    def has_formulas(self):
        return any(cell.formula for sheet in self.sheets for cell in sheet.cells.values())

    def shown(self):
        return [sheet for sheet in self.sheets if not sheet.hidden]

    def records(self):
        return [project.record(self.structure) for project in self.projects]
