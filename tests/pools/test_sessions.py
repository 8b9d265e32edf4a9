"""What a refresh token gives, for how long, and what ends it."""

import concurrent.futures
import datetime
import uuid

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from notifications import sealing
from pools import tasks
from pools.actions import app_clients, sessions, sign_in
from pools.errors import PoolError
from pools.models import AuditEvent, Session
from tests.conftest import CALLER
from tests.pools.signing_in import claims, refreshed, tokens


@pytest.fixture
def signed_in(idp, app, alice):
    return tokens(idp, app)


@pytest.fixture
def rotating(app):
    """The app, giving a new refresh token for each old one."""
    app.refresh_token_rotation = {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0}
    app.save()
    return app


@pytest.fixture
def confidential(app):
    """The app, with a secret."""
    app.secret = "s" * 52
    app.save()
    return app


@pytest.fixture
def another_app(app):
    return app_clients.create_app_client(app.pool, "other", caller=CALLER, explicit_auth_flows=app.explicit_auth_flows)


def renewed(idp, app, refresh_token, **more):
    return idp.get_tokens_from_refresh_token(ClientId=app.client_id, RefreshToken=refresh_token, **more)[
        "AuthenticationResult"
    ]


# Refreshing


@pytest.mark.spec("SEC-43", "SEC-44", "SEC-272", "API-362")
@pytest.mark.parametrize("flow", ["REFRESH_TOKEN_AUTH", "REFRESH_TOKEN"])
def test_a_refresh_token_gives_id_and_access_token(idp, app, signed_in, flow):
    answer = idp.initiate_auth(
        ClientId=app.client_id, AuthFlow=flow, AuthParameters={"REFRESH_TOKEN": signed_in["RefreshToken"]}
    )

    assert set(answer["AuthenticationResult"]) == {"AccessToken", "IdToken", "TokenType", "ExpiresIn"}


@pytest.mark.spec("SEC-272", "API-366")
def test_amplify_s_way_to_refresh_gives_the_same(idp, app, signed_in):
    assert set(renewed(idp, app, signed_in["RefreshToken"])) == {"AccessToken", "IdToken", "TokenType", "ExpiresIn"}


def test_an_app_server_refreshes(idp, app, signed_in):
    answer = idp.admin_initiate_auth(
        UserPoolId=app.pool_id,
        ClientId=app.client_id,
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters={"REFRESH_TOKEN": signed_in["RefreshToken"]},
    )

    assert "AccessToken" in answer["AuthenticationResult"]


@pytest.mark.spec("SEC-19", "SEC-25", "SEC-38", "SEC-49")
def test_refreshed_tokens_remember_the_sign_in(idp, app, signed_in):
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=50)):
        later = refreshed(idp, app, signed_in["RefreshToken"])["AuthenticationResult"]
    before, after = claims(signed_in["IdToken"]), claims(later["IdToken"])

    kept = ("auth_time", "origin_jti", "event_id", "sub")
    assert [before[name] for name in kept] == [after[name] for name in kept]
    assert after["iat"] > before["iat"]
    assert after["jti"] != before["jti"]


@pytest.mark.spec("SEC-01", "SEC-03")
def test_nobody_reads_a_refresh_token(signed_in):
    assert "." not in signed_in["RefreshToken"]
    assert Session.objects.get().refresh_secret not in signed_in["RefreshToken"]


@pytest.mark.spec("SEC-06", "SEC-46", "SEC-266")
def test_after_thirty_days_a_refresh_token_ends(idp, app, signed_in, refused):
    with (
        time_machine.travel(timezone.now() + datetime.timedelta(days=30)),
        refused("NotAuthorizedException") as refusal,
    ):
        refreshed(idp, app, signed_in["RefreshToken"])

    assert refusal.message == "Refresh Token has expired"


def test_a_refresh_token_shows_changes_of_the_user(idp, app, alice, signed_in):
    alice.attributes["name"] = "Alice"
    alice.save()

    assert claims(renewed(idp, app, signed_in["RefreshToken"])["IdToken"])["name"] == "Alice"


