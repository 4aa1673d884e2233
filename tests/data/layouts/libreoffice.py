"""What LibreOffice writes: .xls of sheets with formulas, since xlwt leaves their results out, and second files of
some variants, since its files differ from those of libraries."""

import shutil
import subprocess
import tempfile
from pathlib import Path

FILTERS = {
    "xlsx": "xlsx:Calc MS Excel 2007 XML",
    "xls": "xls:MS Excel 97",
    "ods": "ods",
    "html.xls": "html:HTML (StarCalc)",
}


def program():
    return shutil.which("soffice")


def endings(variant):
    """The endings of a variant's files that LibreOffice writes, and the formats they have."""
    endings = {f"libreoffice.{format}": format for format in variant.libreoffice}
    return endings | ({"xls": "xls"} if variant.has_formulas() else {})


def write(variants, base):
    """Writes its files of all variants; `base` gives the path of a variant's files, without ending."""
    with tempfile.TemporaryDirectory() as folder:
        for format in FILTERS:
            wanted = [(v, ending) for v in variants for ending, kind in endings(v).items() if kind == format]
            if wanted:
                convert(format, wanted, base, Path(folder))


def convert(format, wanted, base, folder):
    copies, target = folder / f"{format}-from", folder / f"{format}-to"
    copies.mkdir()
    for variant, _ in wanted:
        shutil.copy(base(variant, "xlsx"), copies / f"{variant.layout}+{variant.name}.xlsx")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program(), profile, "--headless", "--convert-to", FILTERS[format], "--outdir", target]
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([*command, *sorted(copies.iterdir())], check=True, **silent)
    made = FILTERS[format].partition(":")[0]
    for variant, ending in wanted:
        shutil.copy(target / f"{variant.layout}+{variant.name}.{made}", base(variant, ending))
