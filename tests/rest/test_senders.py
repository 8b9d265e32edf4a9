"""How messages leave, by the REST API."""

import pytest

from notifications import destinations, identities
from notifications.models import Message, SendingIdentity, SuppressedAddress

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

IDENTITY = "arn:aws:ses:us-east-1:123456789012:identity/shop@shop.example"
NEW = {"channel": "email", "arn": IDENTITY, "url": "smtps://user:hush@mail.example"}


def test_an_identity_is_set_up_listed_and_deleted_and_its_secret_never_told(rest, trail):
    made = rest.post("sending-identities", NEW)
    listed = rest.get("sending-identities")

    assert made.status_code == 201
    assert identities.find("email", IDENTITY).url == NEW["url"]
    (found,) = listed.json()["results"]
    assert (found["arn"], found["sender"]) == (IDENTITY, "SMTP with TLS")
    assert b"hush" not in made.content + listed.content
    assert "hush" not in "".join(f"{event.detail}{event.request_parameters}" for event in trail())

    assert rest.delete(f"sending-identities/{found['id']}").status_code == 204
    assert not SendingIdentity.objects.exists()


@pytest.mark.parametrize("wrong", [{"url": "pigeon://loft"}, {"arn": "shop"}, {"channel": "pigeon"}], ids=str)
def test_what_cannot_be_an_identity_is_refused(rest, wrong):
    assert rest.post("sending-identities", NEW | wrong).status_code in (400, 422)
    assert not SendingIdentity.objects.exists()


def test_a_test_message_is_sent_as_an_identity(rest):
    wanted = {"channel": "sms", "address": "+15555550100", "identity": IDENTITY}

    assert rest.post("test-messages", wanted).json()["id"] == str(Message.objects.get().id)
    assert Message.objects.get().identity == IDENTITY
    assert rest.post("test-messages", wanted | {"channel": "email"}).status_code == 422


def test_an_address_that_bounced_is_written_to_again(rest):
    destinations.suppress("email", "alice@example.com", "bounce", "550")
    (found,) = rest.get("suppressed-addresses").json()["results"]

    assert (found["address"], found["reason"]) == ("alice@example.com", "bounce")
    assert rest.delete(f"suppressed-addresses/{found['id']}").status_code == 204
    assert not SuppressedAddress.objects.exists()


@pytest.mark.parametrize(
    "path", ["sending-identities/x", "suppressed-addresses/x", "suppressed-addresses/99999999999999999999"]
)
def test_what_is_not_there_is_not_found(rest, path):
    assert rest.delete(path).status_code == 404


def test_nobody_may_without_permission(rest_of):
    rest = rest_of("charlie")

    assert rest.get("sending-identities").status_code == 403
    assert rest.post("sending-identities", NEW).status_code == 403
    assert rest.post("test-messages", {"channel": "email", "address": "a@example.com"}).status_code == 403
