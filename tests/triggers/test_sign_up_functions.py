"""PreSignUp and PostConfirmation: what they are told, what they may do, and that nothing half stays behind."""

import pytest

from pools.models import Alias, User
from tests.conftest import PASSWORD

pytestmark = pytest.mark.one_database

EMAIL = {"Name": "email", "Value": "carol@example.com"}
PHONE = {"Name": "phone_number", "Value": "+12065550100"}
METADATA = {"ClientMetadata": {"campaign": "autumn"}}
VALIDATION = {"ValidationData": [{"Name": "code", "Value": "x1"}, {"Name": "empty"}]}


def sign_up(idp, app, name="carol", attributes=(EMAIL,), **more):
    return idp.sign_up(
        ClientId=app.client_id, Username=name, Password=PASSWORD, UserAttributes=list(attributes), **more
    )


@pytest.mark.spec(
    "TRG-08", "TRG-28", "TRG-29", "TRG-30", "TRG-31", "TRG-32", "TRG-33", "TRG-34", "TRG-35", "TRG-36", "TRG-37",
    "TRG-39", "TRG-72", "TRG-73", "TRG-74", "TRG-75", "TRG-246", "TRG-247", "TRG-280",
)  # fmt: skip
def test_the_event_of_a_sign_up(idp, app, assign):
    asked = assign("PreSignUp")

    answer = sign_up(idp, app, **METADATA, **VALIDATION)

    [event] = asked.events
    assert event.pop("callerContext")["awsSdkVersion"].startswith("aws-sdk-python-")
    assert event == {
        "version": "1",
        "triggerSource": "PreSignUp_SignUp",
        "region": "us-east-1",
        "userPoolId": app.pool_id,
        "userName": "carol",
        "request": {
            "userAttributes": {"email": "carol@example.com"},
            "validationData": {"code": "x1", "empty": ""},
            "clientMetadata": {"campaign": "autumn"},
        },
        "response": {"autoConfirmUser": False, "autoVerifyEmail": False, "autoVerifyPhone": False},
    }
    assert answer["UserConfirmed"] is False


