"""Personal data in text: found by pattern, proved by checksum where it has one, replaced by a mark that names its kind.

A mark is as long as what it replaces, so that offsets into a text hold in its redacted form too. One module a family of
recognisers; ``redaction`` puts them together. Names of people are found only where a language model is installed.
"""

from insight_synth.ingest.privacy.names import name_finder, named_languages
from insight_synth.ingest.privacy.redaction import KINDS, Redacted, RedactedSpan, redact
from insight_synth.ingest.privacy.redactor import Redactor

__all__ = ["KINDS", "Redacted", "RedactedSpan", "Redactor", "name_finder", "named_languages", "redact"]
