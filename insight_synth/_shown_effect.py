"""What the command ``effect`` prints. Figures are rounded here; what they are is computed in ``tracking``."""

from __future__ import annotations

from collections.abc import Sequence

from insight_synth._terminal import printable, shortened, table, width_of_terminal
from insight_synth.model.effect import Beside, ChangePoint, ChartPoint, Effect, Indicator

_BARS = "▁▂▃▄▅▆▇█"
_SIGNALS = {
    "beyond": "beyond the limits", "run": "eight in a row on one side", "trend": "six in a row one way",
    "two-of-three": "two of three near a limit",
}  # fmt: skip


def print_followed(made: Indicator) -> None:
    """What is followed from now on."""
    print(printable(f"Following {_called(made)} as {made.id}. See `insight-synth effect show {made.id}`."))


def print_dropped(indicator: Indicator, *, undone: bool) -> None:
    """What is followed no more, or again."""
    print(printable(f"{_called(indicator)} ({indicator.id}) is followed {'again' if undone else 'no more'}."))


def print_indicators(found: Sequence[Indicator], effects: Sequence[Effect]) -> None:
    """What is followed, a row each."""
    if not found:
        print("Nothing is followed yet. Begin with `insight-synth effect follow --theme ID`.")
        return
    by_id = {effect.indicator.id: effect for effect in effects}
    room = width_of_terminal()
    rows = []
    for indicator in found:
        effect = by_id.get(indicator.id)
        rows.append(
            [
                indicator.id,
                shortened(_called(effect.indicator if effect else indicator), room - 66),
                f"{indicator.action or 'action'} {indicator.on}" if indicator.on else "",
                _course(effect.chart.points)[-24:] if effect else "its theme is no more",
                _newest(effect) if effect else "",
            ]
        )
    print(table(["id", "what", "action", "months", "newest"], rows))


def print_effect(effect: Effect) -> None:
    """One indicator in full."""
    room = width_of_terminal()
    print(printable(f"{_called(effect.indicator)} ({effect.indicator.id}), data up to {effect.now}"))
    if effect.indicator.on:
        print(printable(f"Action: {effect.indicator.action or '(not named)'}, on {effect.indicator.on}"))
    print(printable(f"Counted in: {', '.join(effect.sources) or 'no source'}"))
    for out in effect.left_out:
        print(f"  left out: {shortened(f'{out.source}. {out.text}', room - 12)}")
    print()
    _print_chart(effect)
    _print_changes(effect)
    _print_before_after(effect)
    _print_behaviour(effect)
    _print_early(effect)
    for caveat in effect.caveats:
        print(f"! {shortened(caveat.text, room - 2)}")


def _print_chart(effect: Effect) -> None:
    chart = effect.chart
    if not any(point.value is not None for point in chart.points):
        return
    rows = []
    for point, bar in zip(chart.points, _course(chart.points), strict=True):
        if point.value is None or point.low is None or point.high is None:
            rows.append([point.month, "", "", "no data", "", "", ""])
            continue
        told = [signal for signal in point.signals if signal == "beyond" or "beyond" not in point.signals]
        notes = [_SIGNALS[signal] for signal in told] + ([] if point.complete else ["month not over"])
        action = ["action"] if effect.indicator.on[:7] == point.month else []
        rows.append(
            [
                point.month, f"{point.count:,}", _units(effect, point.of), _level(effect, point.value),
                f"{_level(effect, point.low)}–{_level(effect, point.high)}", bar, ", ".join(action + notes),
            ]
        )  # fmt: skip
    of = "voices" if chart.kind == "p" else effect.indicator.per or "months"
    head = ["month", "count", f"of {of}", "level", "limits", "", "note"]
    print(table(head, rows, right=(1, 2, 3, 4)))
    print(f"Centre {_level(effect, chart.centre)}, from {chart.first} to {chart.last}.\n")


def _print_changes(effect: Effect) -> None:
    if not effect.changes:
        print("No change beyond chance.\n")
        return
    for change in effect.changes:
        print(f"Change: {_change(effect, change)}")
    print()


