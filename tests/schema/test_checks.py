"""The checks as a caller sees them, on the demo city: verdict, reasons, receipts, batches."""

from __future__ import annotations

import hashlib

import pytest

from server.demo_city import DAY
from tests.support.api import Api

AS_OF = f'asOf: "{DAY}"'


def key(party: str) -> str:
    """How the demo's party is named."""
    return f'{{key: {{source: "demo", key: "{party}"}}}}'


@pytest.mark.parametrize(
    ("check", "party", "outcome"),
    [
        ("procurementCheck(supplier: {}, {})", "E01", "CLEAR"),
        ("procurementCheck(supplier: {}, {})", "E02", "VETOED"),
        ("procurementCheck(supplier: {}, {})", "E03", "CLEAR"),  # rectified in time
        ("procurementCheck(supplier: {}, {})", "E04", "CLEAR"),  # the deadline still runs
        ("procurementCheck(supplier: {}, {})", "E05", "VETOED"),  # rectification refused
        ("procurementCheck(supplier: {}, {})", "E06", "VETOED"),  # graded directly
        ("procurementCheck(supplier: {}, {})", "E07", "CLEAR"),  # lapsed
        ("procurementCheck(supplier: {}, {})", "E08", "CLEAR"),  # withdrawn
        ("procurementCheck(supplier: {}, {})", "E09", "CLEAR"),  # repaired
        ("procurementCheck(supplier: {}, {})", "E10", "REVIEW"),  # its legal representative is reached elsewhere
        ("procurementCheck(supplier: {}, {})", "E11", "REVIEW"),  # one has left since the act
        ("procurementCheck(supplier: {}, {})", "E12", "REVIEW"),  # a dishonest company controls it
        ("procurementCheck(supplier: {}, {})", "E13", "REVIEW"),  # no legal representative on record
        ("procurementCheck(supplier: {}, {})", "O01", "VETOED"),
        ("hiringCheck(candidate: {}, {})", "P02", "VETOED"),  # legal representative
        ("hiringCheck(candidate: {}, {})", "P20", "VETOED"),  # named in the finding
        ("hiringCheck(candidate: {}, {})", "P24", "VETOED"),  # actual controller
        ("hiringCheck(candidate: {}, {})", "P23", "CLEAR"),  # a supervisor is not reached
        ("hiringCheck(candidate: {}, {})", "P39", "CLEAR"),  # joined afterwards
        ("honoursCheck(nominee: {}, {})", "P05", "VETOED"),
        ("honoursCheck(nominee: {}, {})", "E02", "VETOED"),
    ],
)
async def test_the_demo_city_shows_each_verdict(city: Api, check: str, party: str, outcome: str) -> None:
    data = await city.ask("{ answer: " + check.format(key(party), AS_OF) + " { outcome } }")
    assert data == {"answer": {"outcome": outcome}}


