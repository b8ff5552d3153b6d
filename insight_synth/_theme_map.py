"""Themes as a picture: a place on a plane for each top theme, near those that are spoken of in similar words.

Part of ``pipeline``. Made from the themes' centres that an analysis keeps, without reading a passage. Only distances
mean something: the axes do not. How large a theme is drawn, and how bubbles give way to each other, is the picture's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from threadpoolctl import threadpool_limits

from insight_synth import themes
from insight_synth._theme_state import NAME, ThemeState
from insight_synth.store import Workspace, analyses, decisions, model_state

if TYPE_CHECKING:
    import numpy.typing as npt
    from sqlalchemy import Connection

    from insight_synth.themes.neighbours import Vectors

    Plane = npt.NDArray[np.float64]

__all__ = ["Spot", "places", "theme_map"]

_NEIGHBOURS = 5  # that each theme is to keep: the perplexity of t-SNE
_FEWEST = 8  # themes below which classical scaling says it all


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a theme stands: ``x`` and ``y`` 0…1; ``nearest`` the theme most like it, by the cosine ``likeness``."""

    theme_id: str
    x: float
    y: float
    nearest: str = ""
    likeness: float = 0.0


def theme_map(ws: Workspace) -> tuple[Spot, ...]:
    """A place for each top theme of the newest analysis, sorted by id.

    Those whose centre the workspace does not keep have none; where it keeps none at all, as after an analysis by an
    older version, there is no map.
    """
    with ws.read() as connection:
        tops = sorted(theme for theme, above in analyses.parents(connection).items() if not above)
        centres = _centres(connection)
    there = [theme for theme in tops if theme in centres]
    return places(there, np.array([centres[theme] for theme in there], dtype=np.float64))


def places(ids: list[str], centres: Plane) -> tuple[Spot, ...]:
    """A place for each theme, by their set alone: the order they come in does not show.

    Classical scaling (Torgerson 1952) of the cosine distances, and from there t-SNE (van der Maaten and Hinton 2008,
    exact): of the ways tried on real themes it is the one that keeps each theme beside the one most like it.

    Args:
        ids: n theme ids.
        centres: (n, d) unit rows.
    """
    order = sorted(range(len(ids)), key=lambda at: ids[at])
    if len(order) < 2:
        return tuple(Spot(ids[at], 0.5, 0.5) for at in order)
    rows = np.asarray(centres, dtype=np.float64)[order]
    with threadpool_limits(1, "blas"):  # sums in several threads end otherwise in their last bits
        likeness = np.round(rows @ rows.T, 6)
        distances = np.maximum(1.0 - likeness, 0.0)
        np.fill_diagonal(distances, 0.0)
        plane = _turned(_neighbourly(distances, _scaled(distances)))
    low, spread = plane.min(axis=0), np.ptp(plane, axis=0)
    plane = np.where(spread > 1e-9, (plane - low) / np.maximum(spread, 1e-9), 0.5)
    np.fill_diagonal(likeness, -2.0)
    nearest = likeness.argmax(axis=1)
    return tuple(
        Spot(
            ids[at],
            round(float(plane[row, 0]), 3),
            round(float(plane[row, 1]), 3),
            ids[order[int(nearest[row])]],
            round(float(likeness[row, nearest[row]]), 4),
        )
        for row, at in enumerate(order)
    )


# ---- the plane


def _scaled(distances: Plane) -> Plane:
    """(n, 2) classical scaling: the two widest directions of the doubly centred squared distances."""
    squared = distances**2
    inner = -0.5 * (squared - squared.mean(axis=0) - squared.mean(axis=1)[:, None] + squared.mean())
    values, directions = np.linalg.eigh(inner)
    return _signed(directions[:, ::-1][:, :2] * np.sqrt(np.maximum(values[::-1][:2], 0.0)))


def _neighbourly(distances: Plane, plane: Plane) -> Plane:
    """(n, 2) the plane after t-SNE, which starts from it; as it was where the themes are too few to have neighbours."""
    if len(plane) < _FEWEST:
        return plane
    from sklearn.manifold import TSNE

    start = plane / max(float(plane[:, 0].std()), 1e-12) * 1e-4
    model = TSNE(2, perplexity=_NEIGHBOURS, metric="precomputed", init=start, method="exact", random_state=0)
    return np.asarray(model.fit_transform(distances), dtype=np.float64)


def _turned(plane: Plane) -> Plane:
    """(n, 2) turned so that the widest direction lies along x, each axis with its sign fixed."""
    plane = plane - plane.mean(axis=0)
    _, directions = np.linalg.eigh(plane.T @ plane)
    return _signed(plane @ directions[:, ::-1])


def _signed(plane: Plane) -> Plane:
    """The plane with each axis turned so that what lies farthest out on it is positive."""
    farthest = np.round(np.abs(plane), 6).argmax(axis=0)
    signs = np.sign(plane[farthest, np.arange(plane.shape[1])])
    return np.asarray(plane * np.where(signs == 0, 1.0, signs))


# ---- the centres


def _centres(connection: Connection) -> dict[str, Vectors]:
    """The centre of each theme as decisions left it, unit rows of the space themes are found in, as far as it is kept.

    A theme that others were merged into lies between them, by their mentions; the parts of a split, and a pinned theme
    that was brought back, lie where the decision keeps them.
    """
    state = ThemeState.from_bytes(model_state.state(connection, NAME))
    if state is None:
        return {}
    made = decisions.in_force(connection)
    found: dict[str, Vectors] = {}
    for part in (part for one in made for part in one.parts):
        vector = themes.Part(part.theme_id, part.centre, part.threshold).vector
        if vector.shape == state.known.flattening.mean.shape:
            found[part.theme_id] = state.known.flattening(vector[None, :])[0]
    found |= dict(zip(state.ids, state.known.centres, strict=True))
    own = np.bincount(state.labels[state.labels >= 0], minlength=len(state.ids))
    sizes = {theme: int(own[at] + own[state.known.parents == at].sum()) for at, theme in enumerate(state.ids)}
    merges = {one.theme_id: one.into for one in made if one.kind == "merge"}
    for theme in sorted(merges):
        if theme not in found:
            continue
        into = _end_of(merges, theme)
        weight = {one: max(sizes.get(one, 0), 1) for one in (theme, into)}
        whole = weight[theme] * found[theme] + (weight[into] * found[into] if into in found else 0.0)
        found[into] = (whole / max(float(np.linalg.norm(whole)), 1e-12)).astype(np.float32)
        sizes[into] = sizes.get(into, 0) + sizes.get(theme, 0)
    return found


def _end_of(merges: Mapping[str, str], theme: str) -> str:
    """The theme that this one counts as after all merges."""
    seen = {theme}
    while (into := merges.get(theme, "")) and into not in seen:
        seen.add(into)
        theme = into
    return theme
