"""One reader a format: from a file to rows of named fields, nothing converted and nothing judged.

``reading`` finds the reader a file's content needs; ``protocol`` says what each of them gives.
"""

from insight_synth.ingest.readers.protocol import Reading
from insight_synth.ingest.readers.reading import read_rows

__all__ = ["Reading", "read_rows"]
