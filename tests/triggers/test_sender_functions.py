"""CustomEmailSender and CustomSMSSender: what they get instead of us sending, and that the code in it can be read."""

import base64
import json
import shutil
import subprocess

import pytest

from notifications import delivery
from notifications.models import Message
from pools.models import User
from pools.triggers import encryption_sdk, sender_keys
from tests.clients.conftest import NODE_FOLDER
from tests.conftest import PASSWORD
from tests.machine import install_packages, need
from tests.pools import mfa
from tests.pools.signing_in import by_password

pytestmark = pytest.mark.one_database

KEY = "arn:aws:kms:us-east-1:000000000000:key/11112222-3333-4444-5555-666677778888"
EMAIL = [{"Name": "email", "Value": "carol@example.com"}]
METADATA = {"ClientMetadata": {"tone": "formal"}}


@pytest.fixture
def by_email(assign):
    return assign("CustomEmailSender", KMSKeyID=KEY)


@pytest.fixture
def by_sms(assign):
    return assign("CustomSMSSender", KMSKeyID=KEY)


def deliver():
    """What the worker does with all that waits; gives the messages as they are then."""
    [delivery.deliver(message.id) for message in Message.objects.filter(state=Message.State.WAITING)]
    return list(Message.objects.order_by("created_at"))


def code_in(event, pool_id):
    plain, context = encryption_sdk.decrypt(KEY, base64.b64decode(event["request"]["code"]))
    assert context["userpool-id"] == pool_id
    return plain.decode()


def sign_up(idp, app, **more):
    return idp.sign_up(ClientId=app.client_id, Username="carol", Password=PASSWORD, UserAttributes=EMAIL, **more)


@pytest.mark.spec(
    "TRG-07", "TRG-209", "TRG-210", "TRG-212", "TRG-215", "TRG-217", "TRG-219", "TRG-225", "TRG-226", "TRG-227",
    "TRG-03", "TRG-247", "CON-105",
)  # fmt: skip
def test_a_function_gets_the_code_encrypted_in_the_place_of_a_message(idp, app, by_email):
    sign_up(idp, app, **METADATA)
    assert by_email.events == []  # the front does not wait for it

    [message] = deliver()

    [event] = by_email.events
    code = code_in(event, app.pool_id)
    carol = User.objects.get()
    assert event["triggerSource"] == "CustomEmailSender_SignUp"
    assert event["callerContext"]["clientId"] == app.client_id
    assert event["request"] | {"code": None} == {
        "type": "customEmailSenderRequestV1",
        "code": None,
        "userAttributes": {"sub": str(carol.pk), "cognito:user_status": "UNCONFIRMED"} | carol.attributes,
    }
    assert code not in json.dumps(event)
    assert message.state == Message.State.SENT
    assert message.sealed_text is None
    idp.confirm_sign_up(ClientId=app.client_id, Username="carol", ConfirmationCode=code)


def resend(idp, app):
    User.objects.update(status="UNCONFIRMED")
    idp.resend_confirmation_code(ClientId=app.client_id, Username="alice")


def forget(idp, app):
    idp.forgot_password(ClientId=app.client_id, Username="alice")


def verify(idp, app):
    token = by_password(idp, app)["AuthenticationResult"]["AccessToken"]
    [name] = app.pool.auto_verified_attributes
    idp.get_user_attribute_verification_code(AccessToken=token, AttributeName=name)


def update(idp, app):
    [name] = app.pool.auto_verified_attributes
    value = {"email": "new@example.com", "phone_number": "+12065550199"}[name]
    idp.admin_update_user_attributes(
        UserPoolId=app.pool_id, Username="alice", UserAttributes=[{"Name": name, "Value": value}]
    )


def invite(idp, app):
    given = {"email": "carol@example.com", "phone_number": "+12065550177"}
    idp.admin_create_user(
        UserPoolId=app.pool_id,
        Username="carol",
        TemporaryPassword=PASSWORD,
        UserAttributes=[{"Name": name, "Value": value} for name, value in given.items()],
        DesiredDeliveryMediums=["EMAIL" if app.pool.auto_verified_attributes == ["email"] else "SMS"],
    )