@pytest.mark.spec("TRG-40", "TRG-82", "TRG-246", "TRG-248", "USR-38")
def test_an_administrator_s_user_is_asked_about_and_not_confirmed_by_it(idp, app, assign):
    asked = assign("PreSignUp").says(autoConfirmUser=True, autoVerifyEmail=True, autoVerifyPhone=True)

    made = idp.admin_create_user(
        UserPoolId=app.pool_id, Username="carol", UserAttributes=[EMAIL], **METADATA, **VALIDATION
    )["User"]

    assert asked.sources == ["PreSignUp_AdminCreateUser"]
    assert asked.events[0]["callerContext"]["clientId"] == "CLIENT_ID_NOT_APPLICABLE"
    assert asked.request["clientMetadata"] == {"campaign": "autumn"}
    assert asked.request["validationData"] == {"code": "x1", "empty": ""}
    assert made["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    assert User.objects.get(username="carol").attributes.get("email_verified") != "true"


@pytest.mark.spec("TRG-09", "TRG-71", "TRG-83", "TRG-275")
def test_a_refusal_leaves_no_user(idp, app, assign, refused, inbox):
    assign("PreSignUp").throws("Cannot register users with username less than the minimum length of 5")

    with refused("UserLambdaValidationException") as by_herself:
        sign_up(idp, app)
    with refused("UserLambdaValidationException"):
        idp.admin_create_user(UserPoolId=app.pool_id, Username="carol", UserAttributes=[EMAIL])

    text = "Cannot register users with username less than the minimum length of 5"
    assert by_herself.message == f"PreSignUp failed with error {text}."
    assert by_herself.status == 400
    assert not User.objects.exists()
    assert inbox.to("carol@example.com") == []


@pytest.mark.spec("TRG-76", "TRG-89", "TRG-42", "USR-37")
def test_a_function_confirms_a_user_without_a_code(idp, app, assign, inbox):
    asked = assign("PreSignUp").says(autoConfirmUser=True)
    told = assign("PostConfirmation")

    answer = sign_up(idp, app, **METADATA)

    assert answer["UserConfirmed"] is True
    assert "CodeDeliveryDetails" not in answer
    assert inbox.to("carol@example.com") == []
    assert told.sources == ["PostConfirmation_ConfirmSignUp"]
    assert told.request["clientMetadata"] == {"campaign": "autumn"}
    assert told.request["userAttributes"]["cognito:user_status"] == "CONFIRMED"
    assert len(asked.events) == 1


@pytest.mark.spec("TRG-77", "TRG-78", "TRG-85", "USR-38")
def test_a_function_takes_addresses_for_verified(idp, app, assign):
    assign("PreSignUp").says(autoConfirmUser=True, autoVerifyEmail=True, autoVerifyPhone=True)

    sign_up(idp, app, attributes=[EMAIL, PHONE])

    carol = User.objects.get(username="carol")
    assert carol.is_verified("email")
    assert carol.is_verified("phone_number")


@pytest.mark.spec("TRG-77", "TRG-78")
@pytest.mark.parametrize("flag", ["autoVerifyEmail", "autoVerifyPhone"])
def test_no_address_no_verification_and_no_user(idp, app, assign, refused, flag):
    assign("PreSignUp").says(**{flag: True})

    with refused("InvalidLambdaResponseException"):
        sign_up(idp, app, attributes=[])
    assert not User.objects.exists()


@pytest.mark.spec("TRG-79", "TRG-80")
def test_a_verified_alias_moves_to_the_new_user(idp, app, assign, alice):
    app.pool.alias_attributes = ["email"]
    app.pool.save()
    Alias.objects.create(pool=app.pool, user=alice, attribute="email", key="alice@example.com")
    assign("PreSignUp").says(autoConfirmUser=True, autoVerifyEmail=True)

    sign_up(idp, app, attributes=[{"Name": "email", "Value": "alice@example.com"}])

    alice.refresh_from_db()
    assert alice.attributes["email_verified"] == "false"
    assert Alias.objects.get(key="alice@example.com").user.username == "carol"


@pytest.mark.spec("TRG-79", "CON-57")
def test_where_an_address_is_the_sign_in_name_nobody_loses_it(idp, app, assign, alice, refused):
    app.pool.username_attributes = ["email"]
    app.pool.save()
    Alias.objects.create(pool=app.pool, user=alice, attribute="email", key="alice@example.com")
    assign("PreSignUp").says(autoConfirmUser=True, autoVerifyEmail=True)

    with refused("UsernameExistsException"):
        sign_up(idp, app, "alice@example.com", attributes=[])
    assert Alias.objects.get().user == alice


@pytest.mark.spec("TRG-84")
@pytest.mark.parametrize(("domain", "status"), [("example.com", "CONFIRMED"), ("other.example", "UNCONFIRMED")])
def test_the_guide_s_function_confirms_who_has_an_address_of_the_domain(idp, app, run_python, domain, status):
    app.pool.schema = [{"Name": "custom:domain", "AttributeDataType": "String", "Mutable": True}]
    app.pool.lambda_config = {"PreSignUp": run_python("pre_sign_up").arn}
    app.pool.save()
    app.write_attributes = ["email", "custom:domain"]
    app.save()

    sign_up(idp, app, attributes=[EMAIL, {"Name": "custom:domain", "Value": domain}])

    assert User.objects.get(username="carol").status == status


@pytest.mark.spec("TRG-276")
@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (None, "Invalid lambda function output : Invalid JSON"),
        (float("nan"), "Invalid lambda function output : Invalid JSON"),
        ({1, 2}, "Invalid lambda function output : Invalid JSON"),
        ("garbage", "Unrecognizable lambda output"),
        ([], "Unrecognizable lambda output"),
        ({}, "Unrecognizable lambda output"),
        ({"response": "yes"}, "Unrecognizable lambda output"),
        ({"response": {"autoConfirmUser": "yes"}}, "Unrecognizable lambda output"),
        ({"response": {"autoConfirmUser": 1}}, "Unrecognizable lambda output"),
    ],
    ids=str,
)
def test_what_is_no_answer_is_refused_in_cognito_s_words(idp, app, assign, refused, answer, message):
    assign("PreSignUp").answers.append(lambda event: answer)

    with refused("InvalidLambdaResponseException") as refusal:
        sign_up(idp, app)

    assert refusal.message == message
    assert not User.objects.exists()


@pytest.mark.spec("TRG-12", "TRG-277")
def test_a_slot_outlives_its_function(idp, app, refused):
    app.pool.lambda_config = {"PreSignUp": "arn:aws:lambda:us-east-1:000000000000:function:gone"}
    app.pool.save()

    with refused("UnexpectedLambdaException") as refusal:
        sign_up(idp, app)
    assert refusal.message == "PreSignUp invocation failed due to error ResourceNotFoundException."


@pytest.mark.spec("TRG-86", "TRG-87", "TRG-88", "TRG-90", "TRG-249", "TRG-42")
def test_who_confirms_by_a_code_is_told_of(idp, app, assign, inbox):
    told = assign("PostConfirmation")
    sign_up(idp, app)

    code = inbox.code_for("carol@example.com")
    idp.confirm_sign_up(ClientId=app.client_id, Username="carol", ConfirmationCode=code, **METADATA)

    [event] = told.events
    assert event["triggerSource"] == "PostConfirmation_ConfirmSignUp"
    assert event["response"] == {}
    assert event["request"]["clientMetadata"] == {"campaign": "autumn"}
    assert event["request"]["userAttributes"]["email_verified"] == "true"
    assert event["request"]["userAttributes"]["cognito:user_status"] == "CONFIRMED"


