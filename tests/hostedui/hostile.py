"""What attackers put into the parameters of the hosted pages, and what an answer to it must never be."""

from urllib.parse import quote, urljoin, urlsplit

from django.http import HttpResponse
from django.test import Client

OUR_HOSTS = {"localhost:8000", "shop.example"}  # ours, and the app's
_OUR_COOKIES = ("cognito", "cognito-journey", "cognito-notice", "poolhouse_csrf")

# Addresses that look like https://shop.example/callback or /bye to some parser, or lead away from it
FOREIGN_ADDRESSES = (
    "https://evil.example",
    "https://evil.example/callback",
    "http://shop.example/callback",
    "HTTPS://shop.example/callback",
    "https://SHOP.example/callback",
    "https://shop.example:443/callback",
    "https://shop.example:8443/callback",
    "https://shop.example./callback",
    "https://shop.example/callback/",
    "https://shop.example//callback",
    "https://shop.example/./callback",
    "https://shop.example/x/../callback",
    "https://shop.example/callback/..",
    "https://shop.example/callback/../../evil",
    "https://shop.example/callback%2f..%2fevil",
    "https://shop.example/%63allback",
    "https://shop.example/CALLBACK",
    "https://shop.example/callback?",
    "https://shop.example/callback?next=https://evil.example",
    "https://shop.example/callback#",
    "https://shop.example/callback#@evil.example",
    "https://shop.example/callback;evil",
    "https://shop.example/callback%00",
    "https://shop.example/callback\0",
    "https://shop.example/callback ",
    " https://shop.example/callback",
    "\thttps://shop.example/callback",
    "https://shop.example/callback\n",
    "https://shop.example/call\tback",
    "https://shop.example/callback\r\nLocation: https://evil.example",
    "https://shop.example/callback,https://evil.example",
    "https://shop.example/callback https://evil.example",
    "https://evil.example/https://shop.example/callback",
    "https://evil.example?https://shop.example/callback",
    "https://evil.example#https://shop.example/callback",
    "https://evil.example\\@shop.example/callback",
    "https://shop.example\\.evil.example/callback",
    "https://shop.example@evil.example/callback",
    "https://shop.example:pass@evil.example/callback",
    "https://shop.example%40evil.example/callback",
    "https://user@shop.example/callback",
    "https://shop.example.evil.example/callback",
    "https://evilshop.example/callback",
    "https://evil.shop.example/callback",
    "https://shop.exampleevil/callback",
    "https://shop。example/callback",
    "https://ѕhop.example/callback",
    "https://xn--hop-pmc.example/callback",
    "https://shop.example\u200b/callback",
    "https://[::1]/callback",
    "https://2130706433/",
    "https:shop.example/callback",
    "https:/evil.example",
    "https:///evil.example/callback",
    "https:\\\\evil.example/callback",
    "//evil.example",
    "///evil.example",
    "////evil.example/%2e%2e",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/callback",
    "/login",
    "callback",
    "?code=1",
    ".",
    "",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)//https://shop.example/callback",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "blob:https://shop.example/callback",
    "view-source:https://shop.example/callback",
    "intent://evil.example#Intent;scheme=https;end",
    "urn:ietf:wg:oauth:2.0:oob",
    "http://localhost/callback",
    "null",
    "*",
    "https://*/callback",
    "https://shop.example/*",
    "x" * 5000,
)

# Parameters that other products take an address from, with one that must not be gone to
FOREIGN_PARAMETERS = tuple(
    (name, address)
    for name in (
        *("next", "return_to", "returnTo", "continue", "RelayState", "target_link_uri", "post_login_redirect_uri"),
        *("state", "lang", "login_hint", "account", "identity_provider", "idp_identifier", "request_uri", "resource"),
    )
    for address in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)")
)

