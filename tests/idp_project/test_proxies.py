"""Whom we believe who is asking: forwarding headers count from trusted proxies alone."""

import ipaddress

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from pools.access import policy, proxies
from pools.access.proxies import ForwardingMiddleware

pytestmark = pytest.mark.one_database

PROXY, SECOND_PROXY, CLIENT, LIAR = "10.0.0.1", "10.0.0.2", "203.0.113.7", "198.51.100.66"
SPOOFED = [
    {"X-Forwarded-For": LIAR},
    {"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"},
    {"Forwarded": f"for={LIAR};proto=https;host=evil.example"},
    {"X-Real-IP": LIAR, "X-Client-IP": LIAR, "True-Client-IP": LIAR, "CF-Connecting-IP": LIAR},
    {"X-Forwarded-Ssl": "on", "Front-End-Https": "on", "X-Url-Scheme": "https", "X-Forwarded-Scheme": "https"},
]


@pytest.fixture
def seen(settings):
    """What the rest of the product sees of a request that this peer sent with these headers."""
    settings.TRUSTED_PROXIES = [ipaddress.ip_network("10.0.0.0/24"), ipaddress.ip_network("::1")]

    def ask(peer=PROXY, headers=None, kind=proxies.X_FORWARDED):
        settings.FORWARDING_HEADERS = kind
        passed = []
        middleware = ForwardingMiddleware(lambda request: passed.append(request) or HttpResponse())
        middleware(RequestFactory().get("/", headers={"Host": "inner"} | (headers or {}), REMOTE_ADDR=peer))
        return passed[0].META["REMOTE_ADDR"], passed[0].scheme, passed[0].get_host()

    return ask


@pytest.mark.parametrize("headers", SPOOFED)
@pytest.mark.parametrize("peer", [CLIENT, "127.0.0.1", "10.0.1.1", "", "not-an-address"])
@pytest.mark.parametrize("kind", [proxies.X_FORWARDED, proxies.FORWARDED])
def test_nobody_else_is_believed(seen, headers, peer, kind):
    assert seen(peer, headers, kind) == (peer, "http", "inner")


@pytest.mark.parametrize(
    ("given", "client"),
    [
        (CLIENT, CLIENT),
        (f"{LIAR}, {CLIENT}", CLIENT),
        (f"{LIAR}, {CLIENT}, {SECOND_PROXY}", CLIENT),
        (f"127.0.0.1, {CLIENT}", CLIENT),
        (f"{SECOND_PROXY}, {CLIENT}", CLIENT),
        (f" {CLIENT}:4711 ", CLIENT),
        ("[2001:db8::7]:4711", "2001:db8::7"),
        ("2001:db8::7", "2001:db8::7"),
        (f"::ffff:{CLIENT}", CLIENT),
        (SECOND_PROXY, SECOND_PROXY),
        (f"{LIAR}, unknown", PROXY),
        (f"{LIAR}, unknown, {SECOND_PROXY}", SECOND_PROXY),
        (f"{LIAR}, nonsense' OR 1=1", PROXY),
        ("", PROXY),
        (",,,", PROXY),
        ("a," * 5000 + CLIENT, CLIENT),
    ],
)
def test_the_client_is_the_nearest_address_that_is_no_proxy_of_ours(seen, given, client):
    assert seen(headers={"X-Forwarded-For": given})[0] == client


def test_a_proxy_on_a_socket_of_both_families_is_the_proxy(seen):
    assert seen(f"::ffff:{PROXY}", {"X-Forwarded-For": CLIENT})[0] == CLIENT


def test_scheme_and_host_are_those_that_the_client_asked_by(seen):
    told = {"X-Forwarded-For": CLIENT, "X-Forwarded-Proto": "https", "X-Forwarded-Host": "id.example.com"}

    assert seen(headers=told) == (CLIENT, "https", "id.example.com")


@pytest.mark.parametrize("scheme", ["", "javascript", "https://", "wss"])
def test_a_scheme_that_is_none_changes_nothing(seen, scheme):
    assert seen(headers={"X-Forwarded-For": CLIENT, "X-Forwarded-Proto": scheme})[1] == "http"


