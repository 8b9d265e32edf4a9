"""What may go through a sender: how fast, how much, to whom, for how much money."""

import datetime
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from notifications import delivery, destinations, limits, outbox, sandbox, tasks
from notifications.models import Allowance, Message
from notifications.sender_urls import Limits, Malformed, SenderUrl

pytestmark = pytest.mark.django_db


def sent(message):
    message.refresh_from_db()
    return message.state == Message.State.SENT


@pytest.fixture
def limited(mailbox, settings):
    """Puts limits on the mail server."""

    def limit(options):
        settings.EMAIL_URL += f"&{options}"

    return limit


@pytest.fixture
def write():
    def queue(address="alice@example.com"):
        return outbox.queue("email", address, text="Hello")

    return queue


@pytest.fixture
def write_and_send(write):
    def deliver(address="alice@example.com"):
        message = write(address)
        delivery.deliver(message.id)
        message.refresh_from_db()
        return message

    return deliver


@pytest.mark.spec("USR-211")
def test_what_is_more_than_a_day_may_have_is_parked(limited, write_and_send):
    limited("per_day=2")
    states = [write_and_send(f"{name}@example.com").state for name in ("alice", "bob", "charlie")]

    assert states == ["sent", "sent", "failed"]


def test_the_next_day_is_a_new_one(limited, write_and_send):
    limited("per_day=1")
    assert sent(write_and_send())
    with time_machine.travel(timezone.now() + datetime.timedelta(days=1), tick=False):
        assert sent(write_and_send())


def test_nobody_is_flooded(limited, write_and_send):
    limited("per_address=1")
    assert sent(write_and_send())
    flooding = write_and_send("ALICE@example.com")

    assert flooding.last_error == "More than 1 messages to this address within an hour."
    assert sent(write_and_send("bob@example.com"))


def test_a_second_attempt_is_not_counted_again(limited, mailbox, write_and_send):
    limited("per_day=1")
    mailbox.reply = "451 Try again"
    message = write_and_send()
    mailbox.reply = "250 OK"
    with time_machine.travel(timezone.now() + datetime.timedelta(seconds=31), tick=False):
        delivery.deliver(message.id)

    assert sent(message)


def test_what_one_limit_refuses_counts_for_no_other(limited, write_and_send):
    limited("per_day=2&per_address=1")
    write_and_send()
    write_and_send()

    assert sent(write_and_send("bob@example.com"))


def test_the_senders_pace_is_kept(limited, mailbox, write):
    limited("per_second=10")
    [write() for _ in range(4)]
    began = timezone.now()
    tasks.sweep()

    assert len(mailbox.letters) == 4
    assert timezone.now() - began >= datetime.timedelta(seconds=0.3)


def test_who_would_wait_long_for_the_sender_is_put_off_without_an_attempt(limited, mailbox, write_and_send):
    limited("per_second=0.1")
    write_and_send()
    second = write_and_send("bob@example.com")

    assert (second.state, second.attempts) == (Message.State.WAITING, 0)
    with time_machine.travel(timezone.now() + datetime.timedelta(seconds=10), tick=False):
        tasks.sweep()
    assert sent(second)


@pytest.mark.spec("USR-236", "CON-108")
def test_text_messages_cost_no_more_than_their_budget(gateway, settings):
    settings.SMS_URL += "?price=0.05&budget=0.10"
    messages = [outbox.queue("sms", "+15555550100", text="Hello") for _ in range(3)]
    tasks.sweep()

    assert [sent(message) for message in messages].count(True) == 2
    assert len(gateway.posts) == 2
    assert gateway.paths == ["/send", "/send"]


def test_a_new_month_has_a_new_budget(gateway, settings):
    settings.SMS_URL += "?price=1&budget=1"
    with time_machine.travel("2027-01-31T23:00:00Z", tick=False):
        outbox.queue("sms", "+15555550100", text="Hello")
        tasks.sweep()
    with time_machine.travel("2027-02-01T01:00:00Z", tick=False):
        message = outbox.queue("sms", "+15555550100", text="Hello")
        tasks.sweep()

    assert sent(message)


@pytest.mark.parametrize(
    ("text", "parts"),
    [("a" * 160, 1), ("a" * 161, 2), ("€" * 80, 1), ("€" * 81, 2), ("ж" * 70, 1), ("ж" * 71, 2), ("🎉" * 36, 2)],
    ids=["160", "161", "80 euros", "81 euros", "70 wide", "71 wide", "36 pairs"],
)
def test_a_long_text_takes_several_messages(text, parts):
    assert limits.parts_of(text) == parts


