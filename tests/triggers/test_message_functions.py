"""CustomMessage: which words are sent, of which source, and what is refused of them."""

import pytest

from pools.models import User, VerificationCode
from tests.conftest import PASSWORD
from tests.pools import mfa
from tests.pools.signing_in import by_password

pytestmark = pytest.mark.one_database

EMAIL = [{"Name": "email", "Value": "carol@example.com"}]
PHONE = "+12065550100"
METADATA = {"ClientMetadata": {"tone": "formal"}}
WORDS = {"emailSubject": "Welcome", "emailMessage": "Thank you. <b>{####}</b>", "smsMessage": "Code {####}"}


@pytest.fixture
def own_email(app):
    """The operator sends e-mail by himself, so that functions may word it."""
    app.pool.email_configuration = {"EmailSendingAccount": "DEVELOPER"}
    app.pool.save()


@pytest.fixture
def words(assign, own_email):
    return assign("CustomMessage").says(**WORDS)


def sign_up(idp, app, **more):
    return idp.sign_up(ClientId=app.client_id, Username="carol", Password=PASSWORD, UserAttributes=EMAIL, **more)


@pytest.mark.spec(
    "TRG-56", "TRG-193", "TRG-194", "TRG-195", "TRG-196", "TRG-198", "TRG-207", "TRG-247", "TRG-280", "TRG-201",
)  # fmt: skip
def test_a_sign_up_s_message_is_worded(idp, app, words, inbox):
    sign_up(idp, app, **METADATA)

    [event] = words.events
    carol = User.objects.get()
    assert event["triggerSource"] == "CustomMessage_SignUp"
    assert event["request"] == {
        "userAttributes": {"sub": str(carol.pk), "cognito:user_status": "UNCONFIRMED"} | carol.attributes,
        "codeParameter": "{####}",
        "linkParameter": "{##Click Here##}",
        "usernameParameter": None,
        "clientMetadata": {"tone": "formal"},
    }
    assert event["response"] == {"smsMessage": None, "emailMessage": None, "emailSubject": None}
    [message] = inbox.to("carol@example.com")
    code = inbox.code_for("carol@example.com")
    assert message.subject == "Welcome"
    assert message.text == f"Thank you. {code}"
    assert f"<b>{code}</b>" in message.html
    assert "#" not in message.text


def resend(idp, app, token):
    User.objects.update(status="UNCONFIRMED")
    idp.resend_confirmation_code(ClientId=app.client_id, Username="alice", **METADATA)


def forget(idp, app, token):
    idp.forgot_password(ClientId=app.client_id, Username="alice", **METADATA)


def reset(idp, app, token):
    idp.admin_reset_user_password(UserPoolId=app.pool_id, Username="alice", **METADATA)


def ask_code(idp, app, token):
    idp.get_user_attribute_verification_code(AccessToken=token, AttributeName="email", **METADATA)


def change(idp, app, token):
    given = [{"Name": "email", "Value": "alice@example.com"}]
    User.objects.update(attributes={"email": "old@example.com", "email_verified": "true"})
    idp.update_user_attributes(AccessToken=token, UserAttributes=given, **METADATA)


def admin_change(idp, app, token):
    given = [{"Name": "email", "Value": "alice@example.com"}]
    User.objects.update(attributes={"email": "old@example.com", "email_verified": "true"})
    idp.admin_update_user_attributes(UserPoolId=app.pool_id, Username="alice", UserAttributes=given, **METADATA)


OCCASIONS = {
    "ResendCode": (resend, "ResendCode"),
    "ForgotPassword": (forget, "ForgotPassword"),
    "AdminResetUserPassword": (reset, "ForgotPassword"),
    "VerifyUserAttribute": (ask_code, "VerifyUserAttribute"),
    "UpdateUserAttribute": (change, "UpdateUserAttribute"),
    "AdminUpdateUserAttributes": (admin_change, "UpdateUserAttribute"),
}


@pytest.mark.spec("TRG-58", "TRG-59", "TRG-60", "TRG-61", "TRG-206", "TRG-250", "TRG-251", "USR-49")
@pytest.mark.parametrize(("act", "source"), OCCASIONS.values(), ids=OCCASIONS.keys())
def test_each_occasion_has_its_source_and_its_metadata(idp, app, alice, words, inbox, act, source):
    token = by_password(idp, app)["AuthenticationResult"]["AccessToken"]

    act(idp, app, token)

    assert words.sources == [f"CustomMessage_{source}"]
    assert words.request["clientMetadata"] == {"tone": "formal"}
    assert words.request["userAttributes"]["email"] == "alice@example.com"
    assert inbox.to("alice@example.com")[0].subject == "Welcome"


@pytest.mark.spec("TRG-60")
def test_other_attributes_change_without_a_message(idp, app, alice, words):
    token = by_password(idp, app)["AuthenticationResult"]["AccessToken"]

    idp.update_user_attributes(AccessToken=token, UserAttributes=[{"Name": "nickname", "Value": "Al"}])
    assert words.events == []