def test_of_several_schemes_the_nearest_proxys_counts(seen):
    assert seen(headers={"X-Forwarded-For": CLIENT, "X-Forwarded-Proto": "https, http"})[1] == "http"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (f"for={CLIENT};proto=https;host=id.example.com", (CLIENT, "https", "id.example.com")),
        (f'For="{CLIENT}:4711" ; Proto=HTTPS', (CLIENT, "https", "inner")),
        ('for="[2001:db8::7]:4711";proto=https', ("2001:db8::7", "https", "inner")),
        (f"for={LIAR};host=evil.example, for={CLIENT};proto=https", (CLIENT, "https", "inner")),
        (f"for={CLIENT};proto=https, for={SECOND_PROXY};proto=http", (CLIENT, "https", "inner")),
        ("for=_hidden;proto=https", (PROXY, "https", "inner")),
        (f"for={LIAR}, for=unknown", (PROXY, "http", "inner")),
        (f'for={CLIENT};proto="https', (PROXY, "http", "inner")),
        (f"for={CLIENT} proto=https", (PROXY, "http", "inner")),
        (f'for="{LIAR}\\", for={CLIENT}', (PROXY, "http", "inner")),
        ("", (PROXY, "http", "inner")),
    ],
)
def test_the_standard_header_is_read_element_by_element(seen, given, expected):
    assert seen(headers={"Forwarded": given}, kind=proxies.FORWARDED) == expected


@pytest.mark.parametrize(
    ("kind", "other"),
    [
        (proxies.X_FORWARDED, {"Forwarded": f"for={LIAR};proto=https"}),
        (
            proxies.FORWARDED,
            {"X-Forwarded-For": LIAR, "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"},
        ),
    ],
)
def test_headers_that_our_proxy_does_not_write_are_not_read(seen, kind, other):
    assert seen(headers=other, kind=kind) == (PROXY, "http", "inner")


@pytest.fixture
def behind_a_proxy(settings):
    """Sends requests as a trusted proxy on this machine hands them on."""
    settings.TRUSTED_PROXIES = [ipaddress.ip_network("127.0.0.1")]
    settings.FORWARDING_HEADERS = proxies.X_FORWARDED
    told = {"X-Forwarded-For": f"{LIAR}, {CLIENT}", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "localhost:8000"}
    return Client(headers=told)


def sign_in_badly(http, app):
    target = "AWSCognitoIdentityProviderService.InitiateAuth"
    answers = {"USERNAME": "alice", "PASSWORD": "wrong"}
    body = {"ClientId": app.client_id, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": answers}
    return http.post("/", body, "application/x-amz-json-1.1", headers={"X-Amz-Target": target})


def test_the_audit_trail_names_the_clients_address(behind_a_proxy, app, alice, trail):
    sign_in_badly(behind_a_proxy, app)

    assert trail()[-1].ip_address == CLIENT


def test_a_spoofed_address_reaches_no_audit_event(app, alice, trail):
    sign_in_badly(Client(headers={"X-Forwarded-For": LIAR, "Forwarded": f"for={LIAR}"}), app)

    assert trail()[-1].ip_address == "127.0.0.1"


def test_the_hosted_pages_know_that_the_client_asked_by_https(behind_a_proxy, app):
    asked = {"client_id": app.client_id, "response_type": "code", "redirect_uri": app.callback_urls[0]}

    assert behind_a_proxy.get("/login", asked).wsgi_request.is_secure()


def test_the_metrics_are_for_this_machine_and_not_for_whom_its_proxy_serves(behind_a_proxy, db):
    assert behind_a_proxy.get("/metrics").status_code == 403


def test_policies_see_the_clients_address_and_transport(behind_a_proxy, db):
    origin = policy.origin_of(behind_a_proxy.get("/healthz").wsgi_request)

    assert (origin.ip_address, origin.is_secure) == (CLIENT, True)