def one_time_code(idp, app):
    factor = "EMAIL_OTP" if app.pool.auto_verified_attributes == ["email"] else "SMS_OTP"
    app.pool.policies = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", factor]}}
    app.pool.save()
    parameters = {"USERNAME": "alice", "PREFERRED_CHALLENGE": factor}
    idp.initiate_auth(ClientId=app.client_id, AuthFlow="USER_AUTH", AuthParameters=parameters, **METADATA)


OCCASIONS = {
    "ResendCode": resend,
    "ForgotPassword": forget,
    "VerifyUserAttribute": verify,
    "UpdateUserAttribute": update,
    "AdminCreateUser": invite,
    "Authentication": one_time_code,
}


@pytest.mark.spec("TRG-228", "TRG-229", "TRG-230", "TRG-231", "TRG-232", "TRG-290", "TRG-252")
@pytest.mark.parametrize(("source", "act"), OCCASIONS.items(), ids=OCCASIONS.keys())
def test_each_occasion_of_an_e_mail_has_its_source(idp, app, alice, by_email, source, act):
    act(idp, app)
    deliver()

    [event] = by_email.events
    assert event["triggerSource"] == f"CustomEmailSender_{source}"
    assert "clientMetadata" not in event["request"]
    assert code_in(event, app.pool_id)


@pytest.mark.spec("TRG-234", "TRG-235", "TRG-237", "TRG-238", "TRG-239", "TRG-240", "TRG-241", "TRG-242")
@pytest.mark.parametrize(("source", "act"), OCCASIONS.items(), ids=OCCASIONS.keys())
def test_each_occasion_of_a_text_message_has_its_source(idp, app, alice, by_sms, source, act):
    app.pool.auto_verified_attributes = ["phone_number"]
    app.pool.save()
    User.objects.update(attributes={"phone_number": "+12065550100", "phone_number_verified": "true"})

    act(idp, app)
    deliver()

    [event] = by_sms.events
    assert event["triggerSource"] == f"CustomSMSSender_{source}"
    assert event["request"]["type"] == "customSMSSenderRequestV1"
    assert code_in(event, app.pool_id)


@pytest.mark.spec("TRG-236", "TRG-210")
def test_the_other_channel_stays_ours(idp, app, by_sms, inbox):
    sign_up(idp, app)
    deliver()

    assert by_sms.events == []
    assert inbox.code_for("carol@example.com")


@pytest.mark.spec("TRG-224", "TRG-253")
def test_a_challenge_s_metadata_reach_the_function(idp, app, alice, by_sms):
    mfa.configure(app.pool)
    mfa.give_phone(alice)
    User.objects.update(sms_mfa_enabled=True, software_token_mfa_enabled=False, status="FORCE_CHANGE_PASSWORD")
    challenge = by_password(idp, app)

    idp.respond_to_auth_challenge(
        ClientId=app.client_id,
        ChallengeName="NEW_PASSWORD_REQUIRED",
        ChallengeResponses={"USERNAME": "alice", "NEW_PASSWORD": "Another-Horse-2"},
        Session=challenge["Session"],
        **METADATA,
    )
    deliver()

    assert by_sms.sources == ["CustomSMSSender_Authentication"]
    assert by_sms.request["clientMetadata"] == {"tone": "formal"}


@pytest.mark.spec("TRG-218")
def test_a_message_without_a_secret_has_no_code(idp, app, assign, by_sms):
    phone = {"phone_number": "+12065550100"}
    assign("UserMigration").says(userAttributes=phone, finalUserStatus="CONFIRMED")

    by_password(idp, app, "dora", "weak")
    deliver()

    assert by_sms.sources == ["CustomSMSSender_AdminCreateUser"]
    assert by_sms.request["code"] is None


@pytest.mark.spec("TRG-07")
def test_a_function_that_fails_is_asked_again_later_and_nobody_is_told(idp, app, by_email):
    by_email.throws("the provider is down")
    sign_up(idp, app)

    [message] = deliver()
    by_email.answers = []
    Message.objects.update(due_at=message.created_at)
    [again] = deliver()

    assert message.state == Message.State.WAITING
    assert "the provider is down" in message.last_error
    assert again.state == Message.State.SENT
    assert len(by_email.events) == 2


