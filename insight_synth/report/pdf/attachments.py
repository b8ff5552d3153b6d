"""Files inside the PDF: embedded, listed in the name tree and as associated files, the same bytes every time."""

from __future__ import annotations

from typing import Any

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas


def attach(canvas: Canvas, files: dict[str, tuple[str, bytes, str]]) -> None:
    """Embed the files, given as name → (MIME type, content, what it is in words)."""
    document: Any = canvas._doc  # type: ignore[attr-defined]  # the only way to a PDF's name trees
    names, entries = [], []
    for name, (mime, content, words) in sorted(files.items()):
        stream = pdfdoc.PDFStream(
            dictionary=pdfdoc.PDFDictionary({
                "Type": pdfdoc.PDFName("EmbeddedFile"),
                "Subtype": pdfdoc.PDFName(mime.replace("/", "#2F")).replace("#232F", "#2F"),
                "Params": pdfdoc.PDFDictionary({"Size": len(content)}),
            }),
            content=content,
            filters=[pdfdoc.PDFZCompress],
        )  # fmt: skip
        embedded = document.Reference(stream, f"attached:{name}")
        entry = pdfdoc.PDFDictionary({
            "Type": pdfdoc.PDFName("Filespec"),
            "F": pdfdoc.PDFString(name),
            "UF": pdfdoc.PDFString(name),
            "Desc": pdfdoc.PDFString(words),
            "AFRelationship": pdfdoc.PDFName("Data"),
            "EF": pdfdoc.PDFDictionary({"F": embedded}),
        })  # fmt: skip
        entries.append(document.Reference(entry, f"filespec:{name}"))
        names += [pdfdoc.PDFString(name), entries[-1]]
    tree = pdfdoc.PDFDictionary({"Names": pdfdoc.PDFArray(names)})
    catalog = document.Catalog
    catalog.Names = pdfdoc.PDFDictionary({"EmbeddedFiles": tree})
    catalog.__NoDefault__ = [*catalog.__NoDefault__, "AF"]  # reportlab writes no entry that it does not know
    catalog.AF = pdfdoc.PDFArray(entries)
