"""The page that the browser loads first, made from Streamlit's own: in the visitor's language, with the workbench's
name, mark, style and scripts, and without what is not ours. Also the page that says that an address leads nowhere.

Everything of the workbench itself is drawn later, by Streamlit.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from insight_synth.errors import InsightSynthError
from insight_synth.report.untrusted import xml
from insight_synth.workbench.serving.languages import LANGUAGES
from insight_synth.workbench.wording import Wording

NAME = "insight_synth"
_SAID = ("stopped", "stopped_about")
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_FILES = {
    "page.js": "insight_synth.workbench.serving",
    "look.js": "insight_synth.workbench.look",
    "look.css": "insight_synth.workbench.look",
    "mark.svg": "insight_synth.workbench.look",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the workbench that pages refer to."""

    content: bytes
    media_type: str
    version: str


@cache
def assets() -> dict[str, Asset]:
    """The workbench's own files by the name they are served under, below ``/own/``."""
    found = {}
    for name, package in _FILES.items():
        content = resources.files(package).joinpath(name.replace("look.", "page.")).read_bytes()
        kind = _TYPES[Path(name).suffix]
        found[name] = Asset(content, kind, hashlib.sha256(content).hexdigest()[:12])
    return found


def index_page(language: str, usual: str) -> str:
    """The first page, in ``language``; ``usual`` is the language where the address asks for none."""
    said = xml(Wording(language).text("serving.no_script"))
    return _template().format(language=language, usual=usual, no_script=said, texts=_texts_of_the_page())


def no_such_page(language: str) -> str:
    """The page at an address that leads nowhere."""
    texts = Wording(language)
    title, about, home = (xml(texts.text(f"serving.{key}")) for key in ("nowhere", "nowhere_about", "go_home"))
    return _PLAIN.format(language=language, title=title, about=about, home=home, mark=_link("mark.svg"))


_PLAIN = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="shortcut icon" href="{mark}">
<title>{title} · insight_synth</title>
<style>
:root {{ color-scheme: light dark }}
body {{ margin: 12vh auto; max-width: 36rem; padding: 0 1.5rem; font: 1.05rem/1.6 "Source Sans", system-ui, sans-serif;
  color: light-dark(#1d252b, #e6ecef); background: light-dark(#ffffff, #12181c) }}
h1 {{ font: 300 2.1rem/1.15 "Source Sans", system-ui, sans-serif; color: light-dark(#0b5d69, #7accd8) }}
a {{ color: light-dark(#0b5d69, #7accd8) }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{about}</p>
<p><a href="/">{home}</a></p>
</main>
</body>
</html>
"""


@cache
def _texts_of_the_page() -> str:
    """What page.js says itself, in every language, as an attribute's value."""
    said = {language: {key: Wording(language).text(f"serving.{key}") for key in _SAID} for language in LANGUAGES}
    return xml(json.dumps(said, ensure_ascii=False))


def _link(name: str) -> str:
    return f"/own/{name}?v={assets()[name].version}"


@cache
def _template() -> str:
    import streamlit

    text = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    text = text.replace("{", "{{").replace("}", "}}").replace('"./', '"/')
    head = (
        '<meta name="texts" content="{texts}" />\n    '
        f'<script src="{_link("page.js")}"></script>\n    '
        f'<link rel="stylesheet" href="{_link("look.css")}" />\n    '
        f'<script src="{_link("look.js")}" defer></script>'
    )
    for pattern, replacement in (
        (r"<html[^>]*>", '<html lang="{language}" data-usual-language="{usual}">'),
        (r'<meta charset="UTF-8" />', f'<meta charset="UTF-8" />\n    {head}'),
        (r'<link rel="shortcut icon"[^>]*>', f'<link rel="shortcut icon" href="{_link("mark.svg")}" />'),
        (r"<title>[^<]*</title>", f"<title>{NAME}</title>"),
        (r"<!--\s*Machine-readable pointer.*?-->\s*<link rel=\"service-desc\"[^>]*>", ""),  # it is not served
        (r"<!-- initialize window\.prerenderReady.*?-->\s*<script>.*?</script>", ""),  # no script lies in a page
        (r"<noscript>.*?</noscript>", "<noscript><p>{no_script}</p></noscript>"),
    ):
        found = re.findall(pattern, text, flags=re.DOTALL)
        if len(found) != 1:
            remedy = "Install the versions of requirements.lock."
            raise InsightSynthError("Streamlit's first page is not as expected", where=pattern, remedy=remedy)
        text = text.replace(found[0], replacement)
    return text
