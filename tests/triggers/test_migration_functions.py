"""UserMigration: who is brought over, as whom, and what a client hears of it."""

import pytest

from pools.models import Alias, AttemptCount, User
from tests.conftest import PASSWORD
from tests.pools.signing_in import by_password, by_srp

pytestmark = pytest.mark.one_database

EMAIL = {"email": "dora@example.com", "email_verified": "true"}
DONE = {"userAttributes": EMAIL, "finalUserStatus": "CONFIRMED", "messageAction": "SUPPRESS"}
WEAK = "weak"
METADATA = {"ClientMetadata": {"shop": "old"}}


@pytest.fixture
def secretive(app):
    app.prevent_user_existence_errors = "ENABLED"
    app.save()
    return app


def sign_in(idp, app, username="dora", password=WEAK, **more):
    parameters = {"USERNAME": username, "PASSWORD": password}
    return idp.initiate_auth(ClientId=app.client_id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters, **more)


@pytest.mark.spec(
    "TRG-54", "TRG-167", "TRG-168", "TRG-169", "TRG-170", "TRG-171", "TRG-173", "TRG-180", "TRG-183", "TRG-184",
    "TRG-191", "TRG-252", "USR-135", "USR-138", "USR-139", "USR-140",
)  # fmt: skip
def test_the_guide_s_function_brings_a_user_over_in_one_sign_in(idp, app, assign, inbox):
    asked = assign("UserMigration").says(**DONE)

    first = sign_in(idp, app, **METADATA)
    second = sign_in(idp, app)

    [event] = asked.events
    assert (event["triggerSource"], event["userName"]) == ("UserMigration_Authentication", "dora")
    assert event["request"] == {"password": WEAK, "validationData": {"shop": "old"}}
    assert set(event["response"].values()) == {None}
    assert first["AuthenticationResult"]["AccessToken"]
    assert second["AuthenticationResult"]["AccessToken"]
    assert User.objects.get().attributes == EMAIL
    assert inbox.to("dora@example.com") == []


@pytest.mark.spec("TRG-181", "TRG-182")
def test_without_a_status_the_password_must_be_reset(idp, app, assign, refused):
    assign("UserMigration").says(userAttributes=EMAIL, messageAction="SUPPRESS")

    with refused("PasswordResetRequiredException"):
        sign_in(idp, app)
    assert User.objects.get().status == "RESET_REQUIRED"


@pytest.mark.spec("TRG-190", "TRG-281", "TRG-09")
def test_a_wrong_password_makes_nobody_and_counts(idp, app, assign, refused):
    assign("UserMigration").throws("Bad password")

    with refused("UserNotFoundException") as refusal:
        sign_in(idp, app)

    assert refusal.message == f"Exception migrating user in app client {app.client_id}"
    assert not User.objects.exists()
    assert AttemptCount.objects.get().count == 1


@pytest.mark.spec("USR-141")
def test_who_was_not_brought_over_by_an_error_is_by_the_next_attempt(idp, app, assign, refused):
    assign("UserMigration").throws("The old directory is down")
    with refused("UserNotFoundException"):
        sign_in(idp, app)
    assign("UserMigration").says(**DONE)

    assert sign_in(idp, app)["AuthenticationResult"]["AccessToken"]


@pytest.mark.spec("TRG-190")
def test_a_client_that_hides_who_exists_hears_what_it_always_hears(idp, secretive, assign, refused):
    assign("UserMigration").throws("Bad password")

    with refused("NotAuthorizedException") as refusal:
        sign_in(idp, secretive)

    assert refusal.message == "Incorrect username or password."
    assert AttemptCount.objects.get().count == 1


@pytest.mark.spec("CON-235")
def test_a_function_that_says_nothing_leaves_nobody_told(idp, secretive, assign, refused):
    assign("UserMigration").says()

    with refused("NotAuthorizedException") as refusal:
        sign_in(idp, secretive)

    assert refusal.message == "Incorrect username or password."
    assert not User.objects.exists()