def _change(effect: Effect, change: ChangePoint) -> str:
    levels = f"{_level(effect, change.before)} → {_level(effect, change.after)}"
    if change.kind == "step":
        return f"{change.day} (95 %: {change.first_day} to {change.last_day}), to stay: {levels}"
    if change.kind == "spike":
        return f"{change.month}, that month alone: {levels}"
    if change.kind == "drift":
        return f"from {change.earliest} to {change.latest}, little by little: {levels}"
    return f"every year, most in month {change.month[5:7]}: {levels}"


def _print_before_after(effect: Effect) -> None:
    found = effect.before_after
    if found is None:
        return
    interval = (
        f"{_signed(effect, found.difference)} (95 %: {_signed(effect, found.low)} to {_signed(effect, found.high)})"
    )
    said = "a change beyond chance" if found.moved else "no change beyond chance"
    print(
        f"Before {found.on}: {_level(effect, found.before)}. Since: {_level(effect, found.after)}. {interval}: {said}."
    )
    if effect.control is not None and effect.beyond_control is not None:
        other = effect.control
        print(f"Other groups: {_level(effect, other.before)} → {_level(effect, other.after)}.", end=" ")
        difference, low, high = (_signed(effect, value) for value in effect.beyond_control)
        print(f"Beyond theirs: {difference} (95 %: {low} to {high}).")
    print()


def _print_behaviour(effect: Effect) -> None:
    if not effect.behaviour:
        return
    print(f"What the same customers do, before and since {effect.behaviour_on}:")
    rows = [
        [
            shortened(row.event, 30), "a month" if row.measure == "rate" else "value",
            f"{row.customers:,}", _pair(row.before, row.after, row.measure),
            f"{row.others:,}", _pair(row.others_before, row.others_after, row.measure), _more(row),
        ]
        for row in effect.behaviour
    ]  # fmt: skip
    head = ["event", "per", "spoke of it", "before → since", "others", "before → since", "changed more by (95 %)"]
    print(table(head, rows, right=(2, 4)), end="\n\n")


def _print_early(effect: Effect) -> None:
    out = [sign for sign in effect.weeks if sign.out]
    if effect.weeks and effect.weeks[-1].out:
        way = "above" if effect.weeks[-1].smoothed > 0 else "below"
        print(f"Early sign: since the week to {out[0].week} it runs {way} its level.\n")


def _course(points: Sequence[ChartPoint]) -> str:
    """A bar a month, a dot where there are no data."""
    values = [point.value for point in points if point.value is not None]
    top = max(values, default=0.0) or 1.0
    return "".join(
        "·" if p.value is None else _BARS[min(len(_BARS) - 1, int(p.value / top * (len(_BARS) - 1) + 0.5))]
        for p in points
    )


def _newest(effect: Effect) -> str:
    point = next((point for point in reversed(effect.chart.points) if point.value is not None), None)
    if point is None or point.value is None:
        return "nothing to count"
    steps = [change.month for change in effect.changes if change.kind == "step"]
    changed = f", changed {steps[-1]}" if steps else ""
    return f"{point.month}: {_level(effect, point.value)}{changed}"


def _called(indicator: Indicator) -> str:
    name = f"“{indicator.name}”" if indicator.kind == "theme" else f"event “{indicator.name}”"
    return f"{name} of {indicator.group}" if indicator.group else name


def _level(effect: Effect, value: float) -> str:
    return f"{100 * value:.1f} %" if effect.chart.kind == "p" else f"{value:,.2f}"


def _signed(effect: Effect, value: float) -> str:
    return f"{100 * value:+.1f} points" if effect.chart.kind == "p" else f"{value:+,.2f}"


def _units(effect: Effect, of: float) -> str:
    return f"{of:,.0f}" if effect.chart.kind == "p" or effect.indicator.per else f"{of:.2f}"


def _pair(before: float | None, after: float | None, measure: str) -> str:
    digits = 3 if measure == "rate" else 2
    return "" if before is None or after is None else f"{before:,.{digits}f} → {after:,.{digits}f}"


def _more(row: Beside) -> str:
    if row.difference is None or row.difference_low is None or row.difference_high is None:
        return ""
    digits = 3 if row.measure == "rate" else 2
    low, high = f"{row.difference_low:+,.{digits}f}", f"{row.difference_high:+,.{digits}f}"
    return f"{row.difference:+,.{digits}f} ({low} … {high})"