@pytest.mark.parametrize("text", ["x", "gAAAAABk" + "A" * 100, "A" * 10_000, "a.b.c"])
def test_what_is_no_refresh_token_is_refused(idp, app, refused, text):
    with refused("NotAuthorizedException") as refusal:
        refreshed(idp, app, text)

    assert refusal.message == "Invalid Refresh Token"


def test_an_altered_refresh_token_is_refused(idp, app, signed_in, refused):
    token = signed_in["RefreshToken"]
    with refused("NotAuthorizedException"):
        renewed(idp, app, token[:60] + ("A" if token[60] != "A" else "B") + token[61:])


def test_what_was_sealed_for_something_else_is_no_refresh_token(idp, app, refused):
    with refused("NotAuthorizedException"):
        renewed(idp, app, sealing.seal("sign-in session", b"x" * 36).decode())


def test_our_keys_alone_make_no_refresh_token(idp, app, signed_in, refused):
    forged = Session.objects.get().id.bytes + (1).to_bytes(4) + b"\0" * 16
    with refused("NotAuthorizedException"):
        renewed(idp, app, sealing.seal("refresh token", forged).decode())


def test_another_client_cannot_refresh(idp, another_app, signed_in, refused):
    with refused("NotAuthorizedException") as refusal:
        renewed(idp, another_app, signed_in["RefreshToken"])

    assert refusal.message == "Invalid Refresh Token"


def test_a_client_that_does_not_exist_cannot_refresh(idp, signed_in, refused):
    with refused("ResourceNotFoundException"):
        idp.get_tokens_from_refresh_token(ClientId="missing", RefreshToken=signed_in["RefreshToken"])


def test_a_disabled_user_cannot_refresh(idp, app, alice, signed_in, refused):
    idp.admin_disable_user(UserPoolId=app.pool_id, Username="alice")
    with refused("NotAuthorizedException"):
        renewed(idp, app, signed_in["RefreshToken"])


def test_a_deleted_user_cannot_refresh(idp, app, alice, signed_in, refused):
    alice.delete()
    with refused("NotAuthorizedException"):
        renewed(idp, app, signed_in["RefreshToken"])


@pytest.mark.spec("SEC-272")
def test_a_client_with_a_secret_refreshes_by_it(idp, app, signed_in, refused):
    app.secret = "s" * 52
    app.save()
    with refused("NotAuthorizedException"):
        renewed(idp, app, signed_in["RefreshToken"])
    with refused("NotAuthorizedException"):
        renewed(idp, app, signed_in["RefreshToken"], ClientSecret="t" * 52)

    assert "AccessToken" in renewed(idp, app, signed_in["RefreshToken"], ClientSecret="s" * 52)


# Rotation


@pytest.mark.spec("SEC-271", "API-366", "APP-268")
def test_a_rotated_token_serves_once(idp, rotating, signed_in):
    second = renewed(idp, rotating, signed_in["RefreshToken"])["RefreshToken"]

    assert renewed(idp, rotating, second)["RefreshToken"] != second


@pytest.mark.spec("SEC-271", "API-366")
def test_who_comes_with_a_rotated_token_ends_the_family(idp, rotating, signed_in, refused):
    second = renewed(idp, rotating, signed_in["RefreshToken"])
    with refused("RefreshTokenReuseException"):
        renewed(idp, rotating, signed_in["RefreshToken"])
    with refused("NotAuthorizedException") as refusal:
        renewed(idp, rotating, second["RefreshToken"])
    with refused("NotAuthorizedException"):
        idp.get_user(AccessToken=second["AccessToken"])

    assert refusal.message == "Refresh Token has been revoked"
    assert AuditEvent.objects.filter(name="RefreshTokenReuse").count() == 1


