"""Sessions that are tracked: listed, limited in number, ended one by one."""

import datetime
import re

import pytest
import time_machine
from django.utils import timezone

from pools.actions import user_sessions
from pools.models import AuditEvent, Session, UserPool
from tests.pools.signing_in import claims, refreshed, tokens
from tests.pools.test_sign_in_cost import TRANSACTION

NOBODYS = "tkn" + "0" * 25


@pytest.fixture
def tracking(idp, pool):
    return track(idp, pool)


@pytest.fixture
def here(idp, app, alice, tracking):
    return tokens(idp, app)


@pytest.fixture
def there(idp, app, here):
    """A second session of Alice's."""
    return tokens(idp, app)


def track(idp, pool: UserPool, most: int = 20) -> UserPool:
    idp.set_user_pool_session_configuration(
        UserPoolId=pool.id, UserSessionTracking="ENABLED", TokenSession={"MaxPerUser": most}
    )
    pool.refresh_from_db()
    return pool


def id_of(signed_in: dict) -> str:
    return user_sessions.token_session_id(Session.objects.get(pk=claims(signed_in["AccessToken"])["origin_jti"]).pk)


def listed(idp, signed_in: dict) -> list[dict]:
    return idp.list_user_sessions(AccessToken=signed_in["AccessToken"])["Sessions"]


# Configuration


@pytest.mark.spec("API-367")
def test_tracking_is_off_at_first(idp, pool):
    configuration = idp.get_user_pool_session_configuration(UserPoolId=pool.id)

    assert configuration["UserSessionTracking"] == "DISABLED"
    assert configuration["TokenSession"] == {"MaxPerUser": 20}


@pytest.mark.spec("API-367")
def test_what_a_pool_was_told_is_told_again(idp, pool):
    track(idp, pool, 7)
    configuration = idp.get_user_pool_session_configuration(UserPoolId=pool.id)

    assert (configuration["UserSessionTracking"], configuration["TokenSession"]) == ("ENABLED", {"MaxPerUser": 7})
    assert AuditEvent.objects.get(name="SetUserPoolSessionConfiguration").pool_id == pool.id


@pytest.mark.spec("API-367")
@pytest.mark.parametrize("most", [0, 101])
def test_a_user_has_between_1_and_100_sessions(idp, pool, refused, most):
    with refused("InvalidParameterException"):
        track(idp, pool, most)


@pytest.mark.spec("APP-255")
def test_a_client_takes_a_browsers_word_for_an_hour_at_first(idp, app):
    configuration = idp.get_user_pool_client_session_configuration(UserPoolId=app.pool_id, ClientId=app.client_id)

    assert configuration["SSOSession"] == {"MaxValidityMinutes": 60}


@pytest.mark.spec("APP-255", "CON-265")
def test_a_client_is_told_for_how_long(idp, app, tracking):
    named = {"UserPoolId": app.pool_id, "ClientId": app.client_id}
    idp.set_user_pool_client_session_configuration(**named, SSOSession={"MaxValidityMinutes": 129_600})

    configuration = idp.get_user_pool_client_session_configuration(**named)
    assert configuration["SSOSession"] == {"MaxValidityMinutes": 129_600}


@pytest.mark.spec("APP-255")
def test_a_client_is_told_nothing_without_tracking(idp, app, refused):
    with refused("OperationNotEnabledException"):
        idp.set_user_pool_client_session_configuration(
            UserPoolId=app.pool_id, ClientId=app.client_id, SSOSession={"MaxValidityMinutes": 5}
        )


@pytest.mark.spec("APP-255")
def test_the_lowest_tier_tracks_nothing(idp, pool, refused):
    UserPool.objects.update(user_pool_tier="LITE")
    with refused("FeatureUnavailableInTierException"):
        track(idp, pool)


# Lists


@pytest.mark.spec("SEC-274", "API-367")
def test_a_user_sees_all_sessions_and_which_one_this_is(idp, here, there):
    sessions = {each["SessionId"]: each for each in listed(idp, here)}

    assert set(sessions) == {id_of(here), id_of(there)}
    assert (sessions[id_of(here)]["IsCurrentSession"], sessions[id_of(there)]["IsCurrentSession"]) == (True, False)


def test_a_session_tells_where_it_is_used(idp, app, here):
    (session,) = listed(idp, here)

    assert re.fullmatch("tkn[a-z0-9]{25}", session["SessionId"])
    assert (session["SessionType"], session["ClientId"]) == ("TOKEN", app.client_id)
    assert (session["LastIPAddress"], session["DeviceType"]) == ("127.0.0.1", "Boto3, Linux")
    assert session["CreateDate"] == session["LastActiveDate"]
    assert "OriginSessionId" not in session


@pytest.mark.parametrize(
    ("user_agent", "described"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36",
            "Chrome, Windows 10",
        ),
        ("", "unknown"),
        ("\x00" * 512, "unknown"),
    ],
)
def test_user_agents_are_told_as_people_call_them(user_agent, described):
    assert user_sessions.device_type(user_agent) == described


def test_a_refresh_is_the_last_use(idp, app, here):
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=10)):
        refreshed(idp, app, here["RefreshToken"])
        (session,) = listed(idp, here)

    assert session["LastActiveDate"] - session["CreateDate"] > datetime.timedelta(minutes=9)


def test_what_was_used_last_comes_first(idp, app, here, there):
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=10)):
        refreshed(idp, app, here["RefreshToken"])

    assert [each["SessionId"] for each in listed(idp, here)] == [id_of(here), id_of(there)]


@pytest.mark.spec("SEC-274")
def test_administrators_see_them_too(idp, pool, here):
    (session,) = idp.admin_list_user_sessions(UserPoolId=pool.id, Username="alice")["Sessions"]

    assert (session["SessionId"], session["IsCurrentSession"]) == (id_of(here), False)


