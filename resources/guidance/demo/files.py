"""Small real files for the demo: Word documents, workbooks and plain text."""

import io
import zipfile
from collections.abc import Iterable
from xml.sax.saxutils import escape

from portal.core.listing import write_workbook

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
# A fixed moment inside the archive, so that the same content gives the same file.
STAMP = (2026, 9, 1, 9, 0, 0)


def _style(identity: str, name: str, size: int, bold: str = "") -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{identity}"><w:name w:val="{name}"/>'
        f'<w:pPr><w:spacing w:before="120" w:after="120"/></w:pPr>'
        f'<w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial"/>{bold}<w:sz w:val="{size}"/>'
        '<w:lang w:val="en-GB"/></w:rPr></w:style>'
    )


STYLES = (
    f'<w:styles xmlns:w="{WORD}">{_style("Normal", "Normal", 24)}'
    f"{_style('Heading1', 'heading 1', 36, '<w:b/>')}"
    f"{_style('Heading2', 'heading 2', 28, '<w:b/>')}</w:styles>"
)
PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{TYPES}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{TYPES}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
    ),
    "word/_rels/document.xml.rels": (
        f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    "word/styles.xml": STYLES,
}


def _paragraph(line: str) -> str:
    """`# ` and `## ` start headings; an empty line is room to write in."""
    style = "Normal"
    if line.startswith("## "):
        style, line = "Heading2", line[3:]
    elif line.startswith("# "):
        style, line = "Heading1", line[2:]
    words = f'<w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r>' if line else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{words}</w:p>'


def word(lines: Iterable[str]) -> bytes:
    """A Word document with real headings, so that a screen reader can move through it."""
    body = "".join(_paragraph(line) for line in lines)
    document = f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in {**PARTS, "word/document.xml": document}.items():
            entry = zipfile.ZipInfo(name, STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{xml}')
    return target.getvalue()


def workbook(title: str, rows: Iterable[Iterable[object]]) -> bytes:
    target = io.BytesIO()
    write_workbook([(title, rows)], target)
    return target.getvalue()


def plain(lines: Iterable[str]) -> bytes:
    return ("\r\n".join(lines) + "\r\n").encode()