@pytest.mark.spec("TRG-57", "TRG-196", "TRG-197", "TRG-208")
def test_an_invitation_holds_the_name_and_the_password(idp, app, assign, own_email, inbox):
    asked = assign("CustomMessage").says(emailSubject="Hello", emailMessage="You are {username}, with {####}.")

    idp.admin_create_user(
        UserPoolId=app.pool_id,
        Username="carol",
        UserAttributes=EMAIL,
        TemporaryPassword=PASSWORD,
        DesiredDeliveryMediums=["EMAIL"],
    )

    assert asked.sources == ["CustomMessage_AdminCreateUser"]
    assert asked.request["usernameParameter"] == "{username}"
    assert inbox.to("carol@example.com")[0].text == f"You are carol, with {PASSWORD}."


@pytest.mark.spec("TRG-62", "TRG-199", "TRG-206", "TRG-252", "TRG-254")
def test_a_sign_in_s_code_is_worded_and_hears_of_administrators_metadata_alone(idp, app, alice, words, inbox):
    mfa.configure(app.pool)
    mfa.give_phone(alice)
    User.objects.update(sms_mfa_enabled=True)
    app.pool.refresh_from_db()
    login = {"AuthParameters": {"USERNAME": "alice", "PASSWORD": PASSWORD}, "ClientId": app.client_id}

    idp.initiate_auth(AuthFlow="USER_PASSWORD_AUTH", **login, **METADATA)
    idp.admin_initiate_auth(UserPoolId=app.pool_id, AuthFlow="ADMIN_USER_PASSWORD_AUTH", **login, **METADATA)

    assert words.sources == ["CustomMessage_Authentication"] * 2
    assert ["clientMetadata" in event["request"] for event in words.events] == [False, False]
    phone = User.objects.get().attributes["phone_number"]
    assert inbox.to(phone)[0].text == f"Code {inbox.code_for(phone)}"


@pytest.mark.spec("TRG-205")
def test_without_words_the_pool_s_own_are_sent(idp, app, assign, inbox):
    assign("CustomMessage")

    sign_up(idp, app)
    assert inbox.to("carol@example.com")[0].subject == "Your verification code"


REFUSED = {
    "no place for the code": {"emailMessage": "Hello"},
    "too long": {"emailMessage": "{####}" + "x" * 20_000},
    "too long with the code in it": {"emailMessage": "####" + "x" * 19_996},
    "too long a subject": {"emailMessage": "{####}", "emailSubject": "x" * 141},
    "a text message without the code": {"smsMessage": "Hello"},
    "no text": {"emailMessage": 7},
}


@pytest.mark.spec("TRG-199", "TRG-200", "TRG-203", "TRG-283")
@pytest.mark.parametrize("response", REFUSED.values(), ids=REFUSED.keys())
def test_words_that_cannot_be_sent_are_refused_after_the_sign_up(idp, app, assign, own_email, refused, inbox, response):
    assign("CustomMessage").says(**response)

    with refused("InvalidLambdaResponseException") as refusal:
        sign_up(idp, app)

    assert refusal.message == "Unrecognizable lambda output"
    assert User.objects.get().status == "UNCONFIRMED"
    assert inbox.to("carol@example.com") == []
    assert not VerificationCode.objects.exists()


@pytest.mark.spec("TRG-201", "TRG-202", "TRG-203", "TRG-204")
@pytest.mark.parametrize("response", [{"emailMessage": "{####}"}, {"emailSubject": "Hello"}], ids=str)
def test_e_mail_is_worded_only_where_the_operator_sends_it(idp, app, assign, refused, response):
    assign("CustomMessage").says(**response)

    with refused("InvalidLambdaResponseException"):
        sign_up(idp, app)


@pytest.mark.spec("TRG-197")
def test_an_invitation_without_the_name_is_refused(idp, app, assign, own_email, refused):
    assign("CustomMessage").says(emailMessage="{####}")

    with refused("InvalidLambdaResponseException"):
        idp.admin_create_user(
            UserPoolId=app.pool_id, Username="carol", UserAttributes=EMAIL, DesiredDeliveryMediums=["EMAIL"]
        )
    assert User.objects.get().status == "FORCE_CHANGE_PASSWORD"


@pytest.mark.spec("TRG-283")
def test_a_failing_function_sends_no_code_and_changes_no_password(idp, app, alice, assign, refused, inbox):
    assign("CustomMessage").throws("no words")

    with refused("UserLambdaValidationException") as refusal:
        idp.forgot_password(ClientId=app.client_id, Username="alice")
    with refused("UserLambdaValidationException"):
        idp.admin_reset_user_password(UserPoolId=app.pool_id, Username="alice")

    assert refusal.message == "CustomMessage failed with error no words."
    assert not VerificationCode.objects.exists()
    assert User.objects.get().status == "CONFIRMED"
    assert inbox.to("alice@example.com") == []


def test_a_confirmation_by_link_is_worded_too(idp, app, assign, own_email, inbox):
    app.pool.verification_message_template = {"DefaultEmailOption": "CONFIRM_WITH_LINK"}
    app.pool.save()
    assign("CustomMessage").says(emailMessage="Please {##Click Here##}", emailSubject="Confirm")

    sign_up(idp, app)

    assert "Please Click Here: http" in inbox.to("carol@example.com")[0].text