def test_a_reused_token_ends_no_other_session(idp, rotating, signed_in, refused):
    other = tokens(idp, rotating)
    renewed(idp, rotating, signed_in["RefreshToken"])
    with refused("RefreshTokenReuseException"):
        renewed(idp, rotating, signed_in["RefreshToken"])

    assert "AccessToken" in renewed(idp, rotating, other["RefreshToken"])


@pytest.mark.spec("SEC-271")
def test_a_retry_within_the_grace_period_gets_the_same_generation(idp, rotating, signed_in):
    rotating.refresh_token_rotation["RetryGracePeriodSeconds"] = 30
    rotating.save()
    lost = renewed(idp, rotating, signed_in["RefreshToken"])
    retried = renewed(idp, rotating, signed_in["RefreshToken"])

    assert Session.objects.get().refresh_generation == 2
    assert "AccessToken" in renewed(idp, rotating, retried["RefreshToken"])
    assert "AccessToken" in renewed(idp, rotating, lost["RefreshToken"])


@pytest.mark.spec("SEC-271")
def test_after_the_grace_period_it_is_reuse(idp, rotating, signed_in, refused):
    rotating.refresh_token_rotation["RetryGracePeriodSeconds"] = 30
    rotating.save()
    renewed(idp, rotating, signed_in["RefreshToken"])
    with time_machine.travel(timezone.now() + datetime.timedelta(seconds=31)), refused("RefreshTokenReuseException"):
        renewed(idp, rotating, signed_in["RefreshToken"])


@pytest.mark.spec("SEC-271")
def test_with_rotation_the_old_flow_is_off(idp, rotating, signed_in, refused):
    with refused("InvalidParameterException"):
        refreshed(idp, rotating, signed_in["RefreshToken"])


@pytest.mark.spec("SEC-271")
def test_a_rotated_token_lives_no_longer(idp, rotating, signed_in):
    before = Session.objects.get().expires_at
    renewed(idp, rotating, signed_in["RefreshToken"])

    assert Session.objects.get().expires_at == before


@pytest.mark.spec("SEC-271")
@pytest.mark.django_db(transaction=True)
def test_of_ten_refreshes_at_once_one_rotates(rotating, alice):
    _, refresh_token = sessions.start_session(alice, rotating, auth_time=timezone.now(), event_id=uuid.uuid4())

    def refresh(turn: int) -> str:
        try:
            sign_in.get_tokens_from_refresh_token(rotating.client_id, refresh_token, None, caller=CALLER)
        except PoolError as refusal:
            return refusal.name
        finally:
            connection.close()
        return "rotated"

    with concurrent.futures.ThreadPoolExecutor(10) as threads:
        outcomes = sorted(threads.map(refresh, range(10)))

    assert outcomes == ["RefreshTokenReuseException"] * 9 + ["rotated"]
    assert Session.objects.get().revoked_at is not None


# Revoking


@pytest.mark.spec("SEC-60", "SEC-64", "SEC-275", "API-384")
def test_a_revoked_token_refreshes_no_more(idp, app, signed_in, refused):
    idp.revoke_token(ClientId=app.client_id, Token=signed_in["RefreshToken"])
    with refused("NotAuthorizedException") as refresh:
        renewed(idp, app, signed_in["RefreshToken"])
    with refused("NotAuthorizedException") as get_user:
        idp.get_user(AccessToken=signed_in["AccessToken"])

    assert refresh.message == "Refresh Token has been revoked"
    assert get_user.message == "Access Token has been revoked"
    assert AuditEvent.objects.filter(name="RevokeToken").count() == 1


@pytest.mark.spec("SEC-65")
def test_other_sessions_go_on(idp, app, signed_in):
    other = tokens(idp, app)
    idp.revoke_token(ClientId=app.client_id, Token=signed_in["RefreshToken"])

    assert "AccessToken" in renewed(idp, app, other["RefreshToken"])


@pytest.mark.spec("API-345")
@pytest.mark.parametrize("text", ["nonsense", "gAAAA"])
def test_to_revoke_what_is_no_token_is_no_error(idp, app, text):
    assert idp.revoke_token(ClientId=app.client_id, Token=text)["ResponseMetadata"]["HTTPStatusCode"] == 200


