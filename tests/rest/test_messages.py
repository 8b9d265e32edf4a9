"""What became of messages, by the REST API."""

import pytest

from notifications import outbox
from notifications.models import Message


@pytest.fixture
def parked(db):
    message = outbox.queue("email", "alice@example.com", subject="Hello", text="Code 123456", reference="us-east-1_x")
    Message.objects.update(state=Message.State.FAILED, last_error="550 Blocked", attempts=1)
    return message


def test_messages_are_listed_without_what_they_say(rest, parked):
    answer = rest.get("messages?state=failed&address=alice@example.com&pool_id=us-east-1_x")

    (found,) = answer.json()["results"]
    assert (found["id"], found["last_error"]) == (str(parked.id), "550 Blocked")
    assert b"123456" not in answer.content
    assert rest.get("messages?state=sent").json()["results"] == []


def test_a_parked_message_is_tried_again_once(rest, parked, trail):
    assert rest.post(f"messages/{parked.id}/retry").status_code == 204
    assert rest.post(f"messages/{parked.id}/retry").status_code == 422

    parked.refresh_from_db()
    assert (parked.state, parked.attempts) == (Message.State.WAITING, 0)
    assert [event.error for event in trail(name="RetryMessage")] == ["", "InvalidParameterException"]


@pytest.mark.parametrize("message_id", ["nonsense", "00000000-0000-0000-0000-000000000000"])
def test_a_message_that_is_not_there_cannot_be_tried(rest, message_id, db):
    assert rest.post(f"messages/{message_id}/retry").status_code == 404
