"""What workbook and document share: a package whose bytes depend on its content only and that carries the report.

The report's JSON lies in the package as ``insight-synth/report.json``, declared as the Open Packaging Conventions
(ISO/IEC 29500-2) ask: a content type for its ending and a relationship from the package's root.
"""

from __future__ import annotations

import io
import re
import zipfile

CARRIED = "insight-synth/report.json"
"""The part of the package that carries the report."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
_TYPES, _RELATIONSHIPS = "[Content_Types].xml", "_rels/.rels"
_DECLARED = b'<Default Extension="json" ContentType="application/json"/>'
_RELATED = f'<Relationship Id="rIdReport" Type="urn:insight-synth:report" Target="{CARRIED}"/>'.encode()
_DATED = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def sealed(package: bytes, report_json: str) -> bytes:
    """The package with the report in it and every entry dated alike, so that equal reports give equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as held, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as timeless:
        for name in held.namelist():
            data = held.read(name)
            if name == "docProps/core.xml":
                data = _DATED.sub(b"2000-01-01T00:00:00Z", data)
            elif name == _TYPES:
                data = re.sub(rb"(<Types\b[^>]*>)", lambda found: found[1] + _DECLARED, data, count=1)
            elif name == _RELATIONSHIPS:
                data = data.replace(b"</Relationships>", _RELATED + b"</Relationships>")
            timeless.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED)
        timeless.writestr(zipfile.ZipInfo(CARRIED, _EPOCH), report_json.encode("ascii"), zipfile.ZIP_DEFLATED)
    return out.getvalue()
