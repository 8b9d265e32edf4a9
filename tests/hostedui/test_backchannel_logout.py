"""Apps are told that a user's session has ended (OpenID Connect Back-Channel Logout 1.0)."""

import datetime
import uuid
from urllib.parse import parse_qs, urlencode

import jwt
import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.utils import timezone

from hostedui.models import BrowserSession
from notifications import announcing, outgoing
from pools.actions import client_own_settings, logout_delivery, sessions, user_sessions, users
from pools.models import AppClient, LogoutNotice, Session
from pools.tasks import deliver_logout_notice, sweep_logout_notices
from tests.conftest import CALLER

pytestmark = pytest.mark.django_db

URI = "https://shop.example/backchannel"
EVENT = "http://schemas.openid.net/event/backchannel-logout"


@pytest.fixture
def told(monkeypatch):
    """What the apps are posted: address, and claims of the token."""
    posts = []

    def post(url, body, headers, *, timeout, max_bytes):
        token = parse_qs(body.decode())["logout_token"][0]
        posts.append((url, jwt.decode(token, options={"verify_signature": False})))
        return outgoing.Answer(200, {}, b"")

    monkeypatch.setattr(outgoing, "post", post)
    return posts


@pytest.fixture
def listening(app):
    client_own_settings.set_own_settings(app, caller=CALLER, backchannel_logout_uri=URI)
    return app


@pytest.fixture
def also_listening(pool) -> AppClient:
    return AppClient.objects.create(pool=pool, client_name="blog", backchannel_logout_uri="https://blog.example/bye")


@pytest.fixture
def browser_of_alice(in_a_hosted_session) -> BrowserSession:
    return BrowserSession.objects.get()


@pytest.fixture
def begin(alice, app):
    """A session of Alice's at an app, through a browser or by the API."""

    def start(client=app, browser=None):
        through = browser.pk if browser else None
        return sessions.start_session(
            alice, client, auth_time=timezone.now(), event_id=uuid.uuid4(), browser_session_id=through
        )[0]

    return start


def subjects(notices):
    return sorted((row.client_id, row.sid) for row in notices)


def test_signing_out_tells_each_app_that_was_signed_in_to_through_this_browser(
    in_a_hosted_session, browser_of_alice, listening, also_listening, begin, alice, told
):
    begin(listening, browser_of_alice)
    begin(listening, browser_of_alice)
    begin(also_listening, browser_of_alice)
    begin(listening)  # by the API: another session
    in_a_hosted_session.get(f"/logout?{urlencode({'client_id': listening.client_id})}")
    sweep_logout_notices()

    sid = str(browser_of_alice.pk)
    assert sorted((url, claims["aud"], claims["sid"]) for url, claims in told) == [
        ("https://blog.example/bye", also_listening.client_id, sid),
        (URI, listening.client_id, sid),
    ]
    assert {claims["sub"] for _, claims in told} == {str(alice.sub)}
    assert not BrowserSession.objects.exists()


def test_an_app_without_address_is_told_nothing(in_a_hosted_session, browser_of_alice, app, begin):
    begin(app, browser_of_alice)
    in_a_hosted_session.get(f"/logout?{urlencode({'client_id': app.client_id})}")

    assert not LogoutNotice.objects.exists()


def test_the_sid_of_the_id_token_is_that_of_the_logout_token(browser, asks, exchange, listening, alice, told):
    browser.sign_in("alice", asks("/login"))
    tokens = exchange(browser.query["code"]).json()
    browser.get(asks("/logout", logout_uri=None))
    sweep_logout_notices()

    ((_, claims),) = told
    sid = jwt.decode(tokens["id_token"], options={"verify_signature": False})["sid"]
    assert claims["sid"] == sid
    assert "sid" not in jwt.decode(tokens["access_token"], options={"verify_signature": False})


def test_without_an_address_id_tokens_have_no_sid(code_of_alice, exchange):
    id_token = exchange(code_of_alice).json()["id_token"]
    assert "sid" not in jwt.decode(id_token, options={"verify_signature": False})


def test_who_signs_in_again_keeps_the_sid_and_no_app_is_told(browser, asks, listening, alice):
    browser.sign_in("alice", asks("/login"))
    first = BrowserSession.objects.get()
    browser.sign_in("alice", asks("/oauth2/authorize", prompt="login").replace("/oauth2/authorize", "/login"))

    assert BrowserSession.objects.get().pk == first.pk
    assert BrowserSession.objects.get().token_hash != first.token_hash
    assert not LogoutNotice.objects.exists()


