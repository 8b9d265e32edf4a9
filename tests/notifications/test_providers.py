"""Providers with an API of their own: moto, which others wrote, for SES, SNS and STS; servers of ours for the rest."""

import base64
import email
import email.policy
import logging
from urllib.parse import quote

import boto3
import pytest
from moto.moto_api._internal import moto_api_backend
from moto.server import ThreadedMotoServer
from moto.ses.models import ses_backends
from moto.sns.models import sns_backends

from notifications import delivery, identities, outbox, senders
from notifications.models import Message
from notifications.sender_urls import ANYMAIL_PROVIDERS, Malformed
from tests.notifications.api import Api

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

ACCOUNT = "123456789012"
IDENTITY = "arn:aws:ses:eu-west-1:123456789012:identity/shop@shop.example"
ROLE = "arn:aws:iam::123456789012:role/sms"
PHONE = "+15555550100"


@pytest.fixture(scope="module")
def amazon():
    """A server of moto's that has verified the shop's address."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    url = "http://{}:{}".format(*server.get_host_and_port())
    access = {"aws_access_key_id": "AKIATEST", "aws_secret_access_key": "secret"}
    for region in ("us-east-1", "eu-west-1"):
        ses = boto3.client("sesv2", endpoint_url=url, region_name=region, **access)
        ses.create_email_identity(EmailIdentity="shop@shop.example")
    yield url
    server.stop()
    moto_api_backend.reset()


@pytest.fixture
def api():
    with Api() as api:
        yield api


@pytest.fixture
def send():
    """Sends a message; tells what became of it."""

    def deliver(channel, address, **content):
        message = outbox.queue(channel, address, **{"text": "Your code is 123456."} | content)
        delivery.deliver(message.id)
        message.refresh_from_db()
        return message

    return deliver


def endpoint(url):
    return f"endpoint={quote(url, safe='')}"


def letter(raw):
    return email.message_from_string(raw, policy=email.policy.default)


@pytest.mark.spec("USR-210", "USR-213", "USR-215", "CON-131")
def test_ses_takes_a_letter(amazon, settings, send):
    settings.EMAIL_URL = f"ses://AKIATEST:secret@us-east-1?from=shop@shop.example&{endpoint(amazon)}"
    message = send("email", "alice@example.com", subject="Hello", html="<b>123456</b>", reply_to="help@shop.example")

    (sent,) = [each for each in ses_backends[ACCOUNT]["us-east-1"].sent_messages if each.id == message.provider_id]
    taken = letter(sent.raw_data)
    assert message.state == Message.State.SENT
    assert (taken["From"], taken["To"], taken["Reply-To"]) == (
        "shop@shop.example",
        "alice@example.com",
        "help@shop.example",
    )
    assert [part.get_content_type() for part in taken.iter_parts()] == ["text/plain", "text/html"]


def test_ses_refuses_who_is_not_verified(amazon, settings, send):
    settings.EMAIL_URL = f"ses://AKIATEST:secret@us-east-1?from=eve@shop.example&{endpoint(amazon)}"
    refused = send("email", "alice@example.com")

    assert (refused.state, refused.last_error) == (Message.State.FAILED, "AWS answered MessageRejected.")


@pytest.mark.spec("USR-212", "USR-217", "USR-218", "CON-133")
def test_an_identity_of_the_operators_sends_in_its_own_region(amazon, send):
    identities.put("email", IDENTITY, f"ses://AKIATEST:secret@?{endpoint(amazon)}")
    message = send("email", "alice@example.com", identity=IDENTITY)

    sent = ses_backends[ACCOUNT]["eu-west-1"].sent_messages[-1]
    assert (sent.id, letter(sent.raw_data)["From"]) == (message.provider_id, "shop@shop.example")


@pytest.mark.spec("USR-222", "USR-226", "USR-274", "CON-259")
def test_ses_is_told_configuration_set_identity_and_tags(api, settings, send):
    settings.EMAIL_URL = f"ses://AKIATEST:secret@us-east-1?configuration_set=all&{endpoint(api.url)}"
    api.answer = {"MessageId": "ses-1"}
    message = send(
        "email",
        "alice@example.com",
        identity=IDENTITY,
        sender="Shop <shop@shop.example>",
        options={"ConfigurationSet": "codes"},
        reference="us-east-1_x",
    )

    request = api.asked[0].json
    assert request["ConfigurationSetName"] == "codes"
    assert request["FromEmailAddressIdentityArn"] == IDENTITY
    assert request["FromEmailAddress"] == "Shop <shop@shop.example>"
    assert {tag["Name"]: tag["Value"] for tag in request["EmailTags"]} == {
        "poolhouse_id": str(message.id),
        "user_pool": "us-east-1_x",
    }
    assert b"123456" in base64.b64decode(request["Content"]["Raw"]["Data"])


def test_an_identity_that_nobody_spoke_of_is_sent_by_the_installation_in_its_name(mailbox, send):
    send("email", "alice@example.com", identity=IDENTITY)

    assert mailbox.letters[0].mail_from == "shop@shop.example"


def test_an_identitys_secret_is_sealed_and_cannot_be_malformed():
    row = identities.put("sms", ROLE, "vonage://key:hush@?from=Shop")

    assert b"hush" not in bytes(row.sealed_url)
    with pytest.raises(Malformed):
        identities.put("sms", ROLE, "pigeon://loft")
    assert identities.find("sms", ROLE).url == "vonage://key:hush@?from=Shop"


@pytest.mark.spec("USR-228")
def test_sns_takes_a_text_message(amazon, settings, send):
    settings.SMS_URL = f"sns://AKIATEST:secret@us-east-1?{endpoint(amazon)}"
    message = send("sms", PHONE)

    assert sns_backends[ACCOUNT]["us-east-1"].sms_messages[message.provider_id] == (PHONE, "Your code is 123456.")


@pytest.mark.spec("USR-229", "USR-232", "CON-109")
def test_sns_is_asked_in_the_pools_region_as_the_pools_role(amazon, settings, send):
    settings.SMS_URL = f"sns://AKIATEST:secret@us-east-1?assume_role=on&{endpoint(amazon)}"
    message = send("sms", PHONE, identity=ROLE, options={"Region": "eu-west-1", "ExternalId": "outside"})

    assert message.provider_id in sns_backends[ACCOUNT]["eu-west-1"].sms_messages


@pytest.mark.spec("USR-237", "USR-229")
def test_sns_is_told_where_the_message_comes_from(api, settings, send):
    settings.SMS_URL = f"sns://AKIATEST:secret@us-east-1?from=%2B15555550199&{endpoint(api.url)}"
    send("sms", PHONE)

    asked = api.asked[0].form
    assert asked["PhoneNumber"] == PHONE
    assert "AWS.MM.SMS.OriginationNumber" in asked.values()
    assert "+15555550199" in asked.values()


@pytest.mark.spec("USR-275", "CON-254")
def test_end_user_messaging_is_asked_as_the_pool_says(api, settings, send):
    settings.SMS_URL = f"sns://AKIATEST:secret@us-east-1?{endpoint(api.url)}"
    api.answer = {"MessageId": "eums-1"}
    eums = {"OriginationIdentity": "pool/codes", "ConfigurationSetName": "set", "InEntityId": "1", "InTemplateId": "2"}
    message = send("sms", PHONE, options={"Eums": eums})

    assert message.provider_id == "eums-1"
    assert api.asked[0].json == {
        "DestinationPhoneNumber": PHONE,
        "MessageBody": "Your code is 123456.",
        "MessageType": "TRANSACTIONAL",
        "OriginationIdentity": "pool/codes",
        "ConfigurationSetName": "set",
        "DestinationCountryParameters": {"IN_ENTITY_ID": "1", "IN_TEMPLATE_ID": "2"},
    }


def test_twilio_takes_a_text_message(api, settings, send):
    settings.SMS_URL = f"twilio://AC1:hush@?from=%2B15555550199&{endpoint(api.url)}"
    api.status, api.answer = 201, {"sid": "SM1"}
    message = send("sms", PHONE)

    (asked,) = api.asked
    assert (message.state, message.provider_id) == (Message.State.SENT, "SM1")
    assert asked.path == "/2010-04-01/Accounts/AC1/Messages.json"
    assert asked.form == {"To": PHONE, "Body": "Your code is 123456.", "From": "+15555550199"}
    assert asked.headers["Authorization"] == f"Basic {base64.b64encode(b'AC1:hush').decode()}"


@pytest.mark.parametrize(
    ("origin", "sender"),
    [("+15555550177", "+15555550177"), ("Shop", "Shop"), ("arn:aws:sms-voice:us-east-1:1:pool/x", "+15555550199")],
    ids=["number", "name", "arn"],
)
def test_a_pools_own_number_is_sent_from_where_the_provider_can_know_it(api, settings, send, origin, sender):
    settings.SMS_URL = f"twilio://AC1:hush@?from=%2B15555550199&{endpoint(api.url)}"
    send("sms", PHONE, options={"OriginationIdentity": origin})

    assert api.asked[0].form["From"] == sender


@pytest.mark.parametrize(
    ("status", "answer", "state", "told"),
    [
        (400, {"code": 21211}, "failed", "Twilio answered 400 (error 21211)."),
        (401, {"code": 20003}, "waiting", "Twilio answered 401 (error 20003)."),
        (429, {}, "waiting", "Twilio answered 429."),
        (500, [], "waiting", "Twilio answered 500."),
    ],
    ids=["400", "401", "429", "500"],
)
def test_what_twilio_refuses_is_tried_again_if_that_may_help(api, settings, send, status, answer, state, told):
    settings.SMS_URL = f"twilio://AC1:hush@?messaging_service=MG1&{endpoint(api.url)}"
    api.status, api.answer = status, answer
    message = send("sms", PHONE)

    assert (message.state, message.last_error) == (state, told)
    assert api.asked[0].form["MessagingServiceSid"] == "MG1"


def test_vonage_takes_a_text_message(api, settings, send):
    settings.SMS_URL = f"vonage://key:hush@?from=Shop&{endpoint(api.url)}"
    api.answer = {"message-count": "1", "messages": [{"status": "0", "message-id": "V1"}]}
    message = send("sms", PHONE, text="Kod: 123456 ✓")

    assert (message.state, message.provider_id) == (Message.State.SENT, "V1")
    assert api.asked[0].form == {
        "api_key": "key",
        "api_secret": "hush",
        "from": "Shop",
        "to": "15555550100",
        "text": "Kod: 123456 ✓",
        "type": "unicode",
        "client-ref": str(message.id),
    }


@pytest.mark.parametrize(("status", "state"), [("1", "waiting"), ("9", "waiting"), ("3", "failed"), ("", "waiting")])
def test_what_vonage_refuses_is_tried_again_if_that_may_help(api, settings, send, status, state):
    settings.SMS_URL = f"vonage://key:hush@?{endpoint(api.url)}"
    api.answer = {"messages": [{"status": status}]}

    assert send("sms", PHONE).state == state


def test_a_provider_of_anymails_takes_a_letter(api, settings, send):
    settings.EMAIL_URL = f"anymail+postmark:?server_token=hush&from=shop@shop.example&api_url={quote(api.url)}/"
    api.answer = {"To": "alice@example.com", "MessageID": "P1", "ErrorCode": 0, "Message": "OK"}
    message = send("email", "alice@example.com", subject="Hello", html="<b>123456</b>")

    (asked,) = api.asked
    assert (message.state, message.provider_id) == (Message.State.SENT, "P1")
    assert asked.headers["X-Postmark-Server-Token"] == "hush"
    assert (asked.json["From"], asked.json["HtmlBody"]) == ("shop@shop.example", "<b>123456</b>")
    assert asked.json["Metadata"] == {"poolhouse_id": str(message.id)}


@pytest.mark.parametrize(("status", "state"), [(401, "waiting"), (422, "failed"), (503, "waiting")])
def test_what_a_provider_of_anymails_refuses_is_tried_again_if_that_may_help(api, settings, send, status, state):
    settings.EMAIL_URL = f"anymail+postmark:?server_token=hush&from=shop@shop.example&api_url={quote(api.url)}/"
    api.status = status
    message = send("email", "alice@example.com")

    assert (message.state, message.last_error) == (state, f"The provider answered {status}.")


@pytest.mark.filterwarnings("ignore::anymail.exceptions.AnymailWarning")
@pytest.mark.parametrize("provider", sorted(ANYMAIL_PROVIDERS))
def test_every_provider_of_anymails_has_a_sender(provider):
    options = "api_key=x&secret_key=x&server_token=x&api_token=x&api_url=http://127.0.0.1:1/&project_id=x"
    sender = senders.made(f"anymail+{provider}:?{options}", "email")

    assert sender.backend.__module__ == f"anymail.backends.{provider.replace('-', '_')}"


@pytest.mark.parametrize(
    "url",
    ["ses://k:s@us-east-1?endpoint=http://127.0.0.1:1", "anymail+postmark:?server_token=x&api_url=http://127.0.0.1:1/"],
    ids=["ses", "postmark"],
)
def test_a_provider_that_is_away_is_a_passing_trouble(settings, send, url):
    settings.EMAIL_URL = url
    message = send("email", "alice@example.com")

    assert (message.state, message.attempts) == (Message.State.WAITING, 1)


def test_an_option_that_is_missing_is_told_and_mended_later(settings, send):
    settings.EMAIL_URL = "anymail+postmark:"
    message = send("email", "alice@example.com")

    assert message.state == Message.State.WAITING
    assert message.last_error.startswith("The sender cannot be used: ")
