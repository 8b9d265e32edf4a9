import pytest
from django.db import transaction
from kombu.exceptions import OperationalError

from notifications import announcing, outbox, tasks
from notifications.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_broker_was_down(monkeypatch):
    monkeypatch.setattr(announcing, "_quiet_until", 0.0)


def test_a_message_is_a_row_before_anything_else(letter):
    assert letter.state == Message.State.WAITING
    assert Message.objects.get().text == "Your code is 123456."


def test_the_body_is_not_readable_in_the_database(letter):
    assert b"123456" not in bytes(Message.objects.get().sealed_text)


def test_a_worker_is_told_after_the_commit(monkeypatch, django_capture_on_commit_callbacks):
    told = []
    monkeypatch.setattr(tasks.deliver, "apply_async", told.append)
    with django_capture_on_commit_callbacks(execute=True):
        message = outbox.queue("email", "alice@example.com", text="Hello")
        assert told == []

    assert told == [(str(message.id),)]


def test_a_rolled_back_cause_sends_nothing(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks, transaction.atomic():
        outbox.queue("email", "alice@example.com", text="Hello")
        transaction.set_rollback(True)

    assert not Message.objects.exists()
    assert callbacks == []


def test_a_broker_that_is_down_fails_no_request(monkeypatch, django_capture_on_commit_callbacks):
    def refuse(*args):
        raise OperationalError("Connection refused")

    monkeypatch.setattr(tasks.deliver, "apply_async", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        outbox.queue("email", "alice@example.com", text="Hello")
    tasks.sweep()

    assert Message.objects.get().state == Message.State.SENT


def test_a_broker_that_is_down_is_waited_for_once(monkeypatch, django_capture_on_commit_callbacks):
    asked = []

    def refuse(*args):
        asked.append(args)
        raise OperationalError("Connection refused")

    monkeypatch.setattr(tasks.deliver, "apply_async", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        outbox.queue("email", "alice@example.com", text="Hello")
        outbox.queue("email", "bob@example.com", text="Hello")

    assert len(asked) == 1


@pytest.mark.parametrize("field", ["address", "subject", "sender"])
@pytest.mark.parametrize("value", ["a@example.com\nBcc: b@example.com", "a\r\n\r\nbody", "a\u2028b", "a\0b"])
def test_what_breaks_out_of_a_header_is_refused(field, value):
    arguments = {"address": "alice@example.com", "subject": "Hello", "sender": "x@example.com"} | {field: value}
    with pytest.raises(outbox.Unsendable):
        outbox.queue("email", text="Hello", **arguments)

    assert not Message.objects.exists()
