"""Placeholder."""
from dataclasses import dataclass
@dataclass(frozen=True, slots=True)
class Discrepancy:
    what: str
def discrepancies(): ...
def read_attached(): ...
