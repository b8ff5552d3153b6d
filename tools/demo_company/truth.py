"""Writes down what is true of the generated data: ``truth.toml``, ``truth_rows.csv`` and the README's tables.

What is expected of a source is decided here by hand; everything countable is counted.
"""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from exports import Delivered, Truth
from files import write_csv
from phrases import HERE, LANGUAGES, REGISTERS, Bank
from plan import APP, SINGLE, THEMES


@dataclass(frozen=True, slots=True)
class Expected:
    """The verdicts on a source that a sensible advisor could give, and what is wrong with the source."""

    verdicts: tuple[str, ...]
    defect: str = ""
    copy_of: str = ""
    why: str = ""


EXPECTED: Mapping[str, Expected] = {
    "complaints-finland": Expected(("track", "keep"), why="continuous, large, nearly every theme"),
    "complaints-poland": Expected(("track", "keep"), why="continuous, large, nearly every theme"),
    "staff-opinions": Expected(("keep", "track"), why="only home of shift-rota; two waves a year"),
    "frontline-notes": Expected(("track", "keep"), why="continuous and cheap, in three languages"),
    "account-management": Expected(("keep", "track"), why="only home of invoice-reference; businesses only"),
    "win-loss": Expected(("keep", "fix"), why="few but telling; businesses only"),
    "contact-reasons": Expected(("track",), why="largest, continuous, nearly every theme"),
    "customer-emails": Expected(("track", "keep"), why="continuous, cheap"),
    "brand-survey-2025": Expected(
        ("fix", "retire"), "weights", why="one-off; the weights raise a group that is too large already"
    ),
    "omnibus": Expected(("retire", "fix"), "costly and thin", why="48,000 a year for four answers a quarter"),
    "satisfaction-survey": Expected(("retire", "fix"), "dead", why="nothing since October 2025"),
    "transactions": Expected(("track", "keep"), why="behaviour, continuous, with customers"),
    "sales-figures": Expected(("track", "keep"), why="behaviour, no customers"),
    "loyalty": Expected(("track", "keep"), why="behaviour; shows what followed the change to the app"),
    "returns": Expected(("track", "keep"), why="continuous, cheap, two themes"),
    "reviews": Expected(("track", "keep"), why="continuous, nearly every theme, in three languages"),
    "review-aggregator": Expected(("retire",), "copy", "reviews", "repeats the reviews source"),
    "forum": Expected(("track", "keep"), why="continuous, cheap, Finnish only"),
    "blog": Expected(("keep", "retire"), why="thin and slow, but nearly free"),
    "social": Expected(("retire", "fix"), "noise", why="five sixths say nothing"),
    "industry-research": Expected(("keep", "retire"), why="one-off, made for another question"),
}


def write_truth(
    folder: Path, delivered: Mapping[str, Delivered], events: Mapping[str, int], banks: Mapping[str, Bank]
) -> None:
    """The three files that lie beside the source folders."""
    truths = [truth for source in sorted(delivered) for truth in delivered[source].truths]
    write_csv(
        folder / "truth_rows.csv",
        [
            {
                "source": truth.source, "export": truth.export, "row_id": truth.row_id, "month": truth.month,
                "language": truth.language, "case": truth.case,
                "themes": " ".join(sorted({span.theme for span in truth.spans})),
                "spans": " ".join(f"{span.theme}:{span.start}-{span.end}" for span in truth.spans),
            }
            for truth in truths
        ],
    )  # fmt: skip
    (folder / "truth.toml").write_text(_truth_toml(truths, delivered, events, banks), "utf-8")
    readme = (HERE / "readme.md").read_text("utf-8")
    tables = {
        "sources": _source_table(delivered, events), "themes": _theme_table(truths),
        "defects": "\n".join(
            f"- `{source}`: **{expected.defect}** – {expected.why}."
            for source, expected in sorted(EXPECTED.items()) if expected.defect
        ),
        "verbatims": f"{len(truths):,}", "count": str(len(EXPECTED)), "events": f"{sum(events.values()):,}",
    }  # fmt: skip
    for name, table in tables.items():
        readme = readme.replace(f"<!-- {name} -->", table)
    (folder / "README.md").write_text(readme, "utf-8")


