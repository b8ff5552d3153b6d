"""The map of themes as an ECharts picture: bubbles that do not cover each other, the largest named beside themselves.

Built from places and counts, in the words given; where themes stand is worked out by ``_theme_map``. It is drawn by
ECharts and not as the other pictures are, as it hides by itself the names that would cover each other at any width.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from insight_synth.model import Theme
from insight_synth.pipeline import Spot
from insight_synth.workbench import charts, views
from insight_synth.workbench.untrusted import one_line
from insight_synth.workbench.wording import Wording

HEIGHT = 640  # pixels
TONES = ("negative", "neutral", "positive", "unknown")
SIGNS: Mapping[str, str] = {"negative": "− ", "neutral": "", "positive": "+ ", "unknown": ""}
ALIKE = 0.2  # cosine of two centres from which on a line joins a theme and the one most like it
_PALE = "#8a949b"
_NARROW = 620  # pixels of width below which the picture stands on end
_LEGEND, _LEGENDS = 44, 72  # pixels a legend of one line takes, and one of two or three
_LETTER, _LINE = 0.55, 15  # an average letter across, of the type's size; pixels of a line down
_AIR = 3
_ROUNDS = 500


@dataclass(frozen=True, slots=True)
class Canvas:
    """What a picture is laid out for: its size and radii in pixels, and whether x and y change places.

    ``name`` is what a name may take across before it is broken, ``type`` how large it is written.
    """

    width: int
    height: int
    largest: float
    smallest: float
    on_end: bool = False
    name: int = 118
    type: int = 12


WIDE = Canvas(800, HEIGHT - 60, 42.0, 7.0)
TALL = Canvas(340, HEIGHT - _LEGENDS - 8, 24.0, 5.0, on_end=True, name=84, type=11)


def tone(theme: Theme) -> str:
    """How people speak of it, as the map colours it."""
    return views.feeling(theme) or "unknown"


def picture(
    spots: Sequence[Spot], themes: Sequence[Theme], chosen: Sequence[str], voices: Mapping[str, int], words: Wording
) -> dict[str, Any]:
    """The option object of the map.

    Args:
        spots: a place for each theme.
        themes: those with a place are drawn.
        chosen: the ids of those that are looked at; the others are drawn pale and without a name.
        voices: of each theme: what the size shows.
        words: the texts.
    """
    known = {theme.id: theme for theme in themes}
    there = [spot for spot in spots if spot.theme_id in known]
    wide, tall = (_layers(there, known, chosen, voices, words, canvas) for canvas in (WIDE, TALL))
    return {
        "animation": False,
        "tooltip": {"trigger": "item", "confine": True},
        "legend": {"data": _legend(known, chosen, words), "top": 0, "left": 0, "itemGap": 16},
        "grid": _grid(_LEGEND),
        "xAxis": _axis(WIDE.width),
        "yAxis": _axis(WIDE.height),
        "series": wide,
        "media": [
            {
                "query": {"maxWidth": _NARROW},
                "option": {
                    "series": tall, "grid": _grid(_LEGENDS), "xAxis": _axis(TALL.width), "yAxis": _axis(TALL.height)
                },
            },
            {
                "option": {
                    "series": wide, "grid": _grid(_LEGEND), "xAxis": _axis(WIDE.width), "yAxis": _axis(WIDE.height)
                }
            },
        ],
    }


def drawn(spots: Sequence[Spot], themes: Sequence[Theme], chosen: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The ids of the themes that each series of the picture draws, in order, by the series' id."""
    known = {theme.id: theme for theme in themes}
    there = [known[spot.theme_id] for spot in spots if spot.theme_id in known]
    looked_at = set(chosen)
    return {name: tuple(theme.id for theme in there if theme.id in looked_at and tone(theme) == name) for name in TONES}


def picked(event: Any, by_series: Mapping[str, Sequence[str]]) -> str:
    """The id of the theme that was clicked; "" for none."""
    selection = getattr(event, "selection", None)
    for group in (selection or {}).get("selected", ()):
        own = by_series.get(str(group.get("series_id") or ""), ())
        for at in group.get("data_indices", ()):
            if at < len(own):
                return str(own[at])
    return ""