def test_the_inbox_knows_no_limits(settings, write_and_send):
    settings.EMAIL_URL = "inbox:?per_day=1"

    assert sent(write_and_send())
    assert sent(write_and_send())
    assert not Allowance.objects.exists()


def test_counters_of_days_that_are_over_are_forgotten(limited, write_and_send):
    limited("per_day=5")
    write_and_send()
    with time_machine.travel(timezone.now() + datetime.timedelta(days=2), tick=False):
        tasks.forget_old()

    assert not Allowance.objects.exists()


@pytest.mark.spec("USR-53", "USR-214")
def test_nothing_is_sent_to_what_bounced(mailbox, write_and_send):
    destinations.suppress("email", "Alice@example.com", "bounce", "550 5.1.1")
    parked = write_and_send()

    assert parked.last_error == "Bounced before: nothing is sent there."
    assert destinations.forgive("email", "alice@example.com")
    assert sent(write_and_send())


@pytest.mark.spec("USR-220", "USR-231", "USR-242", "USR-244", "CON-108")
def test_a_sandbox_lets_through_who_told_the_code(gateway, settings):
    settings.SMS_URL += "?sandbox=on"
    refused = outbox.queue("sms", "+15555550100", text="Hello")
    tasks.sweep()
    assert not sent(refused)

    sandbox.start_verification("sms", "+15555550100")
    tasks.sweep()
    code = gateway.posts[0]["text"].split()[-1].rstrip(".")
    assert not sandbox.finish_verification("sms", "+15555550100", "nonsense")
    assert sandbox.finish_verification("sms", "+15555550100", code)

    taken = outbox.queue("sms", "+15555550100", text="Hello")
    tasks.sweep()
    assert sent(taken)


def test_a_code_of_a_sandbox_is_not_guessed(gateway):
    sandbox.start_verification("sms", "+15555550100")
    tasks.sweep()
    code = gateway.posts[0]["text"].split()[-1].rstrip(".")
    tried = [sandbox.finish_verification("sms", "+15555550100", guess) for guess in "12345"]

    assert not any(tried)
    assert not sandbox.finish_verification("sms", "+15555550100", code)


@pytest.mark.spec("USR-231")
def test_a_sandbox_takes_ten_addresses():
    [sandbox.start_verification("sms", f"+1555555010{number}") for number in range(10)]
    sandbox.start_verification("sms", "+15555550100")  # anew

    with pytest.raises(sandbox.NotVerifiable):
        sandbox.start_verification("sms", "+15555550110")


@pytest.mark.spec("USR-54")
@pytest.mark.parametrize("address", ["success@simulator.amazonses.com", "success+bob@simulator.amazonaws.com"])
def test_the_simulator_takes_everything_and_keeps_it_in_the_inbox(address, mailbox, write_and_send):
    assert write_and_send(address).is_readable
    assert mailbox.letters == []


@pytest.mark.parametrize(
    "text",
    [
        "smtp://mail?per_day=none",
        "smtp://mail?per_second=0",
        "smtp://mail?sandbox=perhaps",
        "smtp://mail?budget=5",
        "smtp:",
        "smtp://mail:port",
        "pigeon://loft",
        "twilio://AC1:secret@",
        "anymail+pigeon:?key=x",
    ],
)
def test_a_line_that_cannot_be_used_is_refused(text):
    with pytest.raises(Malformed):
        SenderUrl.parse(text, "email")


def test_a_gateway_without_an_account_is_refused():
    with pytest.raises(Malformed):
        SenderUrl.parse("twilio://AC1", "sms")


def test_a_line_is_taken_apart():
    url = SenderUrl.parse(
        "smtps://a%40b:p%2Fq@mail.example:2525?from=x@example.com&per_second=14&budget=9&price=1", "email"
    )

    assert (url.username, url.password, url.host, url.port) == ("a@b", "p/q", "mail.example", 2525)
    assert url.options == {"from": "x@example.com"}
    assert url.limits == Limits(per_second=Decimal(14), budget=Decimal(9), price=Decimal(1))
    assert "p/q" not in repr(url)
    assert "p%2Fq" not in repr(url)
