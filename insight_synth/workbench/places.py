"""The pages there are: where each lies, what it is called and how to go there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FOLDER = "insight_synth/workbench/pages"

Name = Literal[
    "home", "agenda", "themes", "theme", "mentions", "unthemed", "search", "hunches", "effect", "sources", "source",
    "add", "report", "settings",
]  # fmt: skip
Section = Literal["", "found", "delivered", "given"]


@dataclass(frozen=True, slots=True)
class Place:
    """A page; one without a place in the menu is reached from others."""

    name: Name
    icon: str
    section: Section = ""
    in_menu: bool = True

    @property
    def file(self) -> str:
        """The page's script, relative to ``app.py``."""
        return f"{FOLDER}/{self.name}.py"


PLACES = (
    Place("home", ":material/home:"),
    Place("agenda", ":material/checklist:"),
    Place("themes", ":material/category:", "found"),
    Place("theme", ":material/label:", "found", in_menu=False),
    Place("mentions", ":material/format_quote:", "found", in_menu=False),
    Place("unthemed", ":material/label_off:", "found", in_menu=False),
    Place("search", ":material/search:", "found"),
    Place("hunches", ":material/lightbulb:", "found"),
    Place("effect", ":material/monitoring:", "found"),
    Place("sources", ":material/inventory_2:", "delivered"),
    Place("source", ":material/folder_open:", "delivered", in_menu=False),
    Place("add", ":material/upload_file:", "delivered"),
    Place("report", ":material/picture_as_pdf:", "given"),
    Place("settings", ":material/settings:", "given"),
)


def page_file(name: Name) -> str:
    """The script of the page of this name."""
    return next(place.file for place in PLACES if place.name == name)
