"""Writes the demo company's sources: ``python tools/demo_company/generate.py [--into FOLDER]``.

The same bytes every time: nothing depends on the clock, the machine or what lay in the folder before.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from behaviour import BEHAVIOUR
from company import SEED, Customer, customers
from drafts import Told, titled, told
from exports import EXPORTS, Delivered, write_aggregator, write_industry_research
from phrases import HERE, Bank, banks
from plan import PLANS, SourcePlan
from truth import EXPECTED, write_truth

SOURCES = HERE.parents[1] / "sources"
_SHARED_CASES = 60


def generate(into: Path) -> None:
    """Replaces every source folder in ``into`` and the three files of the known truth beside them."""
    people, spoken = customers(), banks()
    for source in EXPECTED:
        _empty_folder(into / source, source)
    rows = _all_rows(spoken, people)
    delivered: dict[str, Delivered] = {
        source: export(into / source, rows[source], spoken) for source, export in EXPORTS.items()
    }
    delivered["review-aggregator"] = write_aggregator(
        into / "review-aggregator", rows["reviews"], rows["review-aggregator"]
    )
    delivered["industry-research"] = write_industry_research(into / "industry-research", spoken["en"])
    events = {source: behaviour(into / source, people) for source, behaviour in BEHAVIOUR.items()}
    write_truth(into, delivered, events, spoken)


def _all_rows(spoken: Mapping[str, Bank], people: Sequence[Customer]) -> dict[str, list[Told]]:
    rows = {plan.id: told(plan, spoken, people) for plan in PLANS}
    reviews = next(plan for plan in PLANS if plan.id == "reviews")
    own: SourcePlan = replace(reviews, id="review-aggregator", rows=12, prefix="ag", lowest=0)
    rows[own.id] = told(own, spoken, people)
    rows["complaints-finland"] = titled(rows["complaints-finland"], spoken, "cp1252")
    complaints = [*rows["complaints-finland"], *rows["complaints-poland"]]
    rows["contact-reasons"] = _with_cases(rows["contact-reasons"], complaints)
    return rows


def _with_cases(contacts: Sequence[Told], complaints: Sequence[Told]) -> list[Told]:
    """Some contacts are the calls that became complaints: they carry the complaint's number, customer and day."""
    random = Random(f"{SEED} cases")
    found = list(contacts)
    taken: set[int] = set()
    for complaint in random.sample(complaints, len(complaints)):
        if len(taken) == _SHARED_CASES:
            break
        same = next(
            (
                at for at, contact in enumerate(found)
                if at not in taken and contact.language == complaint.language
                and contact.message.themes and contact.message.themes == complaint.message.themes
                and f"{contact.date:%Y-%m}" == f"{complaint.date:%Y-%m}"
            ),
            None,
        )  # fmt: skip
        if same is not None:
            taken.add(same)
            found[same] = replace(found[same], case=complaint.id, customer=complaint.customer, date=complaint.date)
    return found


def _empty_folder(folder: Path, source: str) -> None:
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    shutil.copyfile(HERE / "descriptions" / f"{source}.toml", folder / "source.toml")


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the demo company's sources.")
    parser.add_argument("--into", type=Path, default=SOURCES, help="the folder to write to (default: sources/)")
    generate(parser.parse_args().into)


if __name__ == "__main__":
    main()