@pytest.mark.spec("TRG-43", "TRG-86", "TRG-249")
def test_a_recovered_password_is_told_of(idp, app, assign, alice, inbox):
    told = assign("PostConfirmation")
    idp.forgot_password(ClientId=app.client_id, Username="alice")

    code = inbox.code_for("alice@example.com")
    known = {"ClientId": app.client_id, "Username": "alice", "ConfirmationCode": code}
    idp.confirm_forgot_password(**known, Password="Another-Horse-2", **METADATA)

    assert told.sources == ["PostConfirmation_ConfirmForgotPassword"]
    assert told.request["clientMetadata"] == {"campaign": "autumn"}


@pytest.mark.spec("TRG-86", "TRG-249")
def test_an_administrator_s_confirmation_is_told_of(idp, app, assign):
    told = assign("PostConfirmation")
    sign_up(idp, app)

    idp.admin_confirm_sign_up(UserPoolId=app.pool_id, Username="carol", **METADATA)

    assert told.sources == ["PostConfirmation_ConfirmSignUp"]
    assert told.request["clientMetadata"] == {"campaign": "autumn"}
    assert told.events[0]["callerContext"]["clientId"] == "CLIENT_ID_NOT_APPLICABLE"


@pytest.mark.spec("TRG-283")
def test_who_is_confirmed_stays_so_when_the_function_fails(idp, app, assign, refused, inbox):
    assign("PostConfirmation").throws("no mail today")
    sign_up(idp, app)

    code = inbox.code_for("carol@example.com")
    with refused("UserLambdaValidationException") as refusal:
        idp.confirm_sign_up(ClientId=app.client_id, Username="carol", ConfirmationCode=code)

    assert refusal.message == "PostConfirmation failed with error no mail today."
    assert User.objects.get(username="carol").status == "CONFIRMED"


@pytest.mark.spec("TRG-306")
def test_a_new_password_of_an_administrator_s_user_confirms_nobody(idp, app, assign):
    told = assign("PostConfirmation")
    idp.admin_create_user(
        UserPoolId=app.pool_id, Username="carol", TemporaryPassword=PASSWORD, MessageAction="SUPPRESS"
    )
    login = {"USERNAME": "carol", "PASSWORD": PASSWORD}
    challenge = idp.initiate_auth(ClientId=app.client_id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=login)

    idp.respond_to_auth_challenge(
        ClientId=app.client_id,
        ChallengeName="NEW_PASSWORD_REQUIRED",
        ChallengeResponses={"USERNAME": "carol", "NEW_PASSWORD": "Another-Horse-2"},
        Session=challenge["Session"],
    )

    assert told.events == []


@pytest.mark.spec("TRG-16", "TRG-17", "TRG-223", "TRG-287")
def test_a_pool_that_is_updated_without_its_triggers_has_none(idp, app, assign):
    assign("PreSignUp")
    assign("PostConfirmation")
    before = idp.describe_user_pool(UserPoolId=app.pool_id)["UserPool"]["LambdaConfig"]

    idp.update_user_pool(UserPoolId=app.pool_id, LambdaConfig={"PreSignUp": before["PreSignUp"]})
    one_less = idp.describe_user_pool(UserPoolId=app.pool_id)["UserPool"]["LambdaConfig"]
    idp.update_user_pool(UserPoolId=app.pool_id)

    assert sorted(before) == ["PostConfirmation", "PreSignUp"]
    assert sorted(one_less) == ["PreSignUp"]
    assert idp.describe_user_pool(UserPoolId=app.pool_id)["UserPool"]["LambdaConfig"] == {}


@pytest.mark.spec("TRG-13")
def test_a_function_may_change_the_user_it_is_told_of(idp, app, assign, inbox):
    told = assign("PostConfirmation")

    def add_name(event):
        name = {"UserPoolId": app.pool_id, "Username": event["userName"]}
        idp.admin_update_user_attributes(**name, UserAttributes=[{"Name": "nickname", "Value": "Caz"}])
        return event

    told.answers.append(add_name)
    sign_up(idp, app)
    code = inbox.code_for("carol@example.com")
    idp.confirm_sign_up(ClientId=app.client_id, Username="carol", ConfirmationCode=code)

    assert User.objects.get(username="carol").attributes["nickname"] == "Caz"
