"""Files inside the PDF: embedded, listed in the name tree, the same bytes every time."""

from __future__ import annotations

from typing import Any

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas


def attach(canvas: Canvas, files: dict[str, tuple[str, bytes]]) -> None:
    """Embed the files, given as name → (MIME type, content)."""
    document: Any = canvas._doc  # type: ignore[attr-defined]  # the only way to a PDF's name trees
    names = []
    for name, (mime, content) in sorted(files.items()):
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
            "AFRelationship": pdfdoc.PDFName("Data"),
            "EF": pdfdoc.PDFDictionary({"F": embedded}),
        })  # fmt: skip
        names += [pdfdoc.PDFString(name), document.Reference(entry, f"filespec:{name}")]
    tree = pdfdoc.PDFDictionary({"Names": pdfdoc.PDFArray(names)})
    document.Catalog.Names = pdfdoc.PDFDictionary({"EmbeddedFiles": tree})
