"""Looking things up: nodes, parties by name, pages that stay right, states on a day."""

from __future__ import annotations

from typing import Any

from server.demo_city import DAY
from tests.support.api import Api

E01 = '{key: {source: "demo", key: "E01"}}'


async def test_a_node_is_found_again_by_its_id(city: Api) -> None:
    data = await city.ask(f'{{ party(ref: {E01}) {{ id name }} finding(number: "演环认〔2024〕1号") {{ id number }} }}')
    query = "query($id: ID!) { node(id: $id) { __typename id ... on Party { name } ... on Finding { number } } }"
    party = (await city.ask(query, {"id": data["party"]["id"]}))["node"]
    finding = (await city.ask(query, {"id": data["finding"]["id"]}))["node"]
    assert party == {"__typename": "Enterprise", **data["party"]}
    assert finding == {"__typename": "Finding", **data["finding"]}
    assert await city.ask('{ node(id: "UGFydHk6bm9ib2R5") { id } }') == {"node": None}
    assert await city.ask(f'{{ party(ref: {{id: "{data["party"]["id"]}"}}) {{ name }} }}') == {
        "party": {"name": data["party"]["name"]}
    }


async def test_what_is_not_there_is_null(city: Api) -> None:
    query = '{ party(ref: {uscc: "91110000600037341L"}) { id } finding(number: "none") { id } }'
    assert await city.ask(query) == {"party": None, "finding": None}


async def test_an_identifier_forgives_how_it_is_written(city: Api) -> None:
    query = (
        '{ party(ref: {uscc: "９１３２９９００-madem 0002e"}) { name ... on Enterprise { uscc organizationType } } }'
    )
    assert (await city.ask(query))["party"] == {
        "name": "演示市云岭化工有限公司",
        "uscc": "91329900MADEM0002E",
        "organizationType": "有限责任公司",
    }


async def test_names_find_whole_former_first_and_inner_parts(city: Api) -> None:
    query = "query($n: String!, $k: [PartyKind!]) { parties(name: $n, kinds: $k) { nodes { name kind } } }"

    async def found(name: str, kinds: list[str] | None = None) -> list[str]:
        return [node["name"] for node in (await city.ask(query, {"n": name, "k": kinds}))["parties"]["nodes"]]

    assert await found("演示市云岭化工有限公司") == ["演示市云岭化工有限公司"]
    assert await found("演示市云岭颜料厂") == ["演示市云岭化工有限公司"]
    assert set(await found("云岭")) == {"演示市云岭化工有限公司", "演示市云岭行业协会"}
    assert await found("云岭", ["ORGANIZATION"]) == ["演示市云岭行业协会"]
    assert await found("周望舒") == ["周望舒", "周望舒"]  # two people of one name are two people


async def pages(city: Api, query: str, path: list[str], size: int) -> list[Any]:
    """Every node of a list, page by page."""
    after, found = None, []
    while True:
        page: Any = await city.ask(query, {"first": size, "after": after})
        for name in path:
            page = page[name]
        assert len(page["nodes"]) <= size
        assert [edge["node"] for edge in page["edges"]] == page["nodes"]
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        found += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]
        assert after == page["edges"][-1]["cursor"]


PAGE = "nodes { id } edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"


async def test_every_list_is_paged_without_loss_or_repetition(city: Api) -> None:
    lists = [
        (f'parties(name: "演示", first: $first, after: $after) {{ {PAGE} }}', ["parties"], 42),
        (f"findings(first: $first, after: $after) {{ {PAGE} }}", ["findings"], 13),
        (f"party(ref: {E01}) {{ links(first: $first, after: $after) {{ {PAGE} }} }}", ["party", "links"], 8),
    ]
    for fields, path, count in lists:
        found = await pages(city, f"query($first: Int, $after: String) {{ {fields} }}", path, 3)
        assert len(found) == len({node["id"] for node in found}) == count


