"""Checks Word files with python-docx and the rules of the standard (openxml-audit), which know nothing of this program.

    check_word.py FORMS.docx FOLDER

FORMS.docx is what `jichi review --format docx` wrote; in FOLDER are annotated copies, as the test `annotated_documents`
leaves them, whose comments quote the cells that they stand on."""

import re
import sys
from pathlib import Path

from docx import Document
from docx.oxml.ns import qn
from openxml_audit import OpenXmlValidator

FILLS = {"FFC9C7", "FFE8B3", "D4E7FA"}


def text_of(element):
    return "".join(node.text or "" for node in element.iter(qn("w:t")))


def squeezed(text):
    return re.sub(r"\s+", "", text)


def check_schema(path):
    """Of the copies, only what is changed in them is this program's."""
    parts = ("document.xml", "comments.xml", "[Content_Types].xml", ".rels")
    errors = [str(error) for error in OpenXmlValidator().validate(str(path)).errors]
    # No program asks for a theme.
    errors = [error for error in errors if any(part in error for part in parts) and "/theme" not in error]
    assert not errors, (path, errors)


def check_forms(path):
    check_schema(path)
    document = Document(path)
    properties = document.core_properties
    assert properties.created is None and properties.modified is None, "invented dates"
    letters = [p for p in document.paragraphs if p.style.style_id == "Addressee"]
    titles = [p for p in document.paragraphs if p.style.style_id == "FormTitle"]
    assert len(document.sections) == len(letters) > 0
    for section in document.sections:
        width, height = section.page_width.mm, section.page_height.mm
        assert (round(width), round(height)) == (210, 297), (width, height)
        assert section.footer.paragraphs[0].text.strip("— ") == "1"
    forms = [table for table in document.tables if table.cell(0, 0).text == "项目名称"]
    assert len(forms) == len(titles) > 0
    for form in forms:
        # Merged cells come once for each column they take; the form has six.
        assert len(form.columns) == 6
        total = next(row for row in form.rows if row.cells[0].text == "合计")
        points = [cell.text for cell in total.cells]
        items = [row for row in form.rows if row.cells[2].text.isdigit() and row.cells[0].text != "合计"]
        assert sum(int(row.cells[2].text) for row in items) == int(points[2])
        assert form.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        for row in items:
            if row.cells[5].text.startswith("待人工审核"):
                assert row.cells[4].text == "", "points that nobody has given"
        assert "审核人：" in form.rows[-1].cells[0].text and "复核人：" in form.rows[-1].cells[2].text
        assert "审核单位（盖章）：" in form.rows[-1].cells[5].text
    return len(letters), len(forms)


def check_copy(path):
    check_schema(path)
    document = Document(path)
    body = document.element.body
    said = {comment.comment_id: comment for comment in document.comments}
    anchors = {}
    opened = {}
    for node in body.iter():
        if node.tag == qn("w:commentRangeStart"):
            opened[node.get(qn("w:id"))] = ""
        elif node.tag == qn("w:commentRangeEnd"):
            number = node.get(qn("w:id"))
            anchors[int(number)] = squeezed(opened.pop(number))
        elif node.tag == qn("w:t"):
            opened = {number: text + (node.text or "") for number, text in opened.items()}
    assert not opened and sorted(anchors) == sorted(said) and said, path
    references = [int(node.get(qn("w:id"))) for node in body.iter(qn("w:commentReference"))]
    assert sorted(references) == sorted(said), path
    for number, comment in said.items():
        assert comment.author == "绩尺" and comment.timestamp is None, path
        for quoted in re.findall(r"问题：(.*)", comment.text):
            assert squeezed(quoted) in anchors[number] or len(quoted) > 200, (path, quoted)
    for reference in body.iter(qn("w:commentReference")):
        cell = next(reference.iterancestors(qn("w:tc")), None)
        if cell is not None:
            assert cell.find(f"{qn('w:tcPr')}/{qn('w:shd')}").get(qn("w:fill")) in FILLS, path
    return len(said)


def main():
    forms, folder = sys.argv[1:]
    letters, count = check_forms(forms)
    print(f"{letters} letters, {count} forms")
    copies = sorted(Path(folder).glob("*.docx"))
    assert copies, "no annotated copies"
    print(f"{len(copies)} copies, {sum(map(check_copy, copies))} comments")


main()
