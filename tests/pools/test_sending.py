"""Whom a pool's messages are sent as, from its settings to the outbox."""

import pytest

from notifications import identities
from notifications.models import Message
from pools.actions import sending
from pools.models import User, UserPool
from tests.conftest import PASSWORD

IDENTITY = "arn:aws:ses:us-east-1:123456789012:identity/shop.example"
ROLE = "arn:aws:iam::123456789012:role/sms"
OTHER_ROLE = "arn:aws:iam::123456789012:role/eums"


@pytest.mark.spec("USR-223", "USR-274", "CON-133", "CON-259", "CON-132")
def test_a_letter_is_sent_as_the_pool_says(idp, app):
    configuration = {
        "EmailSendingAccount": "DEVELOPER",
        "SourceArn": IDENTITY,
        "From": "Shop <hello@shop.example>",
        "ReplyToEmailAddress": "help@shop.example",
        "ConfigurationSet": "codes",
    }
    idp.update_user_pool(UserPoolId=app.pool_id, EmailConfiguration=configuration, AutoVerifiedAttributes=["email"])
    attributes = [{"Name": "email", "Value": "carol@example.com"}]
    idp.sign_up(ClientId=app.client_id, Username="carol", Password=PASSWORD, UserAttributes=attributes)

    message = Message.objects.get()
    assert (message.identity, message.sender) == (IDENTITY, "Shop <hello@shop.example>")
    assert (message.reply_to, message.options) == ("help@shop.example", {"ConfigurationSet": "codes"})


@pytest.mark.spec("USR-227")
def test_a_configuration_set_goes_with_ones_own_account_alone():
    configuration = {"EmailSendingAccount": "COGNITO_DEFAULT", "ConfigurationSet": "codes"}

    assert sending.of_email(configuration)["options"] == {}


@pytest.mark.spec("USR-275", "CON-254", "CON-109")
@pytest.mark.parametrize(
    ("configuration", "identity", "options"),
    [
        ({}, "", {}),
        ({"SnsCallerArn": ROLE}, ROLE, {}),
        (
            {"SnsCallerArn": ROLE, "ExternalId": "outside", "SnsRegion": "eu-west-1"},
            ROLE,
            {"ExternalId": "outside", "Region": "eu-west-1"},
        ),
        (
            {"EumsSms": {"CallerArn": OTHER_ROLE, "OriginationIdentity": "+15555550199"}},
            OTHER_ROLE,
            {
                "OriginationIdentity": "+15555550199",
                "Eums": {"CallerArn": OTHER_ROLE, "OriginationIdentity": "+15555550199"},
            },
        ),
    ],
    ids=["none", "role", "all", "eums"],
)
def test_a_text_message_is_sent_as_the_pool_says(configuration, identity, options):
    assert sending.of_sms(configuration) == {"identity": identity, "options": options}


@pytest.mark.spec("USR-276", "USR-240", "USR-221", "CON-254")
@pytest.mark.parametrize(
    ("default", "own", "trouble"),
    [
        ("https://gateway.example", None, None),
        ("https://gateway.example?sandbox=on", None, "SNSSandbox"),
        ("https://gateway.example?sandbox=on", "https://other.example", None),
        ("https://gateway.example", "https://other.example?sandbox=on", "SNSSandbox"),
        ("inbox:?sandbox=on", None, None),
    ],
    ids=["out", "in", "own out", "own in", "inbox"],
)
def test_a_pool_tells_that_its_sender_is_in_the_sandbox(idp, pool, settings, default, own, trouble):
    settings.SMS_URL = default
    UserPool.objects.update(sms_configuration={"SnsCallerArn": ROLE})
    [identities.put("sms", ROLE, url) for url in [own] if url]

    assert idp.describe_user_pool(UserPoolId=pool.id)["UserPool"].get("SmsConfigurationFailure") == trouble


def test_a_pool_without_a_sender_of_text_messages_tells_nothing(idp, pool, settings):
    settings.SMS_URL = "https://gateway.example?sandbox=on"

    assert "SmsConfigurationFailure" not in idp.describe_user_pool(UserPoolId=pool.id)["UserPool"]


@pytest.fixture
def invite(idp, pool):
    """Invites somebody whose name is as long as asked for, by a text of this length besides."""

    def create(name_length, medium, **template):
        UserPool.objects.update(admin_create_user_config={"InviteMessageTemplate": template} if template else {})
        return idp.admin_create_user(
            UserPoolId=pool.id,
            Username="x" * name_length,
            TemporaryPassword=PASSWORD,
            UserAttributes=[
                {"Name": "email", "Value": "carol@example.com"},
                {"Name": "phone_number", "Value": "+15555550100"},
            ],
            DesiredDeliveryMediums=[medium],
        )

    return create


@pytest.mark.spec("USR-80", "USR-81", "CON-123", "CON-129")
def test_a_message_is_too_long_only_with_what_is_put_in(invite, refused):
    room = 140 - len("Your username is  and temporary password is .") - len(PASSWORD)
    invite(room, "SMS")
    with refused("CodeDeliveryFailureException"):
        invite(room + 1, "SMS")
    with refused("CodeDeliveryFailureException"):
        invite(100, "EMAIL", EmailMessage="{username} {####}" + "x" * 19_900)

    assert Message.objects.count() == 1
    assert User.objects.count() == 1