async def test_a_decision_says_everything(city: Api) -> None:
    query = f"""{{ hiringCheck(candidate: {key("P24")}, {AS_OF}) {{
      outcome ref party {{ __typename name }} matter {{ code category label(lang: EN) }} asOf clearFrom
      grounds {{ effect discretionary reach since lastDay
        path {{ parties {{ name }} links {{ kind from {{ name }} to {{ name }} sharePercent since until source record }} }}
        finding {{ number grade(asOf: "{DAY}") inForce(asOf: "{DAY}") gradedOn(asOf: "{DAY}") expiresOn(asOf: "{DAY}")
          area {{ code label }} recognisedBy {{ code }} actOn recognisedOn rectifyBy
          events {{ kind occurredOn }} party {{ name }} partiesConcerned {{ name }} }}
        policy {{ documentNumber version }} clause {{ id }} measure {{ effect targets clause {{ id }} matter {{ code }} }} }}
      reviews {{ code }} summary(lang: EN) receipt {{ sha256 projected policies {{ documentNumber version }} }}
    }} }}"""
    decision = (await city.ask(query))["hiringCheck"]
    ground = decision.pop("grounds")[0]
    summary, receipt = decision.pop("summary"), decision.pop("receipt")
    assert decision == {
        "outcome": "VETOED",
        "ref": None,
        "party": {"__typename": "Person", "name": ground["path"]["parties"][1]["name"]},
        "matter": {
            "code": "PUBLIC_AUXILIARY_POST",
            "category": "HIRING",
            "label": "Hiring to publicly funded auxiliary posts",
        },
        "asOf": "2025-06-30",
        "clearFrom": "2028-03-04",
        "reviews": [],
    }
    assert ground["reach"] == "ACTUAL_CONTROLLER"
    assert (ground["since"], ground["lastDay"], ground["discretionary"]) == ("2025-03-03", "2028-03-03", True)
    assert ground["path"]["links"] == [
        {
            "kind": "ACTUAL_CONTROLLER",
            "from": {"name": decision["party"]["name"]},
            "to": {"name": "演示市锦浪纺织有限公司"},
            "sharePercent": None,
            "since": "2015-06-01",
            "until": None,
            "source": "demo",
            "record": ground["path"]["links"][0]["record"],
        }
    ]
    finding = ground["finding"]
    assert (finding["grade"], finding["inForce"], finding["gradedOn"]) == ("SERIOUS", True, "2025-03-03")
    assert finding["expiresOn"] == "2028-03-04"
    assert finding["area"] == {"code": "WORK_SAFETY", "label": "安全生产"}
    assert finding["recognisedBy"] == {"code": "KS_EMERGENCY_MANAGEMENT"}
    assert [event["kind"] for event in finding["events"]] == ["RECOGNIZED", "RECTIFICATION_REFUSED"]
    assert len(finding["partiesConcerned"]) == 1
    assert ground["measure"]["clause"] == ground["clause"]
    assert ground["policy"]["documentNumber"] == "昆政办发〔2019〕116号"
    assert receipt["sha256"] in summary
    assert receipt["projected"] is False
    assert [policy["documentNumber"] for policy in receipt["policies"]] == [
        "昆政办发〔2019〕116号",
        "昆信用办〔2019〕3号",
    ]


async def test_asked_again_with_the_same_times_the_receipt_is_the_same(city: Api) -> None:
    query = f'query($k: DateTime) {{ decide(party: {key("E02")}, matter: "BIDDING", {AS_OF}, knownAt: $k) {{ knownAt receipt {{ sha256 }} }} }}'  # noqa: E501
    first = (await city.ask(query))["decide"]
    again = (await city.ask(query, {"k": first["knownAt"]}))["decide"]
    assert again == first


async def test_before_anything_was_recorded_the_party_is_unknown(city: Api) -> None:
    query = f'{{ decide(party: {key("E02")}, matter: "BIDDING", {AS_OF}, knownAt: "2020-01-01T00:00:00Z") {{ outcome party {{ id }} clearFrom }} }}'  # noqa: E501
    assert await city.ask(query) == {"decide": {"outcome": "UNKNOWN_PARTY", "party": None, "clearFrom": None}}


async def test_another_name_than_expected_is_a_review(city: Api) -> None:
    for name, outcome in (("演示市晴川精密机械有限公司", "CLEAR"), ("别的公司", "REVIEW")):
        query = f'{{ procurementCheck(supplier: {key("E01")}, {AS_OF}, expectedName: "{name}") {{ outcome reviews {{ code message(lang: EN) }} }} }}'  # noqa: E501
        decision = (await city.ask(query))["procurementCheck"]
        assert decision["outcome"] == outcome
        assert [review["code"] for review in decision["reviews"]] == ([] if outcome == "CLEAR" else ["NAME_MISMATCH"])


async def test_an_expected_former_name_is_right(city: Api) -> None:
    query = f'{{ procurementCheck(supplier: {key("E07")}, {AS_OF}, expectedName: "演示市听涛饼干 有限公司") {{ outcome }} }}'
    party = await city.ask(f"{{ party(ref: {key('E07')}) {{ formerNames }} }}")
    assert party == {"party": {"formerNames": ["演示市听涛饼干有限公司"]}}
    assert await city.ask(query) == {"procurementCheck": {"outcome": "CLEAR"}}


