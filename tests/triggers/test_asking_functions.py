"""What holds for functions of all triggers: the events of custom sign-in in full, the log, what is kept of metadata."""

import logging

import pytest

from pools.contract import service_model
from pools.models import AuditEvent, User
from pools.triggers import samples
from tests.conftest import PASSWORD
from tests.operations import model
from tests.pools.signing_in import answer, by_password

pytestmark = pytest.mark.one_database

LAMBDA_ERRORS = ("InvalidLambdaResponseException", "UnexpectedLambdaException", "UserLambdaValidationException")


@pytest.mark.spec(
    "TRG-38", "TRG-47", "TRG-48", "TRG-124", "TRG-125", "TRG-127", "TRG-129", "TRG-130", "TRG-131", "TRG-132",
    "TRG-139", "TRG-140", "TRG-141", "TRG-142",
)  # fmt: skip
def test_the_requests_of_a_custom_sign_in_in_full(idp, app, alice, assign):
    define = assign("DefineAuthChallenge").says(challengeName="CUSTOM_CHALLENGE", issueTokens=False)
    define.says(issueTokens=True)
    private = {"answer": "5", "hint": "a prime"}
    create = assign("CreateAuthChallenge").says(
        publicChallengeParameters={"q": "2+3"}, privateChallengeParameters=private, challengeMetadata="SUM"
    )
    verify = assign("VerifyAuthChallengeResponse").says(answerCorrect=True)

    start = {"ClientId": app.client_id, "AuthFlow": "CUSTOM_AUTH", "AuthParameters": {"USERNAME": "alice"}}
    challenge = idp.initiate_auth(**start)
    answer(idp, app, "CUSTOM_CHALLENGE", {"USERNAME": "alice", "ANSWER": "5"}, challenge["Session"])

    attributes = {"sub": str(alice.pk), "cognito:user_status": "CONFIRMED"} | alice.attributes
    solved = {"challengeName": "CUSTOM_CHALLENGE", "challengeResult": True, "challengeMetadata": "SUM"}
    assert [event["request"] for event in define.events] == [
        {"userAttributes": attributes, "session": []},
        {"userAttributes": attributes, "session": [solved]},
    ]
    assert create.request == {"userAttributes": attributes, "challengeName": "CUSTOM_CHALLENGE", "session": []}
    assert verify.request == {
        "userAttributes": attributes,
        "privateChallengeParameters": private,
        "challengeAnswer": "5",
    }
    assert create.sources == ["CreateAuthChallenge_Authentication"]
    assert verify.sources == ["VerifyAuthChallengeResponse_Authentication"]


@pytest.mark.spec("TRG-109")
def test_the_hosted_pages_ask_no_challenges_of_functions(app, alice, assign, browser, asks):
    asked = [assign(f"{name}AuthChallenge") for name in ("Define", "Create")]

    assert browser.sign_in("alice", asks("/login")).query["code"]
    assert [function.events for function in asked] == [[], []]


@pytest.mark.spec("TRG-11", "USR-144")
def test_each_invocation_leaves_a_line_that_tells_no_secret(idp, app, assign, caplog):
    assign("UserMigration").says(userAttributes={"nickname": "Do"}, finalUserStatus="CONFIRMED")
    assign("PostAuthentication").throws("not today")
    caplog.set_level(logging.INFO, logger="poolhouse.triggers")

    with pytest.raises(idp.exceptions.UserLambdaValidationException):
        by_password(idp, app, "dora", "a legacy password")

    lines = [record.getMessage() for record in caplog.records if record.name == "poolhouse.triggers"]
    migration, authentication = lines
    assert migration.startswith(f"UserMigration_Authentication in {app.pool_id}: ok after ")
    assert authentication.startswith(f"PostAuthentication_Authentication in {app.pool_id}: function error after ")
    assert "a legacy password" not in caplog.text


@pytest.mark.spec("TRG-303")
def test_metadata_are_not_kept(idp, app, alice, assign, trail):
    assign("PreAuthentication")
    secret = "a secret of the app's"
    login = {"USERNAME": "alice", "PASSWORD": PASSWORD}

    idp.initiate_auth(
        ClientId=app.client_id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=login, ClientMetadata={"k": secret}
    )

    events = trail(name="InitiateAuth")
    assert len(events) == 1
    assert secret not in str(AuditEvent.objects.values())