@lru_cache(maxsize=64)
def spread(
    places: tuple[tuple[float, float], ...], radii: tuple[float, ...], names: tuple[str, ...], canvas: Canvas
) -> tuple[tuple[float, float], ...]:
    """x and y in pixels: the places stretched over the canvas, moved apart until no bubble covers another or its name.

    Args:
        places: x and y of each, 0…1.
        radii: of each bubble, in pixels.
        names: the name below each, "" for none.
        canvas: what they are laid out on.
    """
    if not len(places):
        return ()
    radius = np.asarray(radii, dtype=np.float64)
    across, below = np.array([_room(name, canvas) for name in names]).T
    half = np.column_stack([np.maximum(radius, across / 2), radius + below / 2]) + _AIR
    lower = np.column_stack([np.zeros(len(radius)), below / 2])  # by how much the middle lies below the bubble's
    low, high = half, np.maximum(np.array([canvas.width, canvas.height]) - half, half)
    home = np.asarray(places, dtype=np.float64)
    home = (home[:, ::-1] if canvas.on_end else home) * (high - low) + low
    at = home.copy()
    first = (np.arange(len(at))[:, None] < np.arange(len(at)))[:, :, None]
    for _ in range(_ROUNDS):
        apart = at[:, None] - at[None, :]
        over = half[:, None] + half[None, :] - np.abs(apart)
        np.fill_diagonal(over[:, :, 0], -1.0)
        both = (over > 0).all(axis=2)
        if not both.any():
            break
        sideways = both & (over[:, :, 0] <= over[:, :, 1])
        side = np.where((apart > 0) | ((apart == 0) & ~first), 1.0, -1.0)
        push = np.where(np.stack([sideways, both & ~sideways], axis=2), over, 0.0) * side
        at = np.clip(at + 0.35 * push.sum(axis=1), low, high)
    return tuple((float(x), float(y)) for x, y in np.round(at + lower, 1))