async def test_links_by_direction_kind_and_day(city: Api) -> None:
    async def count(arguments: str) -> int:
        query = f'{{ party(ref: {{key: {{source: "demo", key: "E11"}}}}) {{ links({arguments}) {{ totalCount }} }} }}'
        total: int = (await city.ask(query))["party"]["links"]["totalCount"]
        return total

    assert await count("direction: IN") == 2
    assert await count("direction: OUT") == 0
    assert await count("direction: null, kinds: null, asOf: null, first: null") == 2
    assert await count("kinds: [DIRECTOR]") == 0
    assert await count('asOf: "2025-01-31"') == 1
    assert await count('asOf: "2025-02-01"') == 1


async def test_shares_are_exact_and_ranges_have_two_ends(city: Api) -> None:
    query = """{ party(ref: {key: {source: "demo", key: "E14"}}) { links(kinds: [SHAREHOLDER]) {
      nodes { sharePercent sharePercentLow sharePercentHigh } } } }"""
    shares = {tuple(node.values()) for node in (await city.ask(query))["party"]["links"]["nodes"]}
    assert shares == {(None, "5", "10"), ("90", "90", "90")}


async def test_findings_by_area_grade_party_and_day(city: Api) -> None:
    async def numbers(arguments: str) -> list[str]:
        found = await city.ask(f"{{ findings({arguments}) {{ totalCount nodes {{ number }} }} }}")
        assert found["findings"]["totalCount"] == len(found["findings"]["nodes"])
        return sorted(node["number"] for node in found["findings"]["nodes"])

    assert await numbers('area: "MEDICAL_ORDER"') == ["演卫认〔2025〕13号"]
    assert await numbers('party: {key: {source: "demo", key: "E08"}}') == ["演安认〔2024〕7号"]
    assert await numbers(f'party: {{key: {{source: "demo", key: "E08"}}}}, inForceOn: "{DAY}"') == []
    assert await numbers('party: {key: {source: "demo", key: "nobody"}}') == []
    serious = await numbers(f'grade: SERIOUS, inForceOn: "{DAY}"')
    general = await numbers(f'grade: GENERAL, inForceOn: "{DAY}"')
    assert (len(serious), len(general)) == (8, 2)


async def test_a_finding_before_its_recognition_and_after_its_end(city: Api) -> None:
    query = """{ finding(number: "演消认〔2023〕6号") {
      before: inForce(asOf: "2023-04-02") first: inForce(asOf: "2023-04-03") last: inForce(asOf: "2024-04-03")
      after: inForce(asOf: "2024-04-04") grade(asOf: "2023-04-02") expiresOn(asOf: "2023-04-03")
      rectifyBy actOn recognisedOn standard penalty { documentNumber } } }"""
    assert (await city.ask(query))["finding"] == {
        "before": False,
        "first": True,
        "last": True,
        "after": False,
        "grade": "GENERAL",
        "expiresOn": "2024-04-04",
        "rectifyBy": "2023-06-30",
        "actOn": "2023-03-01",
        "recognisedOn": "2023-04-03",
        "standard": None,
        "penalty": None,
    }


async def test_the_catalogue(city: Api) -> None:
    query = """{ policies { documentNumber title(lang: EN) issuer issuedOn inForceFrom inForceUntil
        clauses { id text policy { documentNumber } } measures { matter { code } clause { id } } }
      areas { code label(lang: EN) departments { code } } departments { code name(lang: EN) areas { code } }
      matters(category: HONOURS) { code label } }"""
    data = await city.ask(query)
    assert [policy["documentNumber"] for policy in data["policies"]] == ["昆政办发〔2019〕116号", "昆信用办〔2019〕3号"]
    for policy in data["policies"]:
        clauses = {clause["id"] for clause in policy["clauses"]}
        assert {measure["clause"]["id"] for measure in policy["measures"]} <= clauses
    assert {area["code"]: [d["code"] for d in area["departments"]] for area in data["areas"]} == {
        "WORK_SAFETY": ["KS_EMERGENCY_MANAGEMENT"],
        "ENVIRONMENT": ["KS_ECOLOGY_ENVIRONMENT"],
        "FIRE_SAFETY": ["KS_FIRE_BRIGADE"],
        "MEDICAL_ORDER": ["KS_HEALTH_COMMISSION"],
    }
    assert data["matters"] == [{"code": "HONOURS", "label": "评先评优"}]
