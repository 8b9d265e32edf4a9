"""The audit trail of the wire API: one record for each call, in the transaction of what it changed."""

import pytest
from django.db import DatabaseError, connection, transaction

from pools.actions import audit, user_pools
from pools.models import AuditEvent, AuditResponse, append_only
from pools.models.audit_event import Unchangeable
from tests.conftest import ACCESS_KEY_ID, CALLER, PASSWORD

HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS"


@pytest.mark.spec("API-99", "API-122")
def test_a_change_is_recorded_with_what_was_asked_and_answered(idp, pool, trail):
    idp.admin_create_user(UserPoolId=pool.id, Username="carol", MessageAction="SUPPRESS")

    [event] = trail(name="AdminCreateUser")
    assert event.request_parameters == {"userPoolId": pool.id, "username": HIDDEN, "messageAction": "SUPPRESS"}
    assert (event.read_only, event.access_key_id, event.region) == (False, ACCESS_KEY_ID, "us-east-1")
    assert AuditResponse.objects.get(event_id=event.id).elements["user"]["username"] == HIDDEN


@pytest.mark.spec("API-97", "API-99")
def test_a_read_is_recorded_a_moment_later(idp, pool, alice, trail):
    idp.admin_get_user(UserPoolId=pool.id, Username="alice")

    assert not AuditEvent.objects.filter(name="AdminGetUser").exists()
    [event] = trail(name="AdminGetUser")
    assert (event.read_only, event.pool_id, event.sub) == (True, pool.id, str(alice.sub))


@pytest.mark.spec("API-99")
def test_a_users_own_read_names_the_user_as_its_actor(idp, app, alice, trail):
    parameters = {"USERNAME": "alice", "PASSWORD": PASSWORD}
    tokens = idp.initiate_auth(ClientId=app.client_id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)
    idp.get_user(AccessToken=tokens["AuthenticationResult"]["AccessToken"])

    [event] = trail(name="GetUser")
    assert (event.actor, event.sub, event.client_id) == (str(alice.sub), str(alice.sub), app.client_id)
    assert event.request_parameters == {"accessToken": HIDDEN}


def test_reads_can_be_left_out(idp, pool, trail, settings):
    settings.AUDIT_READS = False

    idp.describe_user_pool(UserPoolId=pool.id)

    assert trail(name="DescribeUserPool") == []


@pytest.mark.spec("API-135")
def test_a_refusal_is_recorded_with_its_error(idp, pool, trail, refused):
    with refused("UserNotFoundException"):
        idp.admin_delete_user(UserPoolId=pool.id, Username="nobody")

    [event] = trail(name="AdminDeleteUser")
    assert (event.error, event.error_message) == ("UserNotFoundException", "User does not exist.")
    assert event.request_parameters == {"userPoolId": pool.id, "username": HIDDEN}


@pytest.mark.spec("API-135")
def test_a_refusal_that_an_action_recorded_is_not_doubled(idp, app, alice, trail, refused):
    with refused("NotAuthorizedException"):
        idp.initiate_auth(
            ClientId=app.client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": "alice", "PASSWORD": "Wrong-Horse-1"},
        )

    [event] = trail(name="InitiateAuth")
    assert event.request_parameters["authParameters"] == HIDDEN
    assert event.sub == str(alice.sub)


def test_a_failure_after_the_commit_is_told_beside_the_change(idp, pool, trail, monkeypatch, refused):
    def break_down(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("pools.api.operations.users.user_type", break_down)
    with refused("InternalErrorException"):
        idp.admin_create_user(UserPoolId=pool.id, Username="carol", MessageAction="SUPPRESS")

    assert [event.error for event in trail(name="AdminCreateUser")] == ["", "InternalErrorException"]


def test_a_message_repeats_nothing_that_is_hidden(idp, pool, trail, refused):
    with refused("InvalidParameterException"):
        idp.confirm_sign_up(ClientId="1example23456789abcdefghij", Username="alice", ConfirmationCode="se cret")

    [event] = trail(name="ConfirmSignUp")
    assert "confirmationCode" in event.error_message
    assert "se cret" not in event.error_message


@pytest.mark.spec("API-98")
def test_a_bad_signature_names_nobody(sdk, pool, trail, refused):
    with refused("InvalidSignatureException"):
        sdk(secret="wrong").describe_user_pool(UserPoolId=pool.id)

    [event] = trail(name="DescribeUserPool")
    assert (event.error, event.actor, event.access_key_id) == ("InvalidSignatureException", "", "")


@pytest.mark.parametrize("change", [lambda rows: rows.update(name="x"), lambda rows: rows.delete()])
def test_the_orm_neither_changes_nor_deletes_an_event(pool, change):
    with pytest.raises(Unchangeable):
        change(AuditEvent.objects.all())


@pytest.mark.parametrize("change", [lambda event: event.save(), lambda event: event.delete()])
def test_an_event_in_hand_neither_changes_nor_goes(pool, change):
    with pytest.raises(Unchangeable):
        change(AuditEvent.objects.get(name="CreateUserPool"))


@pytest.mark.parametrize("statement", ["UPDATE pools_auditevent SET name = 'x'", "DELETE FROM pools_auditevent"])
def test_the_database_refuses_it_too(pool, statement):
    append_only.install(connection)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_erasing_a_pool_leaves_its_events(pool):
    pool_id = pool.id
    user_pools.delete_user_pool(pool, caller=CALLER)
    pool.delete()

    assert AuditEvent.objects.filter(pool_id=pool_id, name="DeleteUserPool").exists()


def test_what_befalls_administrators_is_an_event_of_iam(root_key):
    audit.record(CALLER, "CreateGroup", arn="arn:aws:iam::000000000000:group/support")

    assert AuditEvent.objects.get(name="CreateGroup").source == "iam.amazonaws.com"
