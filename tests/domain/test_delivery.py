"""Signatures, pauses, and which addresses may be called."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from domain.delivery import is_public, pause_after, signature, webhook, webhook_secret
from domain.errors import CreditGraphError, ErrorCode


def test_pauses_double_up_to_an_hour_and_are_spread() -> None:
    assert [pause_after(attempts, 1.0) for attempts in (1, 2, 3, 11, 12, 500)] == [2, 4, 8, 2048, 3600, 3600]
    assert [pause_after(attempts, 0.0) for attempts in (1, 2, 3, 12)] == [1, 2, 4, 1800]


def test_the_signature_is_hmac_sha_256_as_openssl_makes_it() -> None:
    # printf '1700000000.k:1.{}' | openssl dgst -sha256 -hmac secret
    expected = "v1=fc03e3241e9d26f0fdeff1b60dba6104ec7095701664af639c076248da5f531c"
    assert signature("secret", 1700000000, "k:1", b"{}") == expected


def test_secrets_differ_by_installation_recipient_and_key() -> None:
    made = {webhook_secret(s, r, k) for s in (b"s" * 16, b"t" * 16) for r in ("A", "B") for k in ("1", "2")}
    assert (len(made), {len(each) for each in made}) == (8, {64})


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(ip_address(address)) is public


def test_a_webhook_is_read() -> None:
    found = webhook("https://Office.example:8443/hook?a=1", allow_http=False)
    assert (found.scheme, found.host, found.port, found.path) == ("https", "office.example", 8443, "/hook?a=1")
    assert (webhook("https://a.example", allow_http=False).port, webhook("http://a", allow_http=True).port) == (443, 80)


@pytest.mark.parametrize(
    "url",
    [
        "http://office.example/",
        "ftp://office.example/",
        "https://",
        "https:///hook",
        "office.example",
        "https://user:password@office.example/",
        "https://office.example/#part",
        "https://office.example:99999/",
        "https://office.example/a b",
        "https://办公.example/",
        "https://office.example/\r\nx: y",
    ],
)
def test_no_webhook(url: str) -> None:
    with pytest.raises(CreditGraphError) as caught:
        webhook(url, allow_http=False)
    assert (caught.value.code, caught.value.field) == (ErrorCode.INVALID_VALUE, "url")