@pytest.mark.spec("TRG-305")
def test_the_operations_that_may_fail_by_functions_are_those_of_the_model():
    listing = [set(model.listing(error)) for error in LAMBDA_ERRORS]

    assert listing[1] == listing[2]
    assert listing[0] - listing[1] == {"ConfirmDevice"}
    assert len(listing[1]) == 17


@pytest.mark.spec("TRG-279", "TRG-286", "TRG-284", "TRG-285")
def test_every_slot_of_the_model_is_kept(idp, app):
    arn = "arn:aws:lambda:us-east-1:000000000000:function:f"
    members = service_model.load("cognito-idp").shape_for("LambdaConfigType").members
    plain = [name for name, shape in members.items() if shape.type_name == "string" and name != "KMSKeyID"]
    versioned = [name for name, shape in members.items() if shape.type_name == "structure"]
    place = {"LambdaVersion": "V1_0", "LambdaArn": arn}
    config = dict.fromkeys(plain, arn) | dict.fromkeys(versioned, place) | {"KMSKeyID": arn.replace("lambda", "kms")}

    idp.update_user_pool(UserPoolId=app.pool_id, LambdaConfig=config)

    assert len(config) == 15
    assert idp.describe_user_pool(UserPoolId=app.pool_id)["UserPool"]["LambdaConfig"] == config


@pytest.mark.spec("TRG-81")
def test_a_function_may_look_for_who_has_the_address(idp, app, alice, assign, refused):
    def look(event):
        email = event["request"]["userAttributes"]["email"]
        found = idp.list_users(UserPoolId=app.pool_id, Filter=f'email = "{email}"')["Users"]
        if found:
            raise ValueError("The address is somebody's")
        return event

    assign("PreSignUp").answers.append(look)
    given = [{"Name": "email", "Value": "alice@example.com"}]

    with refused("UserLambdaValidationException"):
        idp.sign_up(ClientId=app.client_id, Username="carol", Password=PASSWORD, UserAttributes=given)
    assert User.objects.count() == 1


@pytest.mark.spec("TRG-91")
def test_the_guide_s_function_sends_a_welcome_to_who_has_an_address(idp, app, assign):
    sent = []

    def welcome(event):
        if address := event["request"]["userAttributes"].get("email"):
            sent.append((address, f"Congratulations {event['userName']}, you have been confirmed: "))
        return event

    assign("PreSignUp").says(autoConfirmUser=True)
    assign("PostConfirmation").answers.append(welcome)
    email = [{"Name": "email", "Value": "carol@example.com"}]

    idp.sign_up(ClientId=app.client_id, Username="carol", Password=PASSWORD, UserAttributes=email)
    idp.sign_up(ClientId=app.client_id, Username="dave", Password=PASSWORD)

    assert sent == [("carol@example.com", "Congratulations carol, you have been confirmed: ")]


@pytest.mark.spec("TRG-179")
def test_nobody_is_brought_over_by_a_name_that_is_taken(idp, app, alice, assign, refused):
    app.pool.alias_attributes = ["email"]
    app.pool.save()
    attributes = {"email": "dora@example.com", "email_verified": "true", "username": "alice"}
    assign("UserMigration").says(userAttributes=attributes, finalUserStatus="CONFIRMED", messageAction="SUPPRESS")

    with refused("UserNotFoundException"):
        by_password(idp, app, "dora@example.com", "weak")
    assert User.objects.count() == 1


@pytest.mark.spec("TRG-278", "TRG-49")
def test_a_refusal_goes_to_the_app_that_is_given_tokens_by_its_address(app, alice, assign, browser, asks):
    app.allowed_o_auth_flows = ["implicit"]
    app.save()
    assign("PreTokenGeneration").throws("not for you")

    browser.sign_in("alice", asks("/login", response_type="token"))

    assert browser.query["error"] == "invalid_request"
    assert browser.query["error_description"] == "PreTokenGeneration failed with error not for you."


@pytest.mark.spec("TRG-14", "TRG-39", "TRG-62", "TRG-288", "TRG-290")
@pytest.mark.parametrize("source", samples.SOURCES)
def test_there_is_a_sample_of_each_source(source):
    event = samples.sample(source, "us-east-1")

    assert event["triggerSource"] == source
    assert {"version", "region", "userPoolId", "userName", "callerContext", "request", "response"} <= event.keys()
