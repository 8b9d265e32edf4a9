"""The token inspector."""

import base64
import json
import time

import pytest
from django.urls import reverse

from pools.actions import tokens
from pools.models import Session
from tests.conftest import PASSWORD

pytestmark = pytest.mark.one_database


@pytest.fixture
def issued(idp, app, alice):
    sign_in = idp.initiate_auth(
        ClientId=app.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "alice", "PASSWORD": PASSWORD},
    )
    return sign_in["AuthenticationResult"]


def inspect(console, token, **expected):
    return console.post(reverse("admin:token_inspector"), {"token": token} | expected)


def verdicts(page):
    return {check["subject"]: check["outcome"] for check in page.context["checks"]}


def failures(page):
    return [str(check["text"]) for check in page.context["checks"] if check["outcome"] == "failed"]


def part(value):
    return (
        base64.urlsafe_b64encode(value if isinstance(value, bytes) else json.dumps(value).encode()).decode().strip("=")
    )


def claims_of(token):
    return json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))


def altered(pool, token, **claims):
    """The same token with other claims, signed by the pool."""
    return tokens.sign(pool, "access", claims_of(token) | claims)


@pytest.mark.spec("SEC-12", "SEC-73")
@pytest.mark.parametrize("kind", ["IdToken", "AccessToken"])
def test_a_good_token_passes_every_check(kind, console, issued):
    page = inspect(console, issued[kind])

    assert set(verdicts(page).values()) == {"passed"}
    assert verdicts(page).keys() == {"Signature", "Issuer", "Time", "Kind", "Audience", "User", "Session"}
    assert "The session that it descends from" in page.content.decode()
    assert "in 59 minutes" in page.content.decode()


def test_white_space_and_the_name_of_the_scheme_are_no_matter(console, issued):
    token = issued["AccessToken"]
    assert inspect(console, f"Bearer {token[:40]}\n  {token[40:]}\n").context["is_good"]


def changed_signature(pool, token):
    return token[:-8] + ("A" * 8)


def other_algorithm(pool, token):
    return f"{part({'alg': 'none'})}.{token.split('.')[1]}."


def other_key(pool, token):
    return f"{part({'alg': 'RS256', 'kid': 'lost'})}.{token.split('.', 1)[1]}"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (changed_signature, "The signature does not fit"),
        (other_algorithm, "signed by none"),
        (other_key, "no key called lost"),
        (
            lambda pool, token: altered(pool, token, exp=int(time.time()) - 7300),
            "It has ended. The app gets a new one ",
        ),
        (lambda pool, token: altered(pool, token, iat=int(time.time()) + 900), "begins in the future"),
        (lambda pool, token: altered(pool, token, exp=None), "no time to end at"),
        (lambda pool, token: altered(pool, token, token_use="id"), "signs the other kind"),
        (lambda pool, token: altered(pool, token, client_id="other"), "no app client of the pool"),
        (lambda pool, token: altered(pool, token, sub="nobody"), "The user is not in the pool"),
        (lambda pool, token: altered(pool, token, origin_jti="nothing"), "Its session is not there"),
        (lambda pool, token: altered(pool, token, iss="https://evil.example"), "the pool's issuer is"),
    ],
    ids=["signature", "alg", "kid", "exp", "iat", "no exp", "use", "client", "user", "session", "iss"],
)
def test_the_reason_is_said_when_a_token_does_not_count(change, said, console, pool, issued):
    page = inspect(console, change(pool, issued["AccessToken"]))

    assert not page.context["is_good"]
    assert said in " ".join(failures(page))


def test_a_revoked_session_is_told(console, idp, alice, pool, issued):
    idp.admin_user_global_sign_out(UserPoolId=pool.id, Username="alice")

    assert "was revoked" in " ".join(failures(inspect(console, issued["AccessToken"])))


def test_a_disabled_user_is_told(console, idp, alice, pool, issued):
    idp.admin_disable_user(UserPoolId=pool.id, Username="alice")

    assert verdicts(inspect(console, issued["IdToken"]))["User"] == "failed"