# What ends a line, a header, an attribute or a tag somewhere, in bytes as they stand in an address
BREAKS = (
    "%0d%0aX-Evil:%201",
    "%0aX-Evil:%201",
    "%0dX-Evil:%201",
    "%0d%0a%0d%0a%3Cx-evil%3E",
    "%0d%0aSet-Cookie:%20evil=1",
    "%0d%0aLocation:%20https://evil.example",
    "a%0d%0a%20folded",
    "%250d%250aX-Evil:%201",
    "%25250aX-Evil:%201",
    "%E5%98%8A%E5%98%8DX-Evil:%201",  # U+560A U+560D, whose low bytes are LF and CR
    "%E5%98%8A%E5%98%8D%E5%98%BCx-evil%E5%98%BE",
    "%C4%8A%C4%8DX-Evil:%201",  # U+010A U+010D
    "%E2%80%A8X-Evil:%201",  # line separator
    "%E2%80%A9X-Evil:%201",
    "%C2%85X-Evil:%201",  # next line
    "%0bX-Evil:%201",
    "%0cX-Evil:%201",
    "%00X-Evil:%201",
    "%1b%5B2J",
    "%ff%fe",
    "%C0%8D%C0%8A",  # overlong
    "%ED%A0%8D",  # half of a surrogate pair
    "%u000d%u000a",
    "\\r\\nX-Evil: 1",
    "%22%3E%3Cx-evil%3E",
    "%27%3E%3Cx-evil%3E",
    "%22%20onfocus=%22alert(1)",
    "%3C/title%3E%3Cx-evil%3E",
    "%7B%7B7*7%7D%7D%7B%25%20debug%20%25%7D",
    "=?utf-8?q?=0d=0aX-Evil?=",
    "%E2%80%AEevil",  # right-to-left override
    "%F0%9F%92%A9" * 500,
)
BROKEN_PARAMETERS = (
    *("client_id", "redirect_uri", "response_type", "scope", "state", "nonce", "lang", "ui_locales", "login_hint"),
    *("prompt", "max_age", "identity_provider", "idp_identifier", "code_challenge", "code_challenge_method", "account"),
    *("logout_uri", "post_logout_redirect_uri", "id_token_hint", "resource", "something"),
)


def answers(http: Client, addresses: list[str]) -> list[HttpResponse]:
    return [http.get(address) for address in addresses]


def destinations(responses: list[HttpResponse]) -> set[str]:
    """The hosts that browsers would go to, which take a backslash for a slash and skip tabs and line breaks."""
    locations = [response["Location"] for response in responses if response.has_header("Location")]
    return {_host(location) for location in locations}


def _host(location: str) -> str:
    seen = location.replace("\\", "/").translate(dict.fromkeys(map(ord, "\t\r\n"))).strip()
    parts = urlsplit(urljoin("http://localhost:8000/", seen))
    return parts.netloc if parts.scheme in ("http", "https") else f"{parts.scheme}:"


def injected(response: HttpResponse) -> list[str]:
    """What of the answer is not ours: a header, a cookie or an element that somebody has written into it; a line break
    within a header; a failure."""
    lines = response.serialize_headers().split(b"\r\n")
    names = {line.partition(b":")[0].lower() for line in lines}
    found = [
        ("header", b"x-evil" in names or len(lines) != len(response.headers)),
        ("line break", any(set("\r\n\0") & set(value) for value in response.headers.values())),
        ("cookie", any(name not in _OUR_COOKIES for name in response.cookies)),
        ("element", b"<x-evil" in response.content),
        ("attribute", b'" onfocus="alert' in response.content),
        ("failure", response.status_code >= 500),
    ]
    return [name for name, is_there in found if is_there]


def all_injected(responses: list[HttpResponse]) -> set[str]:
    return {found for response in responses for found in injected(response)}


def with_value(address: str, name: str, value: str) -> str:
    return with_raw(address, name, quote(value, safe=""))


def with_raw(address: str, name: str, raw: str) -> str:
    """The address with this parameter, and no other value of it, as it stands."""
    path, _, query = address.partition("?")
    kept = [pair for pair in query.split("&") if pair and pair.partition("=")[0] != name]
    return f"{path}?{'&'.join([*kept, f'{name}={raw}'])}"