def test_a_sender_that_was_taken_away_meanwhile_parks_the_message(idp, app, by_email):
    sign_up(idp, app)
    app.pool.lambda_config = {}
    app.pool.save()

    [message] = deliver()
    assert (message.state, message.last_error) == ("failed", "The user pool has no CustomEmailSender any more.")


@pytest.mark.spec("TRG-212", "TRG-213", "TRG-214", "TRG-223", "TRG-284", "TRG-211")
def test_a_sender_needs_a_key_and_goes_with_an_update(idp, app, by_email, refused):
    sender = {"LambdaVersion": "V1_0", "LambdaArn": "arn:aws:lambda:us-east-1:000000000000:function:mail"}

    with refused("InvalidParameterException"):
        idp.update_user_pool(UserPoolId=app.pool_id, LambdaConfig={"CustomEmailSender": sender})
    with refused("InvalidParameterException"):
        bare = {"CustomEmailSender": sender, "KMSKeyID": "11112222-3333-4444-5555-666677778888"}
        idp.update_user_pool(UserPoolId=app.pool_id, LambdaConfig=bare)
    idp.update_user_pool(UserPoolId=app.pool_id, LambdaConfig={"CustomSMSSender": sender, "KMSKeyID": KEY})

    shown = idp.describe_user_pool(UserPoolId=app.pool_id)["UserPool"]["LambdaConfig"]
    assert shown == {"CustomSMSSender": sender, "KMSKeyID": KEY}


@pytest.mark.spec("TRG-214", "TRG-216")
def test_kms_wraps_and_unwraps_data_keys(sdk, root_key, refused):
    kms = sdk("kms")
    context = {"userpool-id": "p"}

    made = kms.generate_data_key(KeyId=KEY, KeySpec="AES_256", EncryptionContext=context)
    read = kms.decrypt(CiphertextBlob=made["CiphertextBlob"], EncryptionContext=context)
    wrapped = kms.encrypt(KeyId=KEY, Plaintext=b"secret")["CiphertextBlob"]

    assert (len(made["Plaintext"]), read["Plaintext"], read["KeyId"]) == (32, made["Plaintext"], KEY)
    assert kms.decrypt(CiphertextBlob=wrapped, KeyId=KEY)["Plaintext"] == b"secret"
    with refused("InvalidCiphertextException"):
        kms.decrypt(CiphertextBlob=made["CiphertextBlob"], EncryptionContext={"userpool-id": "q"})
    with refused("InvalidCiphertextException"):
        kms.decrypt(CiphertextBlob=wrapped, KeyId=f"{KEY}9")
    with refused("InvalidCiphertextException"):
        kms.decrypt(CiphertextBlob=b"nothing of ours")
    with refused("NotFoundException"):
        kms.generate_data_key(KeyId="alias/mine", KeySpec="AES_256")
    with refused("ValidationException"):
        kms.generate_data_key(KeyId=KEY)


@pytest.mark.node
@pytest.mark.spec("TRG-215", "TRG-216")
def test_the_javascript_client_of_the_encryption_sdk_reads_the_codes(idp, app, by_email):
    need(shutil.which("node") and shutil.which("npm"), "Node.js and npm are not installed: apt-get install nodejs npm")
    install_packages(NODE_FOLDER)
    sign_up(idp, app)
    deliver()
    message = by_email.request["code"]

    material = base64.b64encode(sender_keys.material(KEY)).decode()
    given = {"key": material, "name": KEY, "namespace": sender_keys.NAMESPACE, "messages": [message]}
    run = subprocess.run(
        ["node", "decrypt.js"], cwd=NODE_FOLDER, input=json.dumps(given), capture_output=True, text=True, check=True
    )

    [read] = json.loads(run.stdout)
    assert read["context"]["userpool-id"] == app.pool_id
    idp.confirm_sign_up(ClientId=app.client_id, Username="carol", ConfirmationCode=read["plain"])
