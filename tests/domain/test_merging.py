"""Bringing statements of one link together (docs/decisions/loading.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from domain.merging import LinkHistory, LinkValues, LinkVersion, Verdict
from domain.time import NEVER

Row = tuple[LinkValues, str | None]
Said = frozenset[tuple[LinkValues, frozenset[str]]]

DAYS = [date(2015, 1, 1), date(2018, 1, 1), date(2019, 1, 1)]
values = st.builds(
    LinkValues,
    share=st.sampled_from([None, "55", "44"]),
    since=st.sampled_from([None, *DAYS[:2]]),
    until=st.sampled_from([None, *DAYS[1:]]),
    position=st.sampled_from([None, "董事", "董事长"]),
).filter(LinkValues.has_order)
rows = st.tuples(values, st.sampled_from([None, "r1", "r2", "r3", "r4"]))


class Graph:
    """The versions of one link as a database holds them, changed in batches at rising times."""

    def __init__(self) -> None:
        self.versions: list[LinkVersion] = []
        self._ids = count(1)
        self.at = 0

    def batch(self, statements: Sequence[Row]) -> list[Verdict]:
        """Merges a batch and stores its net result, as the writer does."""
        history = self.open()
        verdicts = [history.merge(*row)[0] for row in statements]
        self.store(history)
        return verdicts

    def open(self) -> LinkHistory:
        self.at += 1
        stored = [
            LinkVersion(v.id, v.values, v.records, v.recorded_at, v.superseded_at, v.supersedes) for v in self.versions
        ]
        return LinkHistory(stored, self.at, lambda: f"{next(self._ids):06}")

    def store(self, history: LinkHistory) -> None:
        for version in self.versions:
            if version.id in history.superseded:
                version.superseded_at = self.at
            version.records = (*version.records, *history.added.get(version.id, ()))
        self.versions += [version for version in history.versions if version.fresh]
        for version in self.versions:
            version.fresh = False

    def said(self, *, current: bool = True) -> Said:
        return frozenset(
            (v.values, frozenset(v.records)) for v in self.versions if (v.superseded_at == NEVER) is current
        )


def loaded(*batches: Sequence[Row]) -> Graph:
    graph = Graph()
    for batch in batches:
        graph.batch(batch)
    return graph


def _agree(statements: Sequence[Row]) -> bool:
    return all(one.agrees(other) for one, _ in statements for other, _ in statements)


@given(st.lists(rows, max_size=6).filter(_agree), st.randoms(use_true_random=False))
def test_agreeing_records_are_one_link_in_whatever_order(statements: list[Row], random: Callable[..., object]) -> None:
    shuffled = list(statements)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = loaded(statements), loaded(shuffled)
    assert one.said() == other.said()
    assert len(one.said()) == min(len(statements), 1)
    assert {record for _, records in one.said() for record in records} == {r for _, r in statements if r is not None}


@given(st.lists(rows, max_size=8), st.data())
def test_loading_again_changes_nothing_however_the_file_is_cut(statements: list[Row], data: st.DataObject) -> None:
    graph = loaded(*_cut(statements, data))
    before = [(v.id, v.values, v.records, v.superseded_at) for v in graph.versions]
    for batch in _cut(statements, data):
        assert graph.batch(batch) == [Verdict.UNCHANGED] * len(batch)
    assert [(v.id, v.values, v.records, v.superseded_at) for v in graph.versions] == before


@given(st.lists(rows, max_size=8), st.data())
def test_what_holds_does_not_depend_on_how_the_file_is_cut(statements: list[Row], data: st.DataObject) -> None:
    assert loaded(*_cut(statements, data)).said() == loaded(statements).said()


@given(st.lists(rows, min_size=1, max_size=6), st.data())
def test_loading_again_after_a_correction_never_undoes_it(statements: list[Row], data: st.DataObject) -> None:
    graph = loaded(*_cut(statements, data))
    for _ in range(data.draw(st.integers(1, 2))):
        history = graph.open()
        current = [version for version in history.versions if version.current]
        if not current:
            break
        wrong = data.draw(st.sampled_from(current))
        history.replace(wrong, data.draw(st.none() | values))
        graph.store(history)
    before = graph.said()
    for batch in _cut(statements, data):
        assert graph.batch(batch) == [Verdict.UNCHANGED] * len(batch)
    assert graph.said() == before


@given(st.lists(rows, max_size=8), st.data())
def test_every_statement_stands_in_some_version_and_no_record_is_lost(
    statements: list[Row], data: st.DataObject
) -> None:
    graph = loaded(*_cut(statements, data))
    for said, record in statements:
        assert any(
            all(a is None or a == b for a, b in zip(said, version.values, strict=True))
            and (record is None or record in version.records)
            for version in graph.versions
            if version.current
        )


def _cut(statements: list[Row], data: st.DataObject) -> Iterator[list[Row]]:
    """The statements in batches."""
    at = 0
    while at < len(statements):
        size = data.draw(st.integers(1, len(statements) - at))
        yield statements[at : at + size]
        at += size


def test_a_missing_value_is_filled_by_a_new_version() -> None:
    graph = loaded([(LinkValues(), "r1")], [(LinkValues("55"), "r2")])
    assert graph.said() == {(LinkValues("55"), frozenset({"r1", "r2"}))}
    assert graph.said(current=False) == {(LinkValues(), frozenset({"r1"}))}
    old, new = graph.versions
    assert (new.supersedes, old.superseded_at, new.recorded_at) == (old.id, 2, 2)


def test_records_that_disagree_are_links_of_their_own() -> None:
    graph = loaded([(LinkValues("55"), "r1"), (LinkValues("44"), "r2"), (LinkValues("55"), "r3")])
    assert graph.said() == {
        (LinkValues("55"), frozenset({"r1", "r3"})),
        (LinkValues("44"), frozenset({"r2"})),
    }


def test_since_and_until_that_cannot_be_one_period_disagree() -> None:
    graph = loaded([(LinkValues(since=DAYS[1]), "r1"), (LinkValues(until=DAYS[0]), "r2")])
    assert len(graph.said()) == 2


def test_equal_values_come_before_earlier_ones() -> None:
    graph = loaded([(LinkValues("55", DAYS[0]), None), (LinkValues("44", DAYS[1]), None), (LinkValues("44"), "r1")])
    assert (LinkValues("44", DAYS[1]), frozenset({"r1"})) in graph.said()


def test_what_is_said_here_and_now_holds_although_it_was_superseded() -> None:
    graph = loaded([(LinkValues("55"), "r1")])
    history = graph.open()
    history.replace(history.versions[0], None)
    graph.store(history)
    assert graph.batch([(LinkValues("55"), "r1")]) == [Verdict.UNCHANGED]
    history = graph.open()
    assert history.merge(LinkValues("55"), "r1", explicit=True)[0] is Verdict.CREATED
