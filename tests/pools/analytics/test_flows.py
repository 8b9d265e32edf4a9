"""Real flows, played by the SDK, against what is counted of them."""

import pytest

from notifications import delivery, feedback
from notifications.models import Message
from pools.models import AuditEvent, Session, User
from tests import counted
from tests.conftest import PASSWORD
from tests.pools import mfa
from tests.pools.choosing import by_code, give_code
from tests.pools.signing_in import answer, by_password, by_srp, refreshed, tokens

pytestmark = [pytest.mark.spec("TRG-255", "CON-171"), pytest.mark.one_database]
NEW = "Another-Horse-2"
MAIL = [{"Name": "email", "Value": "carol@example.com"}]


def test_a_sign_up_and_its_confirmation(idp, app, inbox):
    idp.sign_up(ClientId=app.client_id, Username="carol", Password=PASSWORD, UserAttributes=MAIL)
    code = inbox.code_for("carol@example.com")
    idp.confirm_sign_up(ClientId=app.client_id, Username="carol", ConfirmationCode=code)

    assert counted.everything() == {"sign_up self": 1, "confirmation self": 1, "active": 1}


def test_users_whom_administrators_make_are_not_active_by_that(idp, app):
    idp.admin_create_user(UserPoolId=app.pool_id, Username="carol", UserAttributes=MAIL)
    idp.admin_create_user(UserPoolId=app.pool_id, Username="carol", MessageAction="RESEND")
    idp.admin_set_user_password(UserPoolId=app.pool_id, Username="carol", Password=NEW, Permanent=True)

    assert counted.everything() == {"sign_up admin": 1}


def test_sign_ins_by_each_factor(idp, app, alice, bob, allow, inbox):
    by_password(idp, app)
    by_srp(idp, app)
    mfa.configure(app.pool)
    secret = mfa.give_app(bob)
    preferred = {"Enabled": True, "PreferredMfa": True}
    idp.admin_set_user_mfa_preference(
        UserPoolId=app.pool_id, Username="bob", SoftwareTokenMfaSettings=preferred
    )  # has factors, but signs nobody in
    challenge = by_password(idp, app, "bob")
    code = {"USERNAME": "bob", "SOFTWARE_TOKEN_MFA_CODE": mfa.code_of(secret)}
    answer(idp, app, "SOFTWARE_TOKEN_MFA", code, challenge["Session"])

    assert counted.everything() == {
        "sign_in": 3,
        "factor password": 2,
        "factor srp": 1,
        "factor totp": 1,
        "active": 2,
    }


def test_a_code_by_e_mail_is_a_factor(idp, app, alice, allow, inbox):
    allow("PASSWORD", "EMAIL_OTP")
    give_code(idp, app, by_code(idp, app), inbox.code_for("alice@example.com"))

    assert counted.everything() == {"sign_in": 1, "factor email": 1, "active": 1}


def test_refreshes_by_both_operations(idp, app, alice):
    refresh_token = tokens(idp, app)["RefreshToken"]
    refreshed(idp, app, refresh_token)
    idp.get_tokens_from_refresh_token(ClientId=app.client_id, RefreshToken=refresh_token)
    Session.objects.all().delete()
    with pytest.raises(idp.exceptions.NotAuthorizedException):
        refreshed(idp, app, refresh_token)

    found = counted.everything()

    assert (found["refresh"], found["refresh_failed"], found["sign_in"], found["active"]) == (2, 1, 1, 1)


def failed(idp, app, username="alice", password="Wrong-Horse-1"):
    with pytest.raises(idp.exceptions.ClientError):
        by_password(idp, app, username, password)


def test_failures_by_reason(idp, app, alice, bob):
    failed(idp, app)
    failed(idp, app)
    failed(idp, app, "nobody")
    User.objects.filter(pk=bob.pk).update(enabled=False)
    failed(idp, app, "bob", PASSWORD)
    User.objects.filter(pk=alice.pk).update(status=User.Status.UNCONFIRMED)
    failed(idp, app, "alice", PASSWORD)
    User.objects.filter(pk=alice.pk).update(status=User.Status.RESET_REQUIRED)
    failed(idp, app, "alice", PASSWORD)

    assert counted.everything() == {
        "sign_in_failed wrong_password": 2,
        "sign_in_failed UserNotFoundException": 1,
        "sign_in_failed disabled": 1,
        "sign_in_failed UserNotConfirmedException": 1,
        "sign_in_failed PasswordResetRequiredException": 1,
    }


def test_a_mistake_of_the_app_is_no_failed_sign_in(idp, app, alice):
    with pytest.raises(idp.exceptions.InvalidParameterException):
        idp.initiate_auth(ClientId=app.client_id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters={"USERNAME": "alice"})

    assert counted.everything() == {}


def test_a_wrong_code_and_a_session_that_is_none(idp, app, alice):
    mfa.configure(app.pool)
    mfa.give_app(alice)
    session = by_password(idp, app)["Session"]
    wrong = {"USERNAME": "alice", "SOFTWARE_TOKEN_MFA_CODE": "000000"}
    with pytest.raises(idp.exceptions.CodeMismatchException):
        answer(idp, app, "SOFTWARE_TOKEN_MFA", wrong, session)
    with pytest.raises(idp.exceptions.NotAuthorizedException):
        answer(idp, app, "SOFTWARE_TOKEN_MFA", wrong, "no session of ours, but long enough")

    assert counted.everything() == {
        "sign_in_failed CodeMismatchException": 1,
        "sign_in_failed session_ended": 1,
    }


def test_a_forgotten_password_that_is_set_anew(idp, app, alice, inbox):
    idp.forgot_password(ClientId=app.client_id, Username="alice")
    code = inbox.code_for("alice@example.com")
    idp.confirm_forgot_password(ClientId=app.client_id, Username="alice", ConfirmationCode=code, Password=NEW)

    assert counted.everything() == {"recovery": 1, "active": 1}


def test_each_app_client_has_its_own_numbers(idp, app, alice):
    other = idp.create_user_pool_client(
        UserPoolId=app.pool_id, ClientName="other", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
    )["UserPoolClient"]["ClientId"]
    by_password(idp, app)
    by_password(idp, app)
    idp.initiate_auth(
        ClientId=other, AuthFlow="USER_PASSWORD_AUTH", AuthParameters={"USERNAME": "alice", "PASSWORD": PASSWORD}
    )

    found = counted.everything()

    assert (found["sign_in"], found["active"]) == (3, 1)
    assert counted.known(client_id=app.client_id) == {"sign_in": 2, "factor password": 2, "active": 1}
    assert counted.known(client_id=other) == {"sign_in": 1, "factor password": 1, "active": 1}


def test_messages_by_what_became_of_them(idp, app, alice, settings):
    idp.forgot_password(ClientId=app.client_id, Username="alice")
    message = Message.objects.get()
    assert counted.everything() == {}

    delivery.deliver(message.id)
    assert counted.everything() == {"message email:sent": 1}
    assert counted.everything() == {"message email:sent": 1}

    feedback.came_back(str(message.id), "alice@example.com", "no such mailbox")
    assert counted.everything() == {"message email:bounced": 1}


def test_a_sign_in_writes_and_asks_no_more_than_before(idp, app, alice):
    by_password(idp, app)

    assert AuditEvent.objects.get(name="InitiateAuth").detail == {"factors": 1, "used": ["pwd"]}