UNUSABLE = {
    "no attributes": {"userAttributes": {}},
    "null": {"userAttributes": None},
    "an unknown attribute": {"userAttributes": {"shoe": "42"}},
    "another name": {"userAttributes": EMAIL | {"username": "other"}},
    "no phone for codes": {"userAttributes": EMAIL, "enableSMSMFA": True},
    "a number": {"userAttributes": {"email": 7}},
    "another medium": {"userAttributes": EMAIL, "desiredDeliveryMediums": ["PIGEON"]},
}


@pytest.mark.spec("TRG-174", "TRG-178", "TRG-189")
@pytest.mark.parametrize("response", UNUSABLE.values(), ids=UNUSABLE.keys())
def test_what_is_no_user_is_not_made(idp, app, assign, refused, response):
    assign("UserMigration").says(**(DONE | response))

    with refused("UserNotFoundException"):
        sign_in(idp, app)
    assert not User.objects.exists()


@pytest.mark.spec("TRG-175")
def test_required_attributes_may_be_missing(idp, app, assign):
    app.pool.schema = [{"Name": "birthdate", "AttributeDataType": "String", "Required": True, "Mutable": True}]
    app.pool.save()
    assign("UserMigration").says(**DONE)

    assert sign_in(idp, app)["AuthenticationResult"]["AccessToken"]


@pytest.mark.spec("TRG-176", "TRG-177", "TRG-192", "TRG-55", "TRG-172", "TRG-250", "USR-142")
def test_the_guide_s_function_sends_a_code_to_who_forgot(idp, app, assign, inbox):
    asked = assign("UserMigration").says(userAttributes=EMAIL, messageAction="SUPPRESS")

    sent = idp.forgot_password(ClientId=app.client_id, Username="dora", **METADATA)
    code = inbox.code_for("dora@example.com")
    idp.confirm_forgot_password(ClientId=app.client_id, Username="dora", ConfirmationCode=code, Password=PASSWORD)

    [event] = asked.events
    assert event["triggerSource"] == "UserMigration_ForgotPassword"
    assert event["request"] == {"validationData": None, "clientMetadata": {"shop": "old"}}
    assert sent["CodeDeliveryDetails"]["Destination"] == "d***@e***"
    assert by_password(idp, app, "dora")["AuthenticationResult"]


@pytest.mark.spec("TRG-190")
def test_who_forgot_and_is_unknown_elsewhere_too_is_told_so(idp, app, assign, refused):
    assign("UserMigration").throws("Bad password")

    with refused("UserLambdaValidationException") as refusal:
        idp.forgot_password(ClientId=app.client_id, Username="dora")
    assert refusal.message == "UserMigration failed with error Bad password."
    assert not User.objects.exists()


@pytest.fixture
def email_alias(app, alice):
    """Users sign in by their verified addresses, too. Alice does."""
    app.pool.alias_attributes = ["email"]
    app.pool.save()
    Alias.objects.create(pool=app.pool, user=alice, attribute="email", key="alice@example.com")


@pytest.mark.spec("TRG-177")
def test_an_alias_that_was_typed_is_mapped_and_named(idp, app, assign, email_alias):
    assign("UserMigration").says(**(DONE | {"userAttributes": EMAIL | {"username": "dora"}}))

    sign_in(idp, app, "dora@example.com")

    assert User.objects.get(username="dora").aliases.get().key == "dora@example.com"


@pytest.mark.spec("TRG-177")
@pytest.mark.parametrize(
    "attributes", [EMAIL, {"email": "x@example.com", "username": "dora"}], ids=["unnamed", "another address"]
)
def test_an_alias_without_a_name_or_of_somebody_else_makes_nobody(idp, app, assign, email_alias, refused, attributes):
    assign("UserMigration").says(**(DONE | {"userAttributes": attributes}))

    with refused("UserNotFoundException"):
        sign_in(idp, app, "dora@example.com")
    assert User.objects.count() == 1


