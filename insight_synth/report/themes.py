"""The sections on themes: one for each that weighs, a table of the rest, and themes against sources."""

from __future__ import annotations

from insight_synth.model import Caveat, Evidence, Theme
from insight_synth.report.actions import action_on
from insight_synth.report.caveats import RANK, caveat_prose, obstacle
from insight_synth.report.document import (
    Block,
    Column,
    Finding,
    Heading,
    Prose,
    Quotes,
    Section,
    SourceBar,
    SourceChart,
    Span,
    Table,
    Text,
    TimeChart,
)  # fmt: skip
from insight_synth.report.figures import lone, recurring
from insight_synth.report.ledger import Ledger
from insight_synth.report.weighed import heard_in, loudest

SHOWN_THEMES = 12
SHOWN_QUOTES = 5
SHOWN_SUB_THEMES = 6
SHOWN_CAVEATS = 2
SHOWN_LONE = 12
_TALL = 12  # sources from which on a theme's chart leaves room for one quotation less
_FEW = 10  # voices in a month below which its share is left out of a chart
_STRAY = 0.01  # share of all voices that may lie outside a chart's months
_ACROSS = 18  # sources side by side in a table of shares


def theme_sections(ledger: Ledger) -> list[Section]:
    """The chapter on themes: tables of those that recur and of those from one source only, then a section a theme."""
    text, found, alone = ledger.catalogue.text, recurring(ledger.snapshot), lone(ledger.snapshot)
    sections = [_overview(ledger, found)]
    if found[SHOWN_THEMES:]:
        blocks: tuple[Block, ...] = (
            Text(ledger.catalogue.say("themes.others_intro")),
            _theme_table(ledger, found[SHOWN_THEMES:]),
        )
        sections.append(Section("themes-other", "themes", text("themes.others"), 2, blocks=blocks))
    opening = Text(ledger.catalogue.say("themes.lone_intro" if alone else "themes.lone_none"))
    table = (_lone_table(ledger, alone[:SHOWN_LONE]),) if alone else ()
    sections.append(Section("themes-lone", "themes", text("themes.lone"), 2, blocks=(opening, *table)))
    return [*sections, *(_theme_section(ledger, theme) for theme in found[:SHOWN_THEMES])]


