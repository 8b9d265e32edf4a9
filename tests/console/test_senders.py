"""How messages leave: looked at, set up and tried in the console."""

import re

import pytest
from django.urls import reverse

from notifications import delivery, destinations, identities, outbox
from notifications.models import Message, SendingIdentity, SuppressedAddress, VerifiedAddress
from pools.actions import codes, contacts

pytestmark = pytest.mark.one_database

IDENTITY = "arn:aws:ses:us-east-1:123456789012:identity/shop@shop.example"
URL = "smtps://user:hush@mail.example?per_second=5"


@pytest.fixture
def open_page(console):
    def get(name="senders", *args):
        return console.get(reverse(f"admin:{name}", args=args)).content.decode()

    return get


@pytest.fixture
def post(console):
    def send(name, *args, **fields):
        return console.post(reverse(f"admin:{name}", args=args), fields)

    return send


def test_senders_are_shown_with_their_limits_and_without_their_secrets(open_page, settings):
    settings.EMAIL_URL = "smtp://user:hush@mail.example:25?from=no-reply@shop.example&per_day=500&sandbox=on"
    page = open_page()

    assert "mail.example:25" in page
    assert "no-reply@shop.example" in page
    assert ">500<" in page
    assert "hush" not in page


def test_an_identity_is_set_up_and_its_secret_never_shown(open_page, post, trail):
    assert post("sending_identity_create", channel="email", arn=IDENTITY, url=URL).status_code == 302

    assert identities.find("email", IDENTITY).url == URL
    page = open_page()
    assert IDENTITY in page
    assert f'popovertarget="delete-{SendingIdentity.objects.get().id}"' in page
    assert f'id="delete-{SendingIdentity.objects.get().id}"' in page
    assert "hush" not in page
    (event,) = trail(name="PutSendingIdentity")
    assert "hush" not in str(event.detail) + str(event.request_parameters)


@pytest.mark.parametrize(
    ("arn", "url", "told"),
    [
        ("shop@shop.example", URL, "Must be the ARN"),
        (IDENTITY, "pigeon://loft", "Invalid sender: Must begin with"),
        (IDENTITY, "anymail+postmark:", "Invalid sender: "),
    ],
    ids=["arn", "scheme", "option"],
)
def test_what_cannot_be_an_identity_is_told(post, arn, url, told):
    answer = post("sending_identity_create", channel="email", arn=arn, url=url)

    assert told in answer.content.decode()
    assert not SendingIdentity.objects.exists()


def test_an_identity_is_deleted(post, db):
    identity = identities.put("email", IDENTITY, URL)
    post("sending_identity_delete", identity.id)

    assert not SendingIdentity.objects.exists()


@pytest.mark.parametrize(("channel", "address"), [("email", "alice@example.com"), ("sms", "+15555550100")])
def test_a_test_message_is_sent(post, channel, address):
    answer = post("sender_test", channel=channel, address=address)

    message = Message.objects.get()
    assert (message.channel, message.address) == (channel, address)
    assert answer.url == f"{reverse('admin:inbox')}?message={message.id}"


@pytest.mark.parametrize(("channel", "address"), [("email", "+15555550100"), ("sms", "alice@example.com")])
def test_a_test_goes_to_no_address_of_the_other_channel(post, channel, address):
    assert "Must be a" in post("sender_test", channel=channel, address=address).content.decode()
    assert not Message.objects.exists()


def test_an_address_that_bounced_is_written_to_again(open_page, post, db):
    destinations.suppress("email", "alice@example.com", "bounce", "550 5.1.1")
    assert "550 5.1.1" in open_page()
    post("suppressed_address_delete", SuppressedAddress.objects.get().id)

    assert not SuppressedAddress.objects.exists()


@pytest.mark.spec("USR-239", "USR-242")
def test_an_address_is_verified_for_the_sandbox(open_page, post, settings, db):
    settings.SMS_URL = "https://gateway.example?sandbox=on"
    assert "You are currently in a sandbox" in open_page()
    post("sandbox_address_create", channel="sms", address="+15555550100")
    row = VerifiedAddress.objects.get()

    assert "Wrong code" in post("sandbox_address", row.id, code="000000x").content.decode()
    code = re.search(r"\d{6}", Message.objects.get().text).group()
    post("sandbox_address", row.id, code=code)
    assert "+15555550100" in open_page()
    row.refresh_from_db()
    assert row.verified_at
    post("sandbox_address_delete", row.id)
    assert not VerifiedAddress.objects.exists()


def test_who_may_look_may_not_change(console_of):
    visitor = console_of("poolhouse:ListSenders")

    assert visitor.get(reverse("admin:senders")).status_code == 200
    assert visitor.get(reverse("admin:sender_test")).status_code == 403
    assert visitor.get(reverse("admin:sending_identity_create")).status_code == 403


@pytest.fixture
def code_for_alice(alice):
    codes.send(alice, codes.Purpose.EMAIL, contacts.of(alice, "email"))
    message = Message.objects.get()
    delivery.deliver(message.id)
    return re.search(r"\d{6}", message.text).group()


def test_the_newest_code_stands_beside_the_user(open_page, code_for_alice, alice):
    assert f"<output>{code_for_alice}</output>" in open_page("user", alice.pool_id, alice.sub)


def test_codes_stand_beside_nobody_where_messages_leave(open_page, settings, code_for_alice, alice):
    settings.EMAIL_URL, settings.SMS_URL = "smtp://mail.example", "https://gateway.example"

    assert "Newest code" not in open_page("user", alice.pool_id, alice.sub)


def test_codes_stand_beside_nobody_for_who_may_not_see_them(console_of, code_for_alice, alice):
    page = console_of("cognito-idp:AdminGetUser").get(reverse("admin:user", args=[alice.pool_id, alice.sub]))

    assert page.status_code == 200
    assert "Newest code" not in page.content.decode()


def test_a_message_of_another_pool_is_not_shown(open_page, alice):
    message = outbox.queue("email", "alice@example.com", text="Code 482913", reference="us-east-1_other")
    delivery.deliver(message.id)

    assert "482913" not in open_page("user", alice.pool_id, alice.sub)