def test_the_key_that_a_token_is_bound_to_is_noted(console, pool, issued):
    page = inspect(console, altered(pool, issued["AccessToken"], cnf={"jkt": "thumb"}))

    assert verdicts(page)["Key binding"] == "noted"
    assert "thumbprint thumb" in page.content.decode()


@pytest.mark.parametrize(
    ("expected", "subject"),
    [({"token_use": "id"}, "Kind"), ({"client_id": "2other"}, "Audience")],
    ids=["use", "client"],
)
def test_what_the_verifier_expects_is_compared(expected, subject, console, issued):
    page = inspect(console, issued["AccessToken"], **expected)

    assert [name for name, outcome in verdicts(page).items() if outcome == "failed"] == [subject]


@pytest.mark.parametrize(
    "garbage",
    [
        *("", "   ", "hello", "a.b", "a.b.c", "ä.ö.ü", "e30.e30", "." * 2, "." * 4, "x" * 20_000, "\x00.\x00.\x00"),
        f"{part([])}.{part([])}.",
        f"{part({'alg': 'RS256'})}.{part(b'[' * 9000)}.x",
        f"{part({'alg': 'RS256'})}.{part(b'9' * 9000)}.x",
        f"{part({'alg': 'RS256'})}.{part({str(number): number for number in range(300)})}.x",
    ],
    ids=range(15),
)
def test_garbage_is_rejected_politely(garbage, console):
    page = inspect(console, garbage)

    assert page.status_code == 200
    assert page.context["form"].errors["token"]
    assert "checks" not in page.context


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": 7, "exp": "soon", "sub": [], "aud": {"a": 1}, "token_use": None},
        {"exp": 10**300, "iat": -(10**300), "auth_time": True, "nbf": 1e308},
        {"iss": "http://x/us-east-1_\x00", "client_id": "\x00", "origin_jti": "\ud800", "cnf": "\ud800", "\ud800": 1},
        {"iss": "", "exp": float("nan"), "iat": float("inf")},
        {},
    ],
    ids=["types", "numbers", "letters", "nan", "nothing"],
)
def test_odd_claims_do_no_harm(claims, console, pool, app):
    token = f"{part({'alg': 'RS256', 'kid': chr(0xD800)})}.{part({'client_id': app.client_id} | claims)}.c2ln"
    page = inspect(console, token)

    assert page.status_code == 200
    assert not page.context["is_good"]


def test_a_refresh_token_is_known_but_not_opened(console, issued):
    page = inspect(console, issued["RefreshToken"])
    assert page.context["is_usable"]
    assert "It would be taken now" in page.content.decode()

    Session.objects.update(revoked_at="2026-01-01T00:00Z")
    assert not inspect(console, issued["RefreshToken"]).context["is_usable"]


@pytest.mark.parametrize("kind", ["AccessToken", "RefreshToken"])
def test_a_pool_that_one_may_not_see_is_as_if_there_were_none(kind, console_of, pool, issued):
    page = inspect(console_of("poolhouse:InspectTokens"), issued[kind]).content.decode()

    assert pool.name not in page.replace("user pool", "")
    assert "shop" not in page
    assert reverse("admin:user_pool", args=[pool.id]) not in page


def test_who_may_not_inspect_finds_no_inspector(console_of, issued):
    visitor = console_of("cognito-idp:DescribeUserPool")

    assert inspect(visitor, issued["IdToken"]).status_code == 403
    assert reverse("admin:token_inspector") not in visitor.get(reverse("admin:index")).content.decode()


def test_a_token_stays_out_of_the_log_and_takes_few_queries(console, issued, caplog, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        inspect(console, issued["AccessToken"])

    assert issued["AccessToken"][:30] not in caplog.text
    assert "token" not in console.get(reverse("admin:token_inspector"), {"token": "x.y.z"}).context["form"].data