def test_when_somebody_else_signs_in_the_first_ones_session_has_ended(browser, asks, exchange, listening, alice, bob):
    browser.sign_in("alice", asks("/login"))
    exchange(browser.query["code"])
    first = BrowserSession.objects.get()
    browser.sign_in("bob", asks("/login", prompt="login"))

    assert subjects(LogoutNotice.objects.all()) == [(listening.client_id, str(first.pk))]
    assert BrowserSession.objects.get().user == bob


@pytest.mark.parametrize(
    "end",
    [
        lambda user: sessions.global_sign_out(user, caller=CALLER),
        lambda user: users.admin_disable_user(user, caller=CALLER),
        lambda user: users.admin_delete_user(user, caller=CALLER),
        lambda user: users.delete_user(user, caller=CALLER),
    ],
    ids=["GlobalSignOut", "AdminDisableUser", "AdminDeleteUser", "DeleteUser"],
)
def test_the_end_of_all_sessions_is_one_word_without_sid(begin, listening, browser_of_alice, alice, told, end):
    sub = str(alice.sub)
    begin(listening, browser_of_alice)
    begin(listening)
    end(alice)
    sweep_logout_notices()

    ((_, claims),) = told
    assert claims["sub"] == sub
    assert "sid" not in claims


def test_an_app_that_insists_has_each_session_named(begin, listening, browser_of_alice, alice):
    client_own_settings.set_own_settings(listening, caller=CALLER, backchannel_logout_session_required=True)
    begin(listening, browser_of_alice)
    begin(listening, browser_of_alice)
    alone = begin(listening)
    sessions.global_sign_out(alice, caller=CALLER)

    expected = sorted([(listening.client_id, str(browser_of_alice.pk)), (listening.client_id, str(alone.pk))])
    assert subjects(LogoutNotice.objects.all()) == expected


@pytest.mark.parametrize("linked", [True, False])
def test_a_session_ended_from_the_list_tells_its_app_once(begin, listening, browser_of_alice, alice, linked):
    session = begin(listening, browser_of_alice)
    user_sessions.revoke_user_session(
        alice,
        user_sessions.token_session_id(session.pk),
        caller=CALLER,
        linked=linked,
        needs_tracking=False,
    )

    assert subjects(LogoutNotice.objects.all()) == [(listening.client_id, str(browser_of_alice.pk))]


def test_ending_all_other_sessions_tells_their_apps(begin, listening, also_listening, browser_of_alice, alice):
    begin(listening, browser_of_alice)
    other = begin(also_listening)
    user_sessions.end_other_sessions(alice, browser_of_alice.pk, caller=CALLER)

    assert subjects(LogoutNotice.objects.all()) == [(also_listening.client_id, str(other.pk))]


@pytest.mark.parametrize("change", ["revoked_at", "expires_at"])
def test_what_has_ended_before_or_was_revoked_by_the_app_is_not_told_again(begin, listening, alice, change):
    Session.objects.filter(pk=begin(listening).pk).update(**{change: timezone.now()})
    sessions.global_sign_out(alice, caller=CALLER)

    assert not LogoutNotice.objects.exists()


def test_the_notice_goes_with_the_transaction_that_ends_the_session(begin, listening, alice, monkeypatch):
    begin(listening)
    with transaction.atomic():
        sessions.global_sign_out(alice, caller=CALLER)
        transaction.set_rollback(True)

    assert not LogoutNotice.objects.exists()


def test_a_worker_is_told_after_the_commit(begin, listening, alice, monkeypatch, django_capture_on_commit_callbacks):
    announced = []
    monkeypatch.setattr(announcing, "_quiet_until", 0.0)
    monkeypatch.setattr("celery.current_app.send_task", lambda *given: announced.append(given))
    begin(listening)
    with django_capture_on_commit_callbacks(execute=True):
        sessions.global_sign_out(alice, caller=CALLER)

    assert announced == [(deliver_logout_notice.name, (str(LogoutNotice.objects.get().pk),))]


@pytest.fixture
def notice(listening, alice) -> LogoutNotice:
    return LogoutNotice.objects.create(client=listening, sub=alice.pk, sid="the-sid", due_at=timezone.now())


def test_the_token_is_what_the_specification_says(notice, monkeypatch, pool, alice):
    """Section 2.4; the signature holds against the published keys."""
    posts = []
    monkeypatch.setattr(outgoing, "post", lambda *given, **_: posts.append(given) or outgoing.Answer(204, {}, b""))
    deliver_logout_notice(str(notice.pk))

    ((url, body, headers),) = posts
    token = parse_qs(body.decode())["logout_token"][0]
    keys = jwt.PyJWKSet.from_dict(Client().get(f"/{pool.id}/.well-known/jwks.json").json())
    header = jwt.get_unverified_header(token)
    claims = jwt.decode(token, keys[header["kid"]], ["RS256"], audience=notice.client_id, issuer=pool.issuer)
    assert (url, headers) == (URI, {"Content-Type": "application/x-www-form-urlencoded"})
    assert (header["typ"], header["alg"]) == ("logout+jwt", "RS256")
    assert claims.keys() == {"iss", "aud", "sub", "sid", "iat", "exp", "jti", "events"}
    assert (claims["sub"], claims["sid"], claims["events"]) == (str(alice.sub), "the-sid", {EVENT: {}})
    assert claims["exp"] - claims["iat"] == 120