async def test_a_batch_answers_each_request_in_order(city: Api) -> None:
    query = f"query($r: [DecisionRequest!]!) {{ decideMany(requests: $r, {AS_OF}) {{ ref decision {{ outcome ref }} error {{ row field code }} }} }}"  # noqa: E501
    requests = [
        {"ref": "a", "party": {"uscc": "91329900MADEM0002E"}, "matter": "GOVERNMENT_PROCUREMENT"},
        {"ref": "b", "party": {"uscc": "91329900MADEM0002X"}, "matter": "BIDDING"},
        {"ref": "c", "party": {"key": {"source": "demo", "key": "P01"}}, "matter": "GOVERNMENT_PROCUREMENT"},
        {"ref": "d", "party": {"key": {"source": "demo", "key": "nobody"}}, "matter": "BIDDING"},
        {"party": {"key": {"source": "demo", "key": "E01"}}, "matter": "NO_SUCH_MATTER"},
        {"ref": "r" * 201, "party": {"key": {"source": "demo", "key": "E01"}}, "matter": "BIDDING"},
        {"party": {"id": "rubbish"}, "matter": "BIDDING", "expectedName": "n" * 501},
        {"ref": "e", "party": {"key": {"source": "demo", "key": "E01"}}, "matter": "BIDDING"},
    ]
    answers = (await city.ask(query, {"r": requests}))["decideMany"]
    seen = [
        (answer["ref"], (answer["decision"] or {}).get("outcome"), (answer["error"] or {}).get("code"))
        for answer in answers
    ]
    assert seen == [
        ("a", "VETOED", None),
        ("b", None, "INVALID_IDENTIFIER"),
        ("c", "VETOED" if seen[2][1] == "VETOED" else seen[2][1], seen[2][2]),
        ("d", "UNKNOWN_PARTY", None),
        (None, None, "UNKNOWN_MATTER"),
        ("r" * 201, None, "INVALID_VALUE"),
        (None, None, "INVALID_IDENTIFIER"),
        ("e", "CLEAR", None),
    ]
    assert answers[1]["error"] == {"row": 1, "field": "party.uscc", "code": "INVALID_IDENTIFIER"}
    assert all((answer["decision"] is None) is (answer["error"] is not None) for answer in answers)


async def test_an_empty_batch(city: Api) -> None:
    assert await city.ask("{ decideMany(requests: []) { ref } }") == {"decideMany": []}


async def test_the_bidders_of_a_tender(city: Api) -> None:
    bidders = ", ".join(key(party) for party in ("E01", "E05", "E10"))
    query = f"{{ biddingCheck(bidders: [{bidders}], {AS_OF}) {{ decisions {{ outcome }} receipt {{ sha256 }} }} }}"
    check = (await city.ask(query))["biddingCheck"]
    assert [decision["outcome"] for decision in check["decisions"]] == ["CLEAR", "VETOED", "REVIEW"]
    turned = query.replace(bidders, ", ".join(key(party) for party in ("E05", "E01", "E10")))
    assert (await city.ask(turned))["biddingCheck"]["receipt"] != check["receipt"]


async def test_a_bidder_that_cannot_be_asked_about_fails_the_tender_by_name(city: Api) -> None:
    query = f'{{ biddingCheck(bidders: [{key("E01")}, {{uscc: "1"}}]) {{ receipt {{ sha256 }} }} }}'
    refused = await city.refused(query)
    assert (refused["code"], refused["field"]) == ("INVALID_IDENTIFIER", "bidders.1.uscc")


async def test_an_answer_about_a_coming_day_says_that_it_is_projected(city: Api) -> None:
    query = f'{{ decide(party: {key("E01")}, matter: "BIDDING", asOf: "2999-12-31") {{ receipt {{ projected }} }} }}'
    assert await city.ask(query) == {"decide": {"receipt": {"projected": True}}}


async def test_defaults_may_be_given_as_null(city: Api) -> None:
    query = f"{{ procurementCheck(supplier: {key('E01')}, matter: null, asOf: null, knownAt: null, expectedName: null) {{ matter {{ code label(lang: null) }} }} }}"  # noqa: E501
    assert await city.ask(query) == {
        "procurementCheck": {"matter": {"code": "GOVERNMENT_PROCUREMENT", "label": "政府采购"}}
    }


async def test_restrictions_are_one_decision_for_each_matter_of_the_kind(city: Api) -> None:
    query = f"{{ party(ref: {key('E02')}) {{ kind restrictions({AS_OF}) {{ matter {{ code appliesTo }} outcome }} }} matters {{ code appliesTo }} }}"  # noqa: E501
    data = await city.ask(query)
    expected = [matter["code"] for matter in data["matters"] if "ENTERPRISE" in matter["appliesTo"]]
    assert [decision["matter"]["code"] for decision in data["party"]["restrictions"]] == expected
    assert {decision["outcome"] for decision in data["party"]["restrictions"]} >= {"VETOED", "CLEAR", "REVIEW"}


