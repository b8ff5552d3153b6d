"""Every error this package raises on purpose, in one small hierarchy.

InsightSynthError
├── UsageError          the call was wrong: an unknown kind, a missing option         → exit 2
├── BadInput            a file, row or setting cannot be used as it is                → exit 1
├── WorkspaceError      the workspace is missing, in use, full or of another version  → exit 1
├── EncoderError        the sentence encoder cannot be loaded                         → exit 1
├── EndpointError       the server that proposes names fails or cannot be reached     → exit 1
└── NotAnalysed         the workspace holds no analysis yet                           → exit 1

A message is one line: what is wrong, where (file, row), and what to do about it.
"""

from __future__ import annotations

__all__ = [
    "BadInput",
    "EncoderError",
    "EndpointError",
    "InsightSynthError",
    "NotAnalysed",
    "UsageError",
    "WorkspaceError",
]


class InsightSynthError(Exception):
    """Base of every deliberate error; ``exit_status`` is what the command line returns for it."""

    exit_status = 1

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        line = f"{where}: {what}" if where else what
        super().__init__(f"{line}. {remedy}" if remedy else line)


class UsageError(InsightSynthError):
    """The call itself was wrong."""

    exit_status = 2


class BadInput(InsightSynthError):
    """A file, a row or a setting cannot be used as it is."""


class WorkspaceError(InsightSynthError):
    """The workspace is missing, in use, out of space or of another version."""


class EncoderError(InsightSynthError):
    """The sentence encoder cannot be loaded."""


class EndpointError(InsightSynthError):
    """The server that proposes names for themes fails, refuses or cannot be reached."""


class NotAnalysed(InsightSynthError):
    """The workspace holds no analysis yet."""
