"""A passage without what addresses rather than says: handles, links and the marks of tags. Keeps the words' order."""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"https?://\S+|www\.\S+|(?<![\w.])@\w+", re.IGNORECASE)
_TAG = re.compile(r"(?<!\w)#(?=\w)")
_SPACES = re.compile(r"\s+")


def bare(text: str) -> str:
    """``text`` as it is encoded: who is addressed says which brand is meant, not what is meant of it.

    A text of addresses only is given back as it is.
    """
    left = _SPACES.sub(" ", _TAG.sub("", _ADDRESS.sub(" ", text))).strip()
    return left if any(letter.isalnum() for letter in left) else text