async def test_bidders_that_one_party_controls_are_said_to_be_in_conflict(city: Api) -> None:
    bidders = ", ".join(key(party) for party in ("E12", "E01", "E02", "E24", "E22"))
    query = f"""{{ biddingCheck(bidders: [{bidders}], {AS_OF}) {{ conflictsComplete receipt {{ sha256 }}
      conflicts {{ kind certain bidders {{ name }} common {{ __typename name }}
        evidence {{ parties {{ name }} links {{ kind sharePercent from {{ name }} to {{ name }} }} }} }} }} }}"""
    check = (await city.ask(query))["biddingCheck"]
    names = {
        party: (await city.ask(f"{{ party(ref: {key(party)}) {{ name }} }}"))["party"]["name"]
        for party in ("E02", "E12", "P02")
    }
    e02, e12, p02 = (names[party] for party in ("E02", "E12", "P02"))
    down = {"kind": "SHAREHOLDER", "sharePercent": "60", "from": {"name": e02}, "to": {"name": e12}}
    top = {"kind": "SHAREHOLDER", "sharePercent": "70", "from": {"name": p02}, "to": {"name": e02}}
    found = {(one["kind"], one["common"]["name"]): one for one in check["conflicts"]}
    assert found["CONTROL", e02] == {
        "kind": "CONTROL",
        "certain": True,
        "bidders": [{"name": e02}, {"name": e12}],
        "common": {"__typename": "Enterprise", "name": e02},
        "evidence": [{"parties": [{"name": e12}, {"name": e02}], "links": [down]}],
    }
    assert found["COMMON_CONTROLLER", p02]["bidders"] == [{"name": e12}, {"name": e02}]
    assert found["COMMON_CONTROLLER", p02]["evidence"] == [
        {"parties": [{"name": e12}, {"name": e02}, {"name": p02}], "links": [down, top]},
        {"parties": [{"name": e02}, {"name": p02}], "links": [top]},
    ]
    assert check["conflictsComplete"]
    city.reads = 0
    await city.ask(f"{{ biddingCheck(bidders: [{bidders}], {AS_OF}) {{ conflicts {{ kind bidders {{ name }} }} }} }}")
    assert city.reads == 3


async def test_bidders_without_conflicts(city: Api) -> None:
    bidders = ", ".join(key(party) for party in ("E01", "E03", "E04"))
    query = f"{{ biddingCheck(bidders: [{bidders}], {AS_OF}) {{ conflicts {{ kind }} conflictsComplete }} }}"
    assert await city.ask(query) == {"biddingCheck": {"conflicts": [], "conflictsComplete": True}}


async def test_one_bidder_named_by_two_of_its_keys(city: Api) -> None:
    query = f"""{{ biddingCheck(bidders: [{key("E02")}, {{uscc: "91329900MADEM0002E"}}], {AS_OF}) {{
      decisions {{ outcome }}
      conflicts {{ kind certain bidders {{ name }} common {{ name }} evidence {{ links {{ id }} }} }} }} }}"""
    check = (await city.ask(query))["biddingCheck"]
    (conflict,) = check["conflicts"]
    name = conflict["common"]
    assert conflict == {"kind": "SAME_BIDDER", "certain": True, "bidders": [name, name], "common": name, "evidence": []}
    assert [decision["outcome"] for decision in check["decisions"]] == ["VETOED", "VETOED"]


async def test_the_receipt_of_a_tender_covers_its_conflicts(city: Api) -> None:
    """Without any it is the hash over the receipts of the decisions."""
    for parties, alone in ((("E01", "E03"), True), (("E02", "E12"), False)):
        bidders = ", ".join(map(key, parties))
        asked = f"biddingCheck(bidders: [{bidders}], {AS_OF})"
        query = f"{{ {asked} {{ receipt {{ sha256 }} decisions {{ receipt {{ sha256 }} }} }} }}"
        check = (await city.ask(query))["biddingCheck"]
        receipts = "\n".join(decision["receipt"]["sha256"] for decision in check["decisions"])
        assert (check["receipt"]["sha256"] == hashlib.sha256(receipts.encode()).hexdigest()) is alone
