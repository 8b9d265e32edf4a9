import email
import email.policy

import pytest

from notifications import delivery, outbox
from notifications.models import Message

pytestmark = pytest.mark.django_db


def parsed(envelope):
    return email.message_from_bytes(envelope.original_content, policy=email.policy.default)


def test_an_e_mail_leaves_by_smtp_with_a_message_id_that_stays(letter, mailbox):
    delivery.deliver(letter.id)

    sent = parsed(mailbox.letters[0])
    assert mailbox.letters[0].rcpt_tos == ["alice@example.com"]
    assert sent["Subject"] == "Your code"
    assert sent["From"] == "no-reply@pool.example"
    assert sent["Message-ID"] == f"<{letter.id}@pool.example>"


def test_html_goes_beside_the_text(mailbox):
    message = outbox.queue(
        "email", "alice@example.com", subject="Hi", text="Hi", html="<b>Hi</b>", sender="me@a.example"
    )
    delivery.deliver(message.id)

    sent = parsed(mailbox.letters[0])
    assert sent["From"] == "me@a.example"
    assert [part.get_content_type() for part in sent.iter_parts()] == ["text/plain", "text/html"]


def test_what_a_real_sender_took_is_not_kept(letter, mailbox):
    delivery.deliver(letter.id)

    letter.refresh_from_db()
    assert letter.state == Message.State.SENT
    assert letter.sealed_text is None
    assert not letter.is_readable


@pytest.mark.parametrize("address", ["a@example.com, b@example.com", "no address", "a@example.com b@example.com"])
def test_an_address_that_is_not_one_reaches_nobody(address, mailbox):
    message = outbox.queue("email", address, text="Hello")
    delivery.deliver(message.id)

    message.refresh_from_db()
    assert message.state == Message.State.FAILED
    assert mailbox.letters == []


def test_a_text_message_is_posted_to_the_gateway(text_message, gateway):
    delivery.deliver(text_message.id)

    assert gateway.posts == [{"to": "+15555550100", "text": "Your code is 123456.", "id": str(text_message.id)}]


@pytest.mark.parametrize(
    ("status", "state"),
    [(200, "sent"), (202, "sent"), (302, "failed"), (400, "failed"), (429, "waiting"), (503, "waiting")],
)
def test_the_gateways_answer_decides(status, state, text_message, gateway):
    gateway.status = status
    delivery.deliver(text_message.id)

    text_message.refresh_from_db()
    assert text_message.state == state


def test_a_gateways_password_stays_out_of_the_error(text_message, settings):
    settings.SMS_URL = "http://user:hush@127.0.0.1:1/send"
    delivery.deliver(text_message.id)

    text_message.refresh_from_db()
    assert text_message.state == Message.State.WAITING
    assert "hush" not in text_message.last_error
