"""PreAuthentication and PostAuthentication: when they are asked, what they are told, and what their refusal ends."""

import pytest

from pools.models import AuditEvent, Session, User
from tests.conftest import PASSWORD
from tests.pools.device_client import DeviceClient
from tests.pools.signing_in import answer, by_password, by_srp, refreshed
from tests.pools.srp_client import SrpClient

pytestmark = pytest.mark.one_database

METADATA = {"till": "4"}


def initiate(idp, app, username="alice", password=PASSWORD):
    return idp.initiate_auth(
        ClientId=app.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": username, "PASSWORD": password},
        ClientMetadata=METADATA,
    )


@pytest.fixture
def secretive(app):
    app.prevent_user_existence_errors = "ENABLED"
    app.save()
    return app


@pytest.mark.spec("TRG-44", "TRG-92", "TRG-94", "TRG-95", "TRG-96", "TRG-98", "TRG-252")
def test_before_a_sign_in_its_metadata_come_as_validation_data(idp, app, assign, alice):
    asked = assign("PreAuthentication")

    initiate(idp, app)

    [event] = asked.events
    assert event["triggerSource"] == "PreAuthentication_Authentication"
    assert event["response"] == {}
    assert event["callerContext"]["clientId"] == app.client_id
    assert event["request"] == {
        "userAttributes": {"sub": str(alice.pk), "cognito:user_status": "CONFIRMED"} | alice.attributes,
        "validationData": METADATA,
    }


@pytest.mark.spec("TRG-99", "TRG-09", "TRG-275")
def test_a_refusal_comes_before_the_password_is_looked_at(idp, app, assign, alice, refused):
    assign("PreAuthentication").throws("Cannot authenticate users from this user pool app client")

    with refused("UserLambdaValidationException") as refusal:
        initiate(idp, app, password="wrong")

    text = "Cannot authenticate users from this user pool app client"
    assert refusal.message == f"PreAuthentication failed with error {text}."
    assert not Session.objects.exists()
    assert AuditEvent.objects.filter(name="InitiateAuth", error="UserLambdaValidationException").count() == 1


@pytest.mark.spec("TRG-93", "TRG-97")
def test_who_does_not_exist_is_asked_about_where_that_is_hidden(idp, secretive, assign, alice, refused):
    asked = assign("PreAuthentication")

    with refused("NotAuthorizedException"):
        initiate(idp, secretive, "nobody")
    initiate(idp, secretive)

    nobody, somebody = (event["request"] for event in asked.events)
    assert (nobody["userNotFound"], nobody["userAttributes"]) == (True, {})
    assert somebody["userNotFound"] is False
    assert asked.events[0]["userName"] == "nobody"


@pytest.mark.spec("TRG-93")
def test_who_does_not_exist_is_not_asked_about_elsewhere(idp, app, assign, refused):
    asked = assign("PreAuthentication")

    with refused("UserNotFoundException"):
        initiate(idp, app, "nobody")
    assert asked.events == []


@pytest.mark.spec("TRG-92", "TRG-100", "TRG-15")
def test_each_flow_asks_once_before_and_once_after(idp, app, assign, alice):
    before, after = assign("PreAuthentication"), assign("PostAuthentication")

    by_srp(idp, app)
    idp.admin_initiate_auth(
        UserPoolId=app.pool_id,
        ClientId=app.client_id,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "alice", "PASSWORD": PASSWORD},
    )
    refresh_token = by_password(idp, app)["AuthenticationResult"]["RefreshToken"]
    refreshed(idp, app, refresh_token)

    assert before.sources == ["PreAuthentication_Authentication"] * 3
    assert after.sources == ["PostAuthentication_Authentication"] * 3


@pytest.mark.spec("TRG-45", "TRG-101", "TRG-103", "TRG-104", "TRG-105", "TRG-252", "TRG-253")
def test_after_a_sign_in_the_answer_s_metadata_are_told(idp, app, assign, alice):
    told = assign("PostAuthentication")

    initiate(idp, app)
    client = SrpClient(app.pool_id, "alice", PASSWORD)
    begun = idp.initiate_auth(ClientId=app.client_id, AuthFlow="USER_SRP_AUTH", AuthParameters=client.start)
    idp.respond_to_auth_challenge(
        ClientId=app.client_id,
        ChallengeName="PASSWORD_VERIFIER",
        ChallengeResponses=client.answer(begun["ChallengeParameters"]),
        ClientMetadata=METADATA,
    )

    first, second = (event["request"] for event in told.events)
    attributes = {"sub": str(alice.pk), "cognito:user_status": "CONFIRMED"} | alice.attributes
    assert first == {"userAttributes": attributes}
    assert second == {"userAttributes": attributes, "clientMetadata": METADATA}
    assert told.events[0]["response"] == {}


@pytest.mark.spec("TRG-102")
def test_where_devices_are_remembered_a_new_one_is_told_of(idp, app, assign, alice):
    app.pool.device_configuration = {"ChallengeRequiredOnNewDevice": False, "DeviceOnlyRememberedOnUserPrompt": False}
    app.pool.save()
    told = assign("PostAuthentication")
    result = by_password(idp, app)["AuthenticationResult"]
    device = DeviceClient(result["NewDeviceMetadata"])
    device.confirm(idp, result["AccessToken"])

    challenge = by_password(idp, app, DEVICE_KEY=device.key)
    device.prove(idp, app, challenge["Session"])

    assert [event["request"]["newDeviceUsed"] for event in told.events] == [True, False]


@pytest.mark.spec("TRG-283")
def test_a_refusal_after_a_sign_in_leaves_no_session(idp, app, assign, alice, refused):
    assign("PostAuthentication").throws("not from here")

    with refused("UserLambdaValidationException") as refusal:
        by_password(idp, app)

    assert refusal.message == "PostAuthentication failed with error not from here."
    assert not Session.objects.exists()
    assert not AuditEvent.objects.filter(name="InitiateAuth", error="").exists()


@pytest.mark.spec("TRG-283")
def test_what_was_changed_on_the_way_stays_changed(idp, app, assign, refused):
    assign("PostAuthentication").throws("not from here")
    idp.admin_create_user(
        UserPoolId=app.pool_id, Username="carol", TemporaryPassword=PASSWORD, MessageAction="SUPPRESS"
    )
    challenge = by_password(idp, app, "carol")

    new_password = {"USERNAME": "carol", "NEW_PASSWORD": "Another-Horse-2"}
    with refused("UserLambdaValidationException"):
        answer(idp, app, "NEW_PASSWORD_REQUIRED", new_password, challenge["Session"])

    assert User.objects.get(username="carol").status == "CONFIRMED"
    with refused("NotAuthorizedException"):
        answer(idp, app, "NEW_PASSWORD_REQUIRED", new_password, challenge["Session"])