def _room(name: str, canvas: Canvas) -> tuple[float, float]:
    """The pixels across and down that a name takes, in one line or broken into several."""
    wide = _LETTER * canvas.type * len(name)
    lines = int(-(-wide // canvas.name)) if name else 0
    return min(wide, canvas.name), lines * _LINE


# ---- what is drawn


def _layers(
    spots: Sequence[Spot],
    known: Mapping[str, Theme],
    chosen: Sequence[str],
    voices: Mapping[str, int],
    words: Wording,
    canvas: Canvas,
) -> list[dict[str, Any]]:
    most = max((voices.get(spot.theme_id, 0) for spot in spots), default=1) or 1
    looked_at = set(chosen)
    radii = [max(canvas.smallest, canvas.largest * (voices.get(spot.theme_id, 0) / most) ** 0.5) for spot in spots]
    names = [_name(known[spot.theme_id], words) if spot.theme_id in looked_at else "" for spot in spots]
    places = spread(tuple((spot.x, spot.y) for spot in spots), tuple(radii), tuple(names), canvas)
    where = {spot.theme_id: list(place) for spot, place in zip(spots, places, strict=True)}
    size = {spot.theme_id: round(2 * radius, 1) for spot, radius in zip(spots, radii, strict=True)}
    alike = [spot for spot in spots if spot.likeness >= ALIKE and spot.nearest in where]
    pairs = {tuple(sorted((spot.theme_id, spot.nearest))) for spot in alike}
    layers: list[dict[str, Any]] = [
        {
            "id": "alike", "type": "lines", "coordinateSystem": "cartesian2d", "silent": True, "z": 1,
            "lineStyle": {"color": _PALE, "width": 1, "opacity": 0.55},
            "data": [{"coords": [where[one], where[other]]} for one, other in sorted(pairs)],
        },
        {
            "id": "aside", "type": "scatter", "silent": True, "z": 2,
            "itemStyle": {"color": _PALE, "opacity": 0.25},
            "data": [
                {"value": where[spot.theme_id], "symbolSize": size[spot.theme_id]}
                for spot in spots if spot.theme_id not in looked_at
            ],
        },
    ]  # fmt: skip
    for name in TONES:
        own = [spot for spot in spots if spot.theme_id in looked_at and tone(known[spot.theme_id]) == name]
        data = [_bubble(spot, known, voices, where, size, words, canvas) for spot in own]
        layers.append(_series(name, data, words, canvas))
    hollow = words.text("themes.alone")
    layers.append(
        {"id": "hollow", "name": hollow, "type": "scatter", "data": [], "itemStyle": _ring(_PALE)},
    )
    return layers


def _series(name: str, data: list[dict[str, Any]], words: Wording, canvas: Canvas) -> dict[str, Any]:
    sign = SIGNS[name]
    return {
        "id": name, "name": _tone_name(name, words), "type": "scatter", "z": 3, "data": data,
        "selectedMode": "single", "cursor": "pointer", "itemStyle": {"color": _colour(name), "opacity": 1},
        "dimensions": [
            {"name": "x"}, {"name": "y"}, *({"name": one, "type": "ordinal"} for one in ("told", "near")),
        ],
        "label": {
            "show": True, "position": "bottom", "distance": 3, "formatter": f"{sign}{{b}}", "fontSize": canvas.type,
            "lineHeight": 14,
        },
        "labelLayout": {"hideOverlap": True},
        "emphasis": {"scale": 1.05, "label": {"show": True, "fontWeight": "bold"}},
        "tooltip": {"formatter": "<b>{b}</b><br>{@told}<br>{@near}"},
    }  # fmt: skip


def _bubble(
    spot: Spot,
    known: Mapping[str, Theme],
    voices: Mapping[str, int],
    where: Mapping[str, list[float]],
    size: Mapping[str, float],
    words: Wording,
    canvas: Canvas,
) -> dict[str, Any]:
    theme = known[spot.theme_id]
    told = words.say(
        "themes.map_told", voices=voices.get(theme.id, 0), sources=theme.independent_sources,
        tone=_tone_name(tone(theme), words),
    )  # fmt: skip
    near = known.get(spot.nearest)
    alike = words.say("themes.map_near", theme=one_line(words.theme(near))) if near else ""
    bubble: dict[str, Any] = {
        "name": one_line(words.listed(theme)),
        "value": [*where[theme.id], told, alike],
        "symbolSize": size[theme.id],
    }
    if _room(_name(theme, words), canvas)[1] > _LINE:
        bubble["label"] = {"width": canvas.name, "overflow": "break"}
    if not theme.recurs:
        bubble["itemStyle"] = _ring(_colour(tone(theme)))
    return bubble


def _legend(known: Mapping[str, Theme], chosen: Sequence[str], words: Wording) -> list[dict[str, Any]]:
    there = {tone(known[theme]) for theme in chosen if theme in known}
    entries = [{"name": _tone_name(name, words), "icon": "circle"} for name in TONES if name in there]
    if any(not known[theme].recurs for theme in chosen if theme in known):
        entries.append({"name": words.text("themes.alone"), "icon": "circle"})
    return entries


def _tone_name(name: str, words: Wording) -> str:
    return words.text("themes.tone_unknown") if name == "unknown" else SIGNS[name] + words.text(f"feeling.{name}")


def _name(theme: Theme, words: Wording) -> str:
    """What stands below a bubble."""
    return SIGNS[tone(theme)] + one_line(words.listed(theme))


def _colour(name: str) -> str:
    return charts.FEELING_COLOURS.get(name, _PALE)


def _ring(colour: str) -> dict[str, Any]:
    return {"color": "rgba(127,127,127,0.08)", "borderColor": colour, "borderWidth": 2, "borderType": "dashed"}


def _grid(top: int) -> dict[str, Any]:
    return {"left": 8, "right": 8, "top": top, "bottom": 8}


def _axis(most: int) -> dict[str, Any]:
    return {"type": "value", "min": 0, "max": most, "show": False}
