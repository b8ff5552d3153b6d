"""What a way out of the workspace passes everything through: texts, and the short fields beside them.

Built once for an export or a report. It takes names of people out too, where a language model is installed.
"""

from __future__ import annotations

from functools import lru_cache

from insight_synth.ingest.privacy.names import FindNames, name_finder
from insight_synth.ingest.privacy.redaction import redact

__all__ = ["Redactor"]

_REMEMBERED = 4_096  # fields that repeat from row to row: file names, products, groups


class Redactor:
    """Marks personal data in what leaves; ``off`` leaves everything as stored, for the workspace's owner alone."""

    def __init__(self, *, off: bool = False, with_names: bool = True) -> None:
        self._off = off
        self._names: FindNames | None = name_finder() if with_names and not off else None
        self._field = lru_cache(_REMEMBERED)(self._looked_at)

    def text(self, text: str, language: str = "") -> str:
        """A whole text of its author, of the same length."""
        return text if self._off or not text else redact(text, language, self._names).text

    def field(self, value: str) -> str:
        """A short field: a file's name, a product, a customer group, a keyword, a reason."""
        return value if self._off or not value else self._field(value)

    def row_id(self, value: str) -> str:
        """The source's own number of a row: as a field, but a bare number of ten digits is no company's.

        One in eleven such numbers passes that checksum by chance; a PESEL or a telephone number is still marked.
        """
        if self._off or not value:
            return value
        spans = redact(value).spans if value.isdecimal() else ()
        return value if [span.kind for span in spans] == ["business number"] else self._field(value)

    def clipped(self, text: str, most: int) -> str:
        """A text that was cut after ``most`` signs: what may be half a number at its end is marked too."""
        shown = self.text(text)
        if self._off or len(text) < most:
            return shown
        cut = max(shown.rfind("\n"), *(shown.rfind(sign) for sign in "\"',;:{}[]"), len(shown) - _TAIL) + 1
        if not any(sign.isdigit() or sign == "@" for sign in shown[cut:]):
            return shown
        return shown[:cut] + "".join("·" if sign.isalnum() or sign in "@+" else sign for sign in shown[cut:])

    def _looked_at(self, value: str) -> str:
        return redact(value).text


_TAIL = 64  # signs that half a number, e-mail or address may fill before a cut