TAKEN = DONE | {"userAttributes": {"email": "alice@example.com", "email_verified": "true"}}


@pytest.mark.spec("TRG-186")
@pytest.mark.parametrize("force", [True, "TRUE"])
def test_an_alias_of_another_user_moves_by_force(idp, app, assign, email_alias, alice, force):
    assign("UserMigration").says(**TAKEN, forceAliasCreation=force)

    sign_in(idp, app)

    alice.refresh_from_db()
    assert Alias.objects.get().user.username == "dora"
    assert alice.attributes["email_verified"] == "false"


@pytest.mark.spec("TRG-187", "TRG-281")
@pytest.mark.parametrize("force", [False, None])
def test_an_alias_of_another_user_stays_otherwise(idp, app, assign, email_alias, refused, force):
    assign("UserMigration").says(**TAKEN, forceAliasCreation=force)

    with refused("UserNotFoundException"):
        sign_in(idp, app)
    assert Alias.objects.get().user.username == "alice"
    assert User.objects.count() == 1


@pytest.mark.spec("TRG-188")
def test_a_user_who_has_codes_by_sms_is_asked_for_one(idp, app, assign):
    app.pool.mfa_configuration = "OPTIONAL"
    app.pool.sms_configuration = {"SnsCallerArn": "arn:aws:iam::000000000000:role/sms"}
    app.pool.save()
    phone = EMAIL | {"phone_number": "+12065550100", "phone_number_verified": "true"}
    assign("UserMigration").says(**(DONE | {"userAttributes": phone, "enableSMSMFA": True}))

    assert sign_in(idp, app)["ChallengeName"] == "SMS_MFA"


@pytest.mark.spec("TRG-184", "TRG-185")
@pytest.mark.parametrize(("media", "address"), [(None, "+12065550100"), (["EMAIL"], "dora@example.com")], ids=str)
def test_a_welcome_message_is_sent_unless_it_is_suppressed(idp, app, assign, inbox, media, address):
    phone = EMAIL | {"phone_number": "+12065550100"}
    response = DONE | {"userAttributes": phone, "messageAction": None, "desiredDeliveryMediums": media}
    assign("UserMigration").says(**response)

    sign_in(idp, app)

    [message] = inbox.to(address)
    assert "Your username is dora." in message.text
    assert WEAK not in message.text


@pytest.mark.spec("TRG-282", "TRG-252")
def test_who_is_brought_over_passes_the_function_before_sign_ups(idp, app, assign, refused):
    assign("UserMigration").says(**DONE)
    asked = assign("PreSignUp").throws("no legacy addresses")

    with refused("UserNotFoundException"):
        sign_in(idp, app, **METADATA)

    assert asked.request["validationData"] == {"shop": "old"}
    assert not User.objects.exists()


@pytest.mark.spec("TRG-167", "TRG-170", "TRG-307", "USR-136", "USR-137")
def test_nobody_is_brought_over_without_a_password_or_who_is_here(idp, app, assign, alice, refused):
    asked = assign("UserMigration").says(**DONE)

    by_password(idp, app)
    with refused("UserNotFoundException"):
        by_srp(idp, app, "dora")
    with refused("UserNotFoundException"):
        idp.initiate_auth(
            ClientId=app.client_id,
            AuthFlow="USER_AUTH",
            AuthParameters={"USERNAME": "dora", "PREFERRED_CHALLENGE": "EMAIL_OTP"},
        )

    assert asked.events == []


@pytest.mark.spec("USR-268")
def test_the_hosted_sign_in_brings_users_over_too(app, assign, browser, asks):
    assign("UserMigration").says(**DONE)

    assert browser.sign_in("dora", asks("/login"), WEAK).query["code"]
