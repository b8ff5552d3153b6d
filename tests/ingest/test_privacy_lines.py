"""The recognisers held to their floors on labelled lines, on traps and on ordinary sentences."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("privacy_benchmark", ROOT / "benchmarks" / "privacy.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_there_are_at_least_300_lines_in_three_languages(benchmark: ModuleType) -> None:
    lines = benchmark.labelled_lines()
    assert len(lines) >= 300
    assert {line.language for line in lines} == {"en", "fi", "pl"}
    assert all(line.spans for line in lines)


@pytest.mark.parametrize("language", ["fi", "pl", "en"])
@pytest.mark.parametrize("kind", ["IBAN", "card", "identity number", "business number"])
def test_what_has_a_checksum_is_found_in_every_language(benchmark: ModuleType, kind: str, language: str) -> None:
    right, missed, wrong = benchmark.measured(benchmark.labelled_lines(), benchmark.found_in)[kind, language]
    assert right + missed >= 10
    assert right / (right + missed) >= 0.98
    assert right / (right + wrong) >= 0.98


@pytest.mark.parametrize("kind", ["e-mail", "phone", "handle", "address"])
def test_what_has_none_is_found_nearly_always(benchmark: ModuleType, kind: str) -> None:
    counts = benchmark.measured(benchmark.labelled_lines(), benchmark.found_in)
    by_language = [counts[kind, language] for language in ("fi", "pl", "en")]
    right, missed, wrong = (sum(column) for column in zip(*by_language, strict=True))
    assert right / (right + missed) >= 0.95
    assert right / (right + wrong) >= 0.98


def test_of_a_thousand_sentences_without_personal_data_at_most_one_is_marked(benchmark: ModuleType) -> None:
    traps = [sentence for _, sentence in benchmark.trap_sentences()]
    assert len(traps) >= 200
    assert [sentence for sentence in traps if benchmark.found_in(sentence)] == []
    # The demo's texts do hold personal data: e-mails at example domains, made-up telephones and identity numbers.
    told = ("@example.", "000", "HETU", "hetu", "PESEL", "henkilötunnu", "@")
    ordinary = [sentence for sentence in benchmark.demo_sentences() if not any(word in sentence for word in told)]
    assert len(ordinary) >= 5_000
    alarms = [sentence for sentence in ordinary if benchmark.found_in(sentence)]
    assert len(alarms) <= (len(ordinary) + len(traps)) // 1_000