def matrix_section(ledger: Ledger) -> Section:
    """The share of every source's voices in every theme at the top: a table a handful of sources."""
    text, snapshot = ledger.catalogue.text, ledger.snapshot
    themes = (*recurring(snapshot), *lone(snapshot))
    speaking = [profile.source.id for profile in snapshot.profiles if profile.voices]
    blocks: list[Block] = [Text(ledger.catalogue.say("matrix.intro"))]
    groups = max(1, -(-len(speaking) // _ACROSS))
    size = -(-len(speaking) // groups) if speaking else 0
    for at in range(0, len(speaking), max(size, 1)):
        part = speaking[at : at + size]
        columns = (
            Column(text("themes.col_theme"), 3.4),
            *(Column(ledger.source_name(item), 1.0, "right") for item in part),
        )
        rows = tuple((ledger.theme(theme.id), *(_share(ledger, theme, source) for source in part)) for theme in themes)
        blocks.append(Table(columns, rows, wide=True))
    return Section("matrix", "matrix", text("matrix.title"), blocks=tuple(blocks))


def _overview(ledger: Ledger, found: tuple[Theme, ...]) -> Section:
    blocks: list[Block] = [Text(ledger.catalogue.say("themes.intro"))]
    if found:
        blocks.append(_theme_table(ledger, found[:SHOWN_THEMES]))
    return Section("themes", "themes", ledger.catalogue.text("themes.title"), blocks=tuple(blocks))


def _theme_table(ledger: Ledger, themes: tuple[Theme, ...]) -> Table:
    text = ledger.catalogue.text
    columns = (
        Column(text("themes.col_theme"), 3.4),
        Column(text("themes.col_sources"), 1.7, "right"),
        Column(text("themes.col_voices"), 1.1, "right"),
        *_tone_column(ledger, themes),
        *((Column(text("triangulation.col"), 2.1),) if any(theme.triangulation for theme in themes) else ()),
        Column(text("themes.col_trend"), 1.5),
        Column(text("themes.col_where"), 5.2),
    )
    return Table(columns, tuple(_theme_row(ledger, theme, themes) for theme in themes))


def _tone_column(ledger: Ledger, themes: tuple[Theme, ...]) -> tuple[Column, ...]:
    """A column for the tone, where any was told."""
    told = any(theme.sentiment is not None for theme in themes)
    return (Column(ledger.catalogue.text("themes.col_sentiment"), 1.1, "right"),) if told else ()


def _theme_row(ledger: Ledger, theme: Theme, beside: tuple[Theme, ...]) -> tuple[Prose, ...]:
    key, loud = f"theme:{theme.id}", loudest(theme)
    where = Prose()
    if loud:
        where = (
            ledger.prose(f"{key}/source:{loud.source}/share", "share")
            + Prose((Span(" "),))
            + ledger.source(loud.source)
        )
    return (
        Prose((Span(ledger.theme_name(theme.id), target=f"theme-{theme.id}", strong=True),)),
        ledger.prose(f"{key}/independent_sources"),
        ledger.prose(f"{key}/voices"),
        *((ledger.prose(f"{key}/sentiment", "score"),) if _tone_column(ledger, beside) else ()),
        *((_strength(ledger, theme),) if any(other.triangulation for other in beside) else ()),
        Prose((Span(ledger.catalogue.text(f"trend.{theme.trend}")),)),
        where,
    )


def _strength(ledger: Ledger, theme: Theme) -> Prose:
    strength = theme.triangulation.strength if theme.triangulation else "none"
    return Prose((Span(ledger.catalogue.text(f"triangulation.word_{strength}")),))


def _lone_table(ledger: Ledger, themes: tuple[Theme, ...]) -> Table:
    text = ledger.catalogue.text
    columns = (
        Column(text("themes.col_theme"), 3),
        Column(text("themes.col_where"), 2.6),
        Column(text("themes.col_voices"), 1, "right"),
        Column(text("themes.col_quote"), 5),
    )
    rows = []
    for theme in themes:
        loud = loudest(theme)
        quote = Prose()
        if theme.quotes:
            there = (one for one in theme.quotes if loud and one.source == loud.source)
            number = ledger.cite(next(there, theme.quotes[0]))
            cited = ledger.citations[number - 1]
            quote = Prose((Span(_shortened(cited.text, 160)), Span(" "), Span(f"[{number}]", cite=number)))
        rows.append((
            Prose((Span(ledger.theme_name(theme.id), strong=True),)),
            ledger.source(loud.source) if loud else Prose(),
            ledger.prose(f"theme:{theme.id}/voices"),
            quote,
        ))  # fmt: skip
    return Table(columns, tuple(rows))


def _shortened(text: str, size: int) -> str:
    """The beginning of a quotation, whole words, with an ellipsis where it was cut."""
    line = " ".join(text.split())
    if len(line) <= size:
        return line
    cut = line[: size - 1]
    return f"{cut.rsplit(' ', 1)[0] if ' ' in cut[size // 2 :] else cut} …"


def _theme_section(ledger: Ledger, theme: Theme) -> Section:
    text = ledger.catalogue.text
    many = sum(item.voices > 0 for item in theme.evidence) > _TALL
    quotes = tuple(ledger.cite(quote) for quote in theme.quotes[: SHOWN_QUOTES - many])
    caveats = _beside(ledger, theme)
    blocks: list[Block] = [
        Finding("", _claim(ledger, theme), quotes[:1], caveats, id=f"claim:{theme.id}"),
        action_on(ledger, theme),
    ]
    chart = _source_chart(ledger, theme)
    if chart.rows:
        blocks.append(chart)
    if any(theme.series.voices):
        blocks.append(_time_chart(ledger, theme))
    below = ledger.snapshot.sub_themes(theme.id)[:SHOWN_SUB_THEMES]
    if below:
        blocks.append(_sub_table(ledger, below))
    if quotes:
        blocks += [Heading(text("label.quotes")), Quotes(quotes, id=f"quotes:{theme.id}")]
    return Section(f"theme-{theme.id}", "theme", ledger.theme_name(theme.id), 2, tuple(blocks))


def _claim(ledger: Ledger, theme: Theme) -> Prose:
    say, key = ledger.catalogue.say, f"theme:{theme.id}"
    sentences = [
        say("theme.claim", voices=ledger.figure(f"{key}/voices"), sources=ledger.figure(f"{key}/independent_sources"))
    ]
    loud = loudest(theme)
    if loud:
        shares = {
            name: ledger.figure(f"{key}/source:{loud.source}/{name}", "share") for name in ("share", "low", "high")
        }
        counts = {name: ledger.figure(f"{key}/source:{loud.source}/{name}") for name in ("voices", "of_voices")}
        sentences.append(say("theme.most", where=ledger.source(loud.source), **shares, **counts))
    if borne := _borne_out(ledger, theme):
        sentences.append(borne)
    sentences.append(_direction(ledger, theme))
    if theme.started:
        sentences.append(say("theme.started", started=ledger.figure(f"{key}/started", "month")))
    if theme.ended:
        sentences.append(say("theme.ended", ended=ledger.figure(f"{key}/ended", "month")))
    if theme.sentiment is not None:
        negative = ledger.figure(f"{key}/negative_share", "share")
        sentences.append(say("theme.sentiment", score=ledger.figure(f"{key}/sentiment", "score"), negative=negative))
    whole = sentences[0]
    for sentence in sentences[1:]:
        whole += Prose((Span(" "),)) + sentence
    return whole


def _borne_out(ledger: Ledger, theme: Theme) -> Prose:
    """How well independent sources bear the theme out, and whether they agree in tone; empty where it was not told."""
    found, say = theme.triangulation, ledger.catalogue.say
    if found is None or found.strength == "none":
        return Prose()
    key = f"theme:{theme.id}/triangulation"
    side = "" if found.internal and found.external else "_inside" if found.internal else "_outside"
    message = f"triangulation.{found.strength}{side}"
    whole = say(message, **{name: ledger.figure(f"{key}/{name}") for name in sorted(ledger.catalogue.slots(message))})
    if found.tone is not None:
        whole += Prose((Span(" "),)) + say(f"triangulation.{found.tone}")
    return whole


def _direction(ledger: Ledger, theme: Theme) -> Prose:
    say, key = ledger.catalogue.say, f"theme:{theme.id}"
    recent = ledger.figure(f"{key}/recent_share", "share")
    earlier = ledger.figure(f"{key}/earlier_share", "share")
    if recent.value is None or earlier.value is None or theme.trend == "unclear":
        return say("theme.unclear")
    return say(f"theme.{theme.trend}", recent=recent, earlier=earlier)


def _beside(ledger: Ledger, theme: Theme) -> tuple[Prose, ...]:
    """The gravest caveats on sources the theme stands in, one a kind, and where to read the rest.

    Of equal ones, those on the sources that speak of it most: what is told beside a claim should bear on it.
    """
    say, text = ledger.catalogue.say, ledger.catalogue.text
    heard = {item.source for item in theme.evidence if item.stands}
    compared = next((item for item in ledger.snapshot.comparisons if item.theme_id == theme.id), None)
    told = compared.caveats if compared else ledger.snapshot.caveats
    pairs = [
        caveat for caveat in told if set(caveat.sources) <= heard and caveat.severity != "note" and obstacle(caveat)
    ]
    loud = [item.source for item in heard_in(theme)]

    def weight(caveat: Caveat) -> tuple[int, int, str, tuple[str, ...]]:
        return RANK[caveat.severity], max(map(loud.index, caveat.sources), default=0), caveat.code, caveat.sources

    first: dict[str, Caveat] = {}
    for caveat in sorted(pairs, key=weight):
        first.setdefault(caveat.code, caveat)
    lines = [
        say("beside.line", sources=ledger.sources(caveat.sources), why=caveat_prose(ledger, caveat))
        for caveat in first.values()
    ]
    more = [Prose((Span(text("beside.more"), target="comparability"),))] if pairs else []
    return (*(lines[:SHOWN_CAVEATS] or [say("beside.interval")]), *more)


def _source_chart(ledger: Ledger, theme: Theme) -> SourceChart:
    say, text = ledger.catalogue.say, ledger.catalogue.text
    first = heard_in(theme)
    heard = [*first, *sorted((item for item in theme.evidence if item.voices and item not in first), key=_surely)]
    rows = tuple(_bar(ledger, theme, item) for item in heard)
    loud = loudest(theme)
    alt = ""
    if loud:
        share = ledger.figure(f"theme:{theme.id}/source:{loud.source}/share", "share")
        alt = say("theme.chart_sources_alt", theme=ledger.theme_name(theme.id),
                  where=ledger.source_name(loud.source), share=share).text  # fmt: skip
    return SourceChart(text("theme.chart_sources"), rows, alt, text("theme.weak"))


def _surely(item: Evidence) -> tuple[float, str]:
    return -item.low, item.source


def _bar(ledger: Ledger, theme: Theme, item: Evidence) -> SourceBar:
    key = f"theme:{theme.id}/source:{item.source}"
    share, low, high = (ledger.figure(f"{key}/{name}", "share").id for name in ("share", "low", "high"))
    voices, of_voices = (ledger.figure(f"{key}/{name}").id for name in ("voices", "of_voices"))
    return SourceBar(ledger.source_name(item.source), share, low, high, voices, of_voices, item.stands)


def _time_chart(ledger: Ledger, theme: Theme) -> TimeChart:
    say, text, catalogue = ledger.catalogue.say, ledger.catalogue.text, ledger.catalogue
    months = _told_months(theme)
    heard = dict(zip(theme.series.months, theme.series.of_voices, strict=True))
    shares = tuple(
        ledger.figure(f"theme:{theme.id}/month:{month}/share", "share").id if heard[month] >= _FEW else ""
        for month in months
    )
    alt = say(
        "theme.chart_time_alt",
        theme=ledger.theme_name(theme.id),
        first=catalogue.month(months[0]),
        last=catalogue.month(months[-1]),
    ).text
    began = theme.started if theme.started in months else ""
    return TimeChart(
        title=text("theme.chart_time"),
        months=months,
        shares=shares,
        alt=alt,
        marked=began,
        marked_label=text("theme.began") if began else "",
        labels=tuple(catalogue.short_month(month) for month in months),
    )


def _told_months(theme: Theme) -> tuple[str, ...]:
    """The months of the workspace without the thin beginning and end, where a stray date would stretch the axis."""
    heard, few = theme.series.of_voices, _STRAY * sum(theme.series.of_voices)
    first, last = 0, len(heard)
    while first < last - 1 and sum(heard[: first + 1]) <= few:
        first += 1
    while last - 1 > first and sum(heard[last - 1 :]) <= few:
        last -= 1
    return theme.series.months[first:last]


def _sub_table(ledger: Ledger, themes: tuple[Theme, ...]) -> Table:
    text, tone = ledger.catalogue.text, _tone_column(ledger, themes)
    columns = (Column(text("theme.col_sub"), 4.4), Column(text("themes.col_voices"), 1.2, "right"), *tone)
    rows = []
    for theme in themes:
        row = [Prose((Span(ledger.theme_name(theme.id)),)), ledger.prose(f"theme:{theme.id}/voices")]
        if tone:
            row.append(ledger.prose(f"theme:{theme.id}/sentiment", "score"))
        rows.append(tuple(row))
    return Table(columns, tuple(rows))


def _share(ledger: Ledger, theme: Theme, source_id: str) -> Prose:
    item = next((item for item in theme.evidence if item.source == source_id), None)
    if item is None or not item.voices:
        return Prose((Span("–"),))
    return ledger.prose(f"theme:{theme.id}/source:{source_id}/share", "share", strong=item.stands)
