"""Mapping files: what they can say, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.errors import CreditGraphError
from resolvers.batches import Kind
from server.files.loading import check_columns
from server.files.mapping import TableMapping
from server.files.mapping_file import read_mapping

ROOT = Path(__file__).resolve().parents[3]

BOARD = """
outputs:
  - kind: parties
    fields: {key: code, kind: {constant: enterprise}, name: {template: "上市公司 {code}"}}
  - kind: parties
    fields:
      key: {template: "{code}:{name}"}
      kind: {constant: person}
      name: name
      former_names: {column: aliases, separator: "/", values: {"-": ""}, keep: true}
      on_public_payroll: {column: staff, empty: ["null"], values: {公务员: "true"}, otherwise: "false"}
  - kind: links
    split: {column: jobs, by: "/"}
    skip: {jobs: [名誉董事长]}
    join: {position: "、"}
    fields:
      source_key: {template: "{code}:{name}"}
      target_key: code
      position: jobs
      relation: {column: jobs, values: {董事: director, 董事长: director, 监事: supervisor}}
drop: [gender]
"""


@pytest.fixture
def read(tmp_path: Path):  # type: ignore[no-untyped-def]
    def _read(text: str) -> TableMapping:
        path = tmp_path / "mapping.yaml"
        path.write_text(text, encoding="utf-8")
        return read_mapping(path)

    return _read


def cells(**more: str) -> dict[str, str]:
    return {
        "code": "000001",
        "name": "张三",
        "aliases": "张二/-/张四",
        "staff": "null",
        "jobs": "董事长/董事/监事",
    } | more


def test_one_row_becomes_parties_and_links(read) -> None:  # type: ignore[no-untyped-def]
    company, person, links = (output.rows(cells()) for output in read(BOARD).outputs)
    assert company == [{"key": "000001", "kind": "enterprise", "name": "上市公司 000001"}]
    assert person == [
        {
            "key": "000001:张三",
            "kind": "person",
            "name": "张三",
            "former_names": "张二;张四",
            "on_public_payroll": "",
        }
    ]
    ends = {"source_key": "000001:张三", "target_key": "000001"}
    assert links == [
        {**ends, "position": "董事长、董事", "relation": "director"},
        {**ends, "position": "监事", "relation": "supervisor"},
    ]


def test_values_that_are_skipped_unknown_or_missing(read) -> None:  # type: ignore[no-untyped-def]
    _, person, links = read(BOARD).outputs
    assert links.rows(cells(jobs="名誉董事长")) == []
    with pytest.raises(CreditGraphError) as refused:
        links.rows(cells(jobs="董事/首席科学家"))
    assert (refused.value.code, refused.value.field) == ("INVALID_VALUE", "relation")
    assert "首席科学家" in refused.value.message
    assert person.rows(cells(name=" "))[0]["key"] == ""
    assert person.rows(cells(staff="工人"))[0]["on_public_payroll"] == "false"


def test_a_value_that_may_be_a_number_of_a_person_is_not_repeated(read) -> None:  # type: ignore[no-untyped-def]
    links = read(BOARD).outputs[2]
    with pytest.raises(CreditGraphError) as refused:
        links.rows(cells(jobs="11010519491231002X"))
    assert "1101" not in refused.value.message


def test_every_column_is_used_or_dropped_by_name(read) -> None:  # type: ignore[no-untyped-def]
    mapping = read(BOARD)
    columns = ["name", "gender", "code", "jobs", "aliases", "staff"]
    check_columns(mapping, columns, "file")
    with pytest.raises(CreditGraphError) as refused:
        check_columns(mapping, [*columns, "age"], "file")
    assert (refused.value.code, refused.value.field) == ("UNKNOWN_COLUMN", "age")
    with pytest.raises(CreditGraphError) as refused:
        check_columns(mapping, columns[1:], "file")
    assert (refused.value.code, refused.value.field) == ("REQUIRED", "name")
    check_columns(mapping.only(Kind.LINKS), columns, "file")


def test_the_kinds_are_in_the_order_of_storing(read) -> None:  # type: ignore[no-untyped-def]
    assert read(BOARD).kinds() == (Kind.PARTIES, Kind.LINKS)


PARTY = "outputs:\n  - kind: parties\n    fields: {key: k, kind: d, name: n}\n"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\n", 1, "the key a is unknown here"),
        ("outputs: []\n", 1, "at least one"),
        ("- 1\n", 1, "must be a mapping"),
        ("outputs:\n  - kind: people\n    fields: {}\n", 2, "kind must be one of parties, links, penalties, findings"),
        ("outputs:\n  - kind: links\n    fields: {source_key: a}\n", 2, "need the fields relation, target_key"),
        (PARTY + "    colour: red\n", 4, "the key colour is unknown here"),
        (PARTY.replace("n}", "n, age: x}"), 3, "the key age is unknown here"),
        (PARTY.replace("n}", "n, key: x}"), 3, "the key key stands twice"),
        (PARTY.replace("n}", "{column: n, constant: x}}"), 3, "exactly one of column, constant and template"),
        (PARTY.replace("n}", "{constant: n, values: {a: b}}}"), 3, "nothing else"),
        (PARTY.replace("n}", '{template: "{a.b}"}}'), 3, "not a template"),
        (PARTY.replace("n}", '{template: "plain"}}'), 3, "at least one column"),
        (PARTY.replace("n}", "{column: n, otherwise: x}}"), 3, "give values"),
        (PARTY.replace("n}", "{column: n, keep: true, otherwise: x, values: {a: b}}}"), 3, "one of keep and otherwise"),
        (PARTY.replace("n}", "[n]}"), 3, "must be a mapping"),
        (PARTY + "    split: {column: n}\n", 4, "split needs"),
        (PARTY + "    join: {position: x}\n", 4, "the key position is unknown here"),
        (PARTY + "drop: x\n", 4, "must be a list of texts"),
        ("outputs: [\n", 2, "expected"),
    ],
)
def test_mappings_that_are_refused_with_their_line(read, text: str, line: int, words: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(CreditGraphError) as refused:
        read(text)
    assert refused.value.code == "INVALID_VALUE"
    assert refused.value.message.startswith(f"mapping.yaml, line {line}:")
    assert words in refused.value.message


def test_values_are_the_texts_that_are_written(read) -> None:  # type: ignore[no-untyped-def]
    mapping = read(
        PARTY.replace("k,", "{constant: 000001},").replace("d,", "{column: d, values: {no: enterprise, 1: person}},")
    )
    assert mapping.outputs[0].rows({"d": "no", "n": "甲"}) == [{"key": "000001", "kind": "enterprise", "name": "甲"}]
    assert mapping.outputs[0].rows({"d": "1", "n": "甲"})[0]["kind"] == "person"


def test_the_shipped_mappings_can_be_read() -> None:
    names = sorted(path.name for path in (ROOT / "seeds" / "mappings").glob("*.yaml"))
    assert names == ["a-share-executives.yaml", "sayari-links.yaml", "sayari-parties.yaml"]
    for name in names:
        assert read_mapping(ROOT / "seeds" / "mappings" / name).outputs
