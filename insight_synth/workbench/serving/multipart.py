"""The one file in the body of an upload (multipart/form-data, RFC 7578), piece by piece; a like body around another.

Keeps nothing of the file; what is done with its pieces is for the caller.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from insight_synth.errors import BadInput

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartParser

__all__ = ["Malformed", "Part"]

_MOST_HEADER_BYTES = 16 * 1024


class Malformed(BadInput):
    """The body is not one file in a form."""


class Part:
    """The only part of a form, which must be a file."""

    def __init__(self, content_type: bytes) -> None:
        from python_multipart.multipart import MultipartParser, parse_options_header

        kind, options = parse_options_header(content_type)
        self._boundary = options.get(b"boundary", b"")
        if kind != b"multipart/form-data" or not self._boundary:
            raise Malformed("The file must come as multipart/form-data.")
        self._head = bytearray()  # its headers as they came
        self._found: list[bytes] = []
        self._parts = 0
        self._ended = False
        self._parser: MultipartParser = MultipartParser(
            self._boundary,
            {
                "on_part_begin": self._begun,
                "on_part_data": self._data,
                "on_header_field": self._header_field,
                "on_header_value": self._header_value,
                "on_header_end": self._header_end,
                "on_end": self._end,
            },
        )
        self._value = False

    def content_of(self, body: bytes) -> bytes:
        """What of the file is in the next piece of the body. Raises Malformed."""
        from python_multipart.exceptions import FormParserError

        self._found = []
        try:
            self._parser.write(body)
        except FormParserError:
            raise Malformed("The upload is not well-formed.") from None
        return b"".join(self._found)

    def finish(self) -> None:
        """Raises Malformed where the body ended before the file did, or held none."""
        if not self._ended or self._parts != 1 or b"filename" not in self._head:
            raise Malformed("The upload does not hold one whole file.")

    def with_content(self, content: bytes) -> bytes:
        """A body like this one, headers of the part and boundary included, with other content."""
        return b"--%b\r\n%b\r\n%b\r\n--%b--\r\n" % (self._boundary, bytes(self._head), content, self._boundary)

    def _begun(self) -> None:
        self._parts += 1
        if self._parts > 1:
            raise Malformed("Send one file in a request.")

    def _data(self, data: bytes, start: int, end: int) -> None:
        self._found.append(data[start:end])

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header(data[start:end])

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        if not self._value:
            self._value = True
            self._header(b": ")
        self._header(data[start:end])

    def _header_end(self) -> None:
        self._value = False
        self._header(b"\r\n")

    def _header(self, piece: bytes) -> None:
        self._head += piece
        if len(self._head) > _MOST_HEADER_BYTES:
            raise Malformed("The name of the file is too long.")

    def _end(self) -> None:
        self._ended = True
