"""What users are told of risky sign-ins, and what they answer."""

import json
import re
from urllib.parse import urlsplit

import pytest
from django.test import Client

from notifications.models import Message
from pools.models import AuditEvent, EventFeedback
from tests.pools.threats.conftest import CAFE, PHONE

ADDRESS = "alice@example.com"
ARN = "arn:aws:ses:us-east-1:000000000000:identity/security@shop.example"
PLACES = "{ip-address} {city} {country} {login-time} {device-name} {event-id}"
TEXT = PLACES + " {one-click-link-valid} {one-click-link-invalid} {feedback-token}"
OWN = {
    "SourceArn": ARN,
    "From": "security@shop.example",
    "ReplyTo": "help@shop.example",
    "BlockEmail": {"Subject": "Blocked", "HtmlBody": "<b>{ip-address}</b> {device-name}", "TextBody": TEXT},
    "MfaEmail": {"Subject": "Asked", "TextBody": "Asked {event-id}"},
    "NoActionEmail": {"Subject": "Let in", "TextBody": "Let in {event-id}"},
}


def link_in(text, value):
    return re.search(rf"http\S+feedback_value={value}", text).group()


@pytest.fixture
def blocked(sign_in, alice, respond, refused):
    """A sign-in from elsewhere that was blocked; keywords are `NotifyConfiguration`."""

    def blocked(**more):
        respond("BLOCK", "BLOCK", "BLOCK", notify=True, **more)
        sign_in()
        with refused("NotAuthorizedException"):
            sign_in(address=CAFE, agent=PHONE)
        return AuditEvent.objects.filter(error="NotAuthorizedException").latest("created_at")

    return blocked


@pytest.mark.spec("SEC-222", "SEC-223", "SEC-224", "SEC-225", "SEC-226", "SEC-299", "CON-121", "CON-122")
def test_a_blocked_sign_in_is_told_of_in_the_pools_words(blocked, inbox, settings):
    event = blocked(notification=OWN)

    [message] = inbox.to(ADDRESS)
    assert (message.subject, message.sender, message.reply_to, message.identity) == (
        "Blocked",
        "security@shop.example",
        "help@shop.example",
        ARN,
    )
    moment = event.created_at.strftime("%Y-%m-%d %H:%M:%S UTC")
    assert message.text.startswith(f"{CAFE} - - {moment} Mobile Safari, iOS 18 {event.id} {settings.PUBLIC_URL}/")
    assert f"<b>{CAFE}</b> Mobile Safari, iOS 18" in message.html
    assert "{" not in message.text


@pytest.mark.spec("SEC-198", "SEC-222", "SEC-224")
def test_without_words_of_its_own_the_pool_has_ours(blocked, inbox):
    blocked()

    [message] = inbox.to(ADDRESS)
    assert message.subject == "A sign-in to your account was blocked"
    assert CAFE in message.text
    assert "Place" not in message.text
    assert link_in(message.text, "Valid")
    assert link_in(message.text, "Invalid")
    assert message.html.count("feedback_token=") == 2


@pytest.mark.spec("SEC-222", "SEC-299")
@pytest.mark.parametrize(
    ("action", "subject"), [("NO_ACTION", "Let in"), ("MFA_IF_CONFIGURED", "Asked"), ("MFA_REQUIRED", "Asked")]
)
def test_each_response_has_a_message_that_is_sent_once(sign_in, alice, pool, respond, inbox, action, subject):
    pool.mfa_configuration, pool.software_token_mfa_configuration = "OPTIONAL", {"Enabled": True}
    alice.sealed_totp_secret = b"sealed"
    alice.save()
    respond(action, action, action, notify=True, notification=OWN)
    sign_in()

    sign_in(address=CAFE)

    event = AuditEvent.objects.filter(detail__has_key="risk").latest("created_at")
    [message] = inbox.to(ADDRESS)
    assert (message.subject, message.text.split()[-1]) == (subject, str(event.id))


@pytest.mark.spec("SEC-222", "SEC-157")
@pytest.mark.parametrize(
    ("mode", "notify", "verified"), [("AUDIT", True, "true"), ("ENFORCED", False, "true"), ("ENFORCED", True, "false")]
)
def test_nobody_else_is_told(sign_in, alice, respond, inbox, mode, notify, verified):
    alice.attributes["email_verified"] = verified
    alice.save()
    respond(notify=notify, mode=mode)
    sign_in()
    sign_in(address=CAFE)

    assert inbox.to(ADDRESS) == []


@pytest.mark.spec("TRG-233", "TRG-291", "TRG-243")
def test_a_function_that_sends_is_given_what_the_message_would_tell(pool, blocked):
    arn = "arn:aws:lambda:us-east-1:000000000000:function:sender"
    place = {"LambdaVersion": "V1_0", "LambdaArn": arn}
    pool.lambda_config = {"CustomEmailSender": place, "CustomSMSSender": place, "KMSKeyID": "arn:aws:kms:::key/1"}
    pool.save()

    event = blocked(notification=OWN)

    [message] = Message.objects.all()  # none by SMS
    told = json.loads(message.text)["event"]
    assert told["triggerSource"] == "CustomEmailSender_AccountTakeOverNotification"
    assert (told["request"]["type"], told["request"]["code"]) == ("customEmailSenderRequestV1", None)
    data = told["request"]["userAttributes"]
    assert data["EVENT_ID"] == str(event.id)
    assert (data["USER_NAME"], data["IP_ADDRESS"]) == ("alice", CAFE)
    assert (data["ACCOUNT_TAKE_OVER_ACTION"], data["DEVICE_NAME"]) == ("BLOCK", "Mobile Safari, iOS 18")
    assert data["ONE_CLICK_LINK_VALID"].startswith("http")
    assert {"ONE_CLICK_LINK_INVALID", "LOGIN_TIME", "FEEDBACK_TOKEN"} < data.keys()
    assert {"CITY", "COUNTRY"}.isdisjoint(data)


@pytest.mark.spec("SEC-221", "SEC-298", "CON-122")
@pytest.mark.parametrize("value", ["Valid", "Invalid"])
def test_a_link_asks_once_more_and_then_notes_what_the_user_says(blocked, inbox, value):
    event = blocked()
    parts = urlsplit(link_in(inbox.to(ADDRESS)[0].text, value))
    browser, address = Client(), f"{parts.path}?{parts.query}"

    asked = browser.get(address)
    assert b"Was it you?" in asked.content
    assert not EventFeedback.objects.exists()

    answer = browser.post(address, {"value": value})

    assert b"Thank you" in answer.content
    feedback = EventFeedback.objects.get()
    assert (feedback.event_id, feedback.value, feedback.provider) == (event.id, value, "User")


@pytest.mark.spec("SEC-221")
@pytest.mark.parametrize(
    "changes", [{"feedback_token": "made-up"}, {"user_name": "nobody"}, {"event_id": "1"}, {"client_id": "nobody"}]
)
def test_a_link_that_was_tampered_with_notes_nothing(app, alice, guarded, changes):
    guarded()
    query = {"client_id": app.client_id, "user_name": "alice", "event_id": "1", "feedback_token": "x"} | changes

    answer = Client().post("/accountTakeOverFeedback", {"value": "Valid"}, query_params=query)

    assert answer.status_code == 400
    assert not EventFeedback.objects.exists()
