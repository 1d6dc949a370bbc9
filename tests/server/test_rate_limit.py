"""How often one caller may look at what is open to everybody."""

from __future__ import annotations

from server.publicity import limiting
from server.publicity.limiting import RateLimit


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_empties_and_fills() -> None:
    seconds = Seconds()
    limit = RateLimit(6, seconds)
    assert [limit.wait("1.2.3.4") for _ in range(8)] == [0] * 6 + [11, 11]
    assert limit.wait("1.2.3.5") == 0
    seconds.now = 10.0
    assert [limit.wait("1.2.3.4") for _ in range(2)] == [0, 11]
    seconds.now = 10_000.0
    assert [limit.wait("1.2.3.4") for _ in range(7)] == [0] * 6 + [11]


def test_ipv6_callers_are_networks() -> None:
    limit = RateLimit(1, Seconds())
    assert [limit.wait(each) > 0 for each in ("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1")] == [False, True, False]


def test_callers_are_forgotten_before_they_fill_the_memory() -> None:
    limit = RateLimit(1, Seconds())
    for number in range(limiting.KEPT + 5):
        limit.wait(str(number))
    assert len(limit._buckets) == limiting.KEPT