def voices_by_source(theme: str, truths: Sequence[Truth]) -> Counter[str]:
    """Rows that speak of ``theme``, by source."""
    return Counter(truth.source for truth in truths if any(span.theme == theme for span in truth.spans))


def _truth_toml(
    truths: Sequence[Truth], delivered: Mapping[str, Delivered], events: Mapping[str, int], banks: Mapping[str, Bank]
) -> str:
    lines = ["# Written by tools/demo_company/generate.py: what is true of the demo company's data.", ""]
    lines += [
        f"verbatims = {len(truths)}",
        f"events = {sum(events.values())}",
        'first_month = "2024-11"',
        'last_month = "2026-10"',
    ]
    for theme in THEMES:
        found = voices_by_source(theme, truths)
        kind = "late" if theme == APP else "single" if theme in SINGLE else "recurring"
        months = [truth.month for truth in truths if any(span.theme == theme for span in truth.spans)]
        lines += [
            "",
            f"[themes.{theme}]",
            f'kind = "{kind}"',
            f'first_month = "{min(months)}"',
            f"rows = {len(months)}",
        ]
        lines += [f"starts_within_period = {'true' if theme == APP else 'false'}"]
        lines += [f"[themes.{theme}.sources]  # rows that speak of it"]
        lines += [f"{source} = {count}" for source, count in sorted(found.items())]
        lines += [f"[themes.{theme}.examples]"]
        for language in LANGUAGES:
            example = next((sentence for sentence in _sentences(banks[language], theme) if "{" not in sentence), "")
            if example:
                lines.append(f"{language} = {json.dumps(example, ensure_ascii=False)}")
    for source, expected in sorted(EXPECTED.items()):
        found_here = delivered.get(source, Delivered(()))
        rows = len(found_here.truths) + events.get(source, 0)
        lines += [
            "",
            f"[sources.{source}]",
            f"verdicts = {json.dumps(list(expected.verdicts))}",
            f'defect = "{expected.defect}"',
        ]
        lines += [f'copy_of = "{expected.copy_of}"'] if expected.copy_of else []
        lines += [
            f'why = "{expected.why}"', f"rows = {rows + found_here.duplicates + found_here.rejects}",
            f"verbatims = {len(found_here.truths)}", f"events = {events.get(source, 0)}",
            f"duplicates = {found_here.duplicates}", f"rejects = {found_here.rejects}",
        ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _sentences(bank: Bank, theme: str) -> list[str]:
    registers = bank.phrases["themes"].get(theme, {})
    return [sentence for register in REGISTERS for sentence in registers.get(register, ())]


def _source_table(delivered: Mapping[str, Delivered], events: Mapping[str, int]) -> str:
    lines = [
        "| source | kind | format | languages | verbatims | events | duplicates | rejects | cost a year | expected |",
        "|---|---|---|---|--:|--:|--:|--:|--:|---|",
    ]
    for source, expected in sorted(EXPECTED.items()):
        described = tomllib.loads((HERE / "descriptions" / f"{source}.toml").read_text("utf-8"))
        found = delivered.get(source, Delivered(()))
        languages = ", ".join(sorted({truth.language for truth in found.truths})) or "–"
        ending = str(described["exports"][0]).removeprefix("*.")
        lines.append(
            f"| `{source}` | {described['kind']} | {ending} | {languages} | {len(found.truths)} "
            f"| {events.get(source, 0)} | {found.duplicates} | {found.rejects} | {described['cost_per_year']:,} "
            f"| {' or '.join(expected.verdicts)} |"
        )
    return "\n".join(lines)


def _theme_table(truths: Sequence[Truth]) -> str:
    lines = ["| theme | rows | en | fi | pl | sources |", "|---|--:|--:|--:|--:|---|"]
    for theme in THEMES:
        about = [truth for truth in truths if any(span.theme == theme for span in truth.spans)]
        spoken = Counter(truth.language for truth in about)
        found = ", ".join(f"{source} {count}" for source, count in sorted(voices_by_source(theme, truths).items()))
        lines.append(f"| `{theme}` | {len(about)} | {spoken['en']} | {spoken['fi']} | {spoken['pl']} | {found} |")
    return "\n".join(lines)