def test_sessions_that_ended_are_not_listed(idp, app, pool, here, there):
    idp.revoke_token(ClientId=app.client_id, Token=there["RefreshToken"])
    assert [each["SessionId"] for each in listed(idp, here)] == [id_of(here)]

    idp.admin_user_global_sign_out(UserPoolId=pool.id, Username="alice")
    assert idp.admin_list_user_sessions(UserPoolId=pool.id, Username="alice")["Sessions"] == []


@pytest.mark.spec("API-367")
def test_a_pool_that_tracks_nothing_lists_nothing(idp, app, alice, refused):
    with refused("OperationNotEnabledException"):
        listed(idp, tokens(idp, app))


def test_an_unknown_user_has_no_list(idp, tracking, refused):
    with refused("UserNotFoundException"):
        idp.admin_list_user_sessions(UserPoolId=tracking.id, Username="charlie")


# Ending


@pytest.mark.spec("SEC-274")
def test_the_tokens_of_a_revoked_session_are_dead(idp, app, here, there, refused):
    idp.revoke_user_session(AccessToken=here["AccessToken"], SessionId=id_of(there))

    with refused("NotAuthorizedException"):
        idp.get_user(AccessToken=there["AccessToken"])
    with refused("NotAuthorizedException"):
        refreshed(idp, app, there["RefreshToken"])
    assert idp.get_user(AccessToken=here["AccessToken"])


@pytest.mark.spec("SEC-274", "API-367")
def test_nobody_revokes_the_session_he_is_in(idp, here, refused):
    with refused("InvalidParameterException"):
        idp.revoke_user_session(AccessToken=here["AccessToken"], SessionId=id_of(here))


@pytest.mark.spec("SEC-274")
def test_an_administrator_revokes_any(idp, pool, here, refused):
    idp.admin_revoke_user_session(UserPoolId=pool.id, Username="alice", SessionId=id_of(here))

    with refused("NotAuthorizedException"):
        idp.get_user(AccessToken=here["AccessToken"])
    assert AuditEvent.objects.filter(name="AdminRevokeUserSession").exists()


def test_the_session_of_another_does_not_exist(idp, app, pool, here, bob, refused):
    with refused("ResourceNotFoundException"):
        idp.revoke_user_session(AccessToken=here["AccessToken"], SessionId=id_of(tokens(idp, app, "bob")))


@pytest.mark.parametrize("session_id", [NOBODYS, "tkn" + "z" * 25, "sso" + "0" * 25])
def test_a_session_that_never_was_does_not_exist(idp, here, refused, session_id):
    with refused("ResourceNotFoundException"):
        idp.revoke_user_session(AccessToken=here["AccessToken"], SessionId=session_id)


def test_a_session_is_revoked_once(idp, here, there, refused):
    idp.revoke_user_session(AccessToken=here["AccessToken"], SessionId=id_of(there))
    with refused("ResourceNotFoundException"):
        idp.revoke_user_session(AccessToken=here["AccessToken"], SessionId=id_of(there))


@pytest.mark.parametrize("session_id", ["", "tkn", "abc" + "0" * 25, "tkn" + "A" * 25])
def test_what_is_no_session_id_is_refused(idp, here, refused, session_id):
    with refused("InvalidParameterException"):
        idp.revoke_user_session(AccessToken=here["AccessToken"], SessionId=session_id)


# The limit


@pytest.mark.spec("API-367")
def test_one_more_than_the_limit_ends_what_was_not_used_longest(idp, app, pool, here, there):
    track(idp, pool, 2)
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=1)):
        refreshed(idp, app, here["RefreshToken"])
        third = tokens(idp, app)

        assert {each["SessionId"] for each in listed(idp, here)} == {id_of(here), id_of(third)}


@pytest.mark.spec("API-367")
def test_a_lower_limit_ends_nothing_before_the_next_sign_in(idp, app, pool, here, there):
    track(idp, pool, 1)
    assert len(listed(idp, here)) == 2

    third = tokens(idp, app)
    assert [each["SessionId"] for each in listed(idp, third)] == [id_of(third)]


def test_without_tracking_there_is_no_limit(idp, app, alice, pool):
    track(idp, pool, 1)
    idp.set_user_pool_session_configuration(
        UserPoolId=pool.id, UserSessionTracking="DISABLED", TokenSession={"MaxPerUser": 1}
    )
    first, _ = tokens(idp, app), tokens(idp, app)

    assert idp.get_user(AccessToken=first["AccessToken"])


def test_the_sessions_of_others_do_not_count(idp, app, pool, alice, bob):
    track(idp, pool, 1)
    of_bob, _ = tokens(idp, app, "bob"), tokens(idp, app)

    assert idp.get_user(AccessToken=of_bob["AccessToken"])


# Ids


def test_an_id_is_written_and_read(here):
    session = Session.objects.get()

    assert user_sessions._read_id(user_sessions.token_session_id(session.pk)) == session.pk


def test_a_page_costs_the_same_however_many_there_are(alice, tracking, here, there, django_assert_num_queries):
    alice.pool = tracking
    with django_assert_num_queries(2):  # token sessions and browser sessions
        user_sessions.list_user_sessions(alice)


def test_tracking_costs_a_refresh_one_write(idp, app, here, django_assert_num_queries):
    with django_assert_num_queries(2):
        refreshed(idp, app, here["RefreshToken"])


def test_tracking_costs_a_sign_in_one_question(idp, app, here, there, django_assert_num_queries):
    with django_assert_num_queries(6 + TRANSACTION):
        tokens(idp, app)
