"""The inbox as LocalStack lists what it has sent."""

import pytest

from notifications import checks, delivery, outbox
from notifications.models import Message
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def open_inbox(settings):
    settings.OPEN_INBOX = True


@pytest.fixture
def sent():
    def send(channel, address, **content):
        message = outbox.queue(channel, address, **{"text": "Code 123456"} | content)
        delivery.deliver(message.id)
        return message

    return send


def test_a_code_is_found_where_localstack_has_it(open_inbox, client, idp, app):
    attributes = [{"Name": "email", "Value": "carol@example.com"}]
    idp.sign_up(ClientId=app.client_id, Username="carol", Password=PASSWORD, UserAttributes=attributes)
    delivery.deliver(Message.objects.get().id)

    (found,) = client.get("/_aws/ses").json()["messages"]
    assert found["Destination"] == {"ToAddresses": ["carol@example.com"]}
    assert (found["Source"], found["Region"]) == ("no-reply@localhost", "us-east-1")
    assert found["Subject"] == "Your verification code"
    code = found["Body"]["text_part"].split()[-1].rstrip(".")
    idp.confirm_sign_up(ClientId=app.client_id, Username="carol", ConfirmationCode=code)


def test_messages_are_found_by_sender_and_by_id(open_inbox, client, sent):
    first = sent("email", "alice@example.com", sender="shop@shop.example")
    second = sent("email", "bob@example.com")

    listed = [each["Id"] for each in client.get("/_aws/ses").json()["messages"]]
    assert listed == [str(first.id), str(second.id)]
    assert client.get("/_aws/ses?email=shop@shop.example").json()["messages"][0]["Id"] == str(first.id)
    assert client.get(f"/_aws/ses?id={second.id}").json()["messages"][0]["Id"] == str(second.id)
    assert client.get("/_aws/ses?id=nonsense").json() == {"messages": []}


def test_messages_are_thrown_away(open_inbox, client, sent):
    sent("email", "alice@example.com")
    sent("sms", "+15555550100")

    assert client.delete("/_aws/ses").status_code == 204
    assert [each.channel for each in Message.objects.all()] == ["sms"]


def test_text_messages_are_listed_by_number(open_inbox, client, sent):
    sent("sms", "+15555550100")
    sent("sms", "+15555550101", reference="eu-west-1_x")

    answer = client.get("/_aws/sns/sms-messages").json()
    assert answer["region"] == "us-east-1"
    assert [each["Message"] for each in answer["sms_messages"]["+15555550100"]] == ["Code 123456"]
    assert list(client.get("/_aws/sns/sms-messages?region=eu-west-1").json()["sms_messages"]) == ["+15555550101"]
    assert client.get("/_aws/sns/sms-messages", {"phoneNumber": "+1"}).json()["sms_messages"] == {}


def test_what_a_real_sender_took_is_not_listed(open_inbox, client, sent, mailbox):
    sent("email", "alice@example.com")

    assert client.get("/_aws/ses").json() == {"messages": []}


def test_an_open_inbox_is_warned_of(settings):
    settings.OPEN_INBOX = True
    assert [each.id for each in checks.inbox_is_closed(None)] == ["notifications.W001"]
    settings.OPEN_INBOX = False
    assert checks.inbox_is_closed(None) == []


@pytest.mark.parametrize("path", ["/_aws/ses", "/_aws/sns/sms-messages"])
@pytest.mark.parametrize("method", ["get", "delete"])
def test_the_inbox_is_closed_unless_it_was_opened(client, sent, path, method):
    sent("email", "alice@example.com")
    sent("sms", "+15555550100")

    assert getattr(client, method)(path).status_code == 404
    assert Message.objects.count() == 2