def test_a_logout_token_is_no_id_token(notice, told, pool, monkeypatch):
    tokens = []
    monkeypatch.setattr(
        outgoing, "post", lambda url, body, *_, **__: tokens.append(body) or outgoing.Answer(200, {}, b"")
    )
    deliver_logout_notice(str(notice.pk))
    hint = parse_qs(tokens[0].decode())["logout_token"][0]

    assert Client().get("/logout", {"id_token_hint": hint}, headers={"Host": "localhost:8000"}).status_code == 400


def slow(*_, **__):
    raise outgoing.TimedOut("Too slow.")


def test_an_app_that_cannot_be_reached_is_tried_again_and_given_up_at_last(notice, trail, monkeypatch):
    monkeypatch.setattr(outgoing, "post", slow)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        states = [attempt(notice, clock) for _ in range(logout_delivery.MAX_ATTEMPTS + 1)]

    last = ("failed", logout_delivery.MAX_ATTEMPTS)
    assert states[:2] == [("waiting", 1), ("waiting", 2)]
    assert states[-2:] == [last, last]
    (event,) = trail(name="BackchannelLogout")
    assert (event.error, event.client_id, event.detail["sub"]) == ("Undelivered", notice.client_id, str(notice.sub))


def attempt(notice, clock):
    """Where things stand after two sweeps, the second of which finds nothing due; an hour passes."""
    sweep_logout_notices()
    sweep_logout_notices()
    clock.shift(datetime.timedelta(hours=1))
    notice.refresh_from_db()
    return notice.state, notice.attempts


@pytest.mark.parametrize("status", [302, 400, 500])
def test_an_app_that_says_nothing_good_is_tried_again(notice, monkeypatch, status):
    monkeypatch.setattr(outgoing, "post", lambda *_, **__: outgoing.Answer(status, {}, b""))
    deliver_logout_notice(str(notice.pk))
    notice.refresh_from_db()

    assert (notice.state, notice.last_error) == ("waiting", f"The app answered {status}.")


def test_an_internal_address_is_asked_never(notice, settings):
    settings.OUTGOING_NETWORKS = []
    AppClient.objects.filter(pk=notice.client_id).update(backchannel_logout_uri="https://169.254.169.254/latest")
    deliver_logout_notice(str(notice.pk))
    notice.refresh_from_db()

    assert (notice.state, notice.attempts) == (LogoutNotice.State.FAILED, 1)


def test_a_notice_that_a_lost_worker_held_is_delivered_later(notice, told):
    logout_delivery._claim(notice.pk)
    sweep_logout_notices()
    assert told == []

    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=2)):
        sweep_logout_notices()
    assert len(told) == 1


def test_a_notice_is_delivered_once(notice, told):
    deliver_logout_notice(str(notice.pk))
    deliver_logout_notice(str(notice.pk))
    sweep_logout_notices()

    assert len(told) == 1


def test_one_app_that_is_down_holds_a_sweep_up_once(notice, listening, also_listening, alice, monkeypatch):
    LogoutNotice.objects.create(client=listening, sub=alice.pk, due_at=timezone.now())
    LogoutNotice.objects.create(client=also_listening, sub=alice.pk, due_at=timezone.now())
    asked = []

    def post(url, *_, **__):
        asked.append(url)
        raise outgoing.TimedOut("Too slow.")

    monkeypatch.setattr(outgoing, "post", post)
    sweep_logout_notices()

    assert sorted(asked) == ["https://blog.example/bye", URI]


def test_old_notices_are_forgotten(notice, told):
    deliver_logout_notice(str(notice.pk))
    waiting = LogoutNotice.objects.create(client=notice.client, sub=notice.sub, due_at=timezone.now())
    with time_machine.travel(timezone.now() + datetime.timedelta(days=31)):
        logout_delivery.forget_old()

    assert LogoutNotice.objects.get() == waiting


def test_discovery_tells_of_it(pool, app, listening):
    address = f"/{pool.id}/.well-known/openid-configuration"
    document = Client().get(address).json()
    assert (document["backchannel_logout_supported"], document["backchannel_logout_session_supported"]) == (True, True)

    client_own_settings.set_own_settings(app, caller=CALLER, backchannel_logout_uri="")
    assert "backchannel_logout_supported" not in Client().get(address).json()