@pytest.mark.spec("API-345")
def test_to_revoke_twice_is_no_error(idp, app, signed_in):
    idp.revoke_token(ClientId=app.client_id, Token=signed_in["RefreshToken"])
    idp.revoke_token(ClientId=app.client_id, Token=signed_in["RefreshToken"])


@pytest.mark.spec("SEC-275", "API-384")
def test_an_access_token_is_not_revoked(idp, app, signed_in, refused):
    with refused("UnsupportedTokenTypeException"):
        idp.revoke_token(ClientId=app.client_id, Token=signed_in["AccessToken"])


@pytest.mark.spec("SEC-63", "API-384")
def test_revoking_must_be_enabled(idp, app, signed_in, refused):
    app.enable_token_revocation = False
    app.save()
    with refused("UnsupportedOperationException"):
        idp.revoke_token(ClientId=app.client_id, Token=signed_in["RefreshToken"])


@pytest.mark.spec("SEC-62")
def test_another_client_cannot_revoke(idp, another_app, signed_in, refused):
    with refused("UnauthorizedException"):
        idp.revoke_token(ClientId=another_app.client_id, Token=signed_in["RefreshToken"])

    assert Session.objects.get().revoked_at is None


@pytest.mark.spec("SEC-275")
@pytest.mark.parametrize("proof", [{}, {"ClientSecret": "t" * 52}])
def test_a_client_with_a_secret_revokes_by_it(idp, confidential, refused, proof):
    with refused("UnauthorizedException"):
        idp.revoke_token(ClientId=confidential.client_id, Token="anything", **proof)


# Signing out everywhere


@pytest.mark.spec("SEC-50", "SEC-52", "SEC-53")
def test_global_sign_out_ends_all_sessions(idp, app, signed_in, refused):
    other = tokens(idp, app)
    idp.global_sign_out(AccessToken=signed_in["AccessToken"])
    with refused("NotAuthorizedException"):
        renewed(idp, app, other["RefreshToken"])
    with refused("NotAuthorizedException") as refusal:
        idp.get_user(AccessToken=other["AccessToken"])

    assert refusal.message == "Access Token has been revoked"


@pytest.mark.spec("SEC-51", "SEC-52")
def test_an_administrator_signs_alice_out(idp, app, signed_in, refused):
    idp.admin_user_global_sign_out(UserPoolId=app.pool_id, Username="alice")
    with refused("NotAuthorizedException"):
        renewed(idp, app, signed_in["RefreshToken"])

    assert AuditEvent.objects.filter(name="AdminUserGlobalSignOut").count() == 1


def test_bob_stays_signed_in(idp, app, signed_in, bob):
    his = tokens(idp, app, "bob")
    idp.global_sign_out(AccessToken=signed_in["AccessToken"])

    assert "AccessToken" in renewed(idp, app, his["RefreshToken"])


def test_alice_can_sign_in_again(idp, app, signed_in):
    idp.global_sign_out(AccessToken=signed_in["AccessToken"])

    assert idp.get_user(AccessToken=tokens(idp, app)["AccessToken"])["Username"] == "alice"


def test_signing_out_needs_a_living_token(idp, signed_in, refused):
    idp.global_sign_out(AccessToken=signed_in["AccessToken"])
    with refused("NotAuthorizedException"):
        idp.global_sign_out(AccessToken=signed_in["AccessToken"])


# What is left behind


def test_a_session_is_forgotten_once_its_last_token_has_ended(idp, app, signed_in):
    with time_machine.travel(timezone.now() + datetime.timedelta(days=30, hours=23)):
        tasks.forget_ended_sessions()
        assert Session.objects.count() == 1
    with time_machine.travel(timezone.now() + datetime.timedelta(days=31, hours=1)):
        tasks.forget_ended_sessions()
        assert not Session.objects.exists()
