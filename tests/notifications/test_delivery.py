import datetime

import pytest
import time_machine
from django.utils import timezone

from notifications import delivery, leases, outbox, senders, tasks
from notifications.models import Message

pytestmark = pytest.mark.django_db


def later(**duration):
    return time_machine.travel(timezone.now() + datetime.timedelta(**duration), tick=False)


def test_the_inbox_keeps_the_code_readable(letter):
    delivery.deliver(letter.id)

    letter.refresh_from_db()
    assert letter.is_readable
    assert letter.text == "Your code is 123456."


def test_a_message_is_delivered_once_however_often_the_task_runs(letter, mailbox):
    tasks.deliver(str(letter.id))
    tasks.deliver(str(letter.id))
    tasks.sweep()

    assert len(mailbox.letters) == 1


def test_a_message_that_is_gone_disturbs_nobody():
    delivery.deliver("00000000-0000-0000-0000-000000000000")


def test_what_a_lost_worker_held_is_delivered_once_when_its_lease_ends(letter, mailbox):
    delivery._claim(letter.id)  # and here the worker is killed
    tasks.sweep()
    assert mailbox.letters == []

    with later(seconds=121):
        tasks.sweep()
        tasks.sweep()
    assert len(mailbox.letters) == 1


def test_of_two_workers_one_gets_the_message(letter):
    assert delivery._claim(letter.id)
    assert delivery._claim(letter.id) is None


def test_a_message_that_kills_its_workers_is_given_up(letter):
    Message.objects.update(attempts=delivery.MAX_ATTEMPTS)
    delivery.deliver(letter.id)

    letter.refresh_from_db()
    assert letter.state == Message.State.FAILED


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 10), (2, 30), (3, 90), (6, 2430), (7, 3600), (9, 3600)])
def test_each_attempt_waits_longer(attempts, seconds):
    assert leases.longest_pause_after(attempts) == datetime.timedelta(seconds=seconds)


def test_what_failed_together_does_not_come_back_together():
    pauses = {delivery.pause_after(2) for _ in range(20)}

    assert len(pauses) == 20
    assert datetime.timedelta(seconds=15) <= min(pauses) <= max(pauses) <= datetime.timedelta(seconds=30)


def test_a_passing_trouble_is_tried_again_when_the_pause_is_over(letter, mailbox):
    mailbox.reply = "451 Try again"
    tasks.sweep()
    mailbox.reply = "250 OK"
    tasks.sweep()
    assert mailbox.letters == []

    with later(seconds=11):
        tasks.sweep()
    assert len(mailbox.letters) == 1


def test_a_refusal_for_good_is_not_tried_again(letter, mailbox):
    mailbox.reply = "550 No such mailbox"
    delivery.deliver(letter.id)

    letter.refresh_from_db()
    assert letter.state == Message.State.FAILED
    assert letter.last_error == "550 No such mailbox"
    assert not letter.is_readable


def test_a_parked_message_can_be_tried_again(letter, mailbox):
    mailbox.reply = "550 Blocked for now"
    delivery.deliver(letter.id)
    mailbox.reply = "250 OK"
    assert delivery.try_again(letter)
    tasks.sweep()

    letter.refresh_from_db()
    assert letter.state == Message.State.SENT
    assert b"123456" in mailbox.letters[0].original_content


def test_only_a_parked_message_can_be_tried_again(letter, mailbox):
    assert not delivery.try_again(letter)
    tasks.sweep()
    assert not delivery.try_again(letter)


def test_what_a_parked_message_says_is_kept_for_a_week(letter, mailbox):
    mailbox.reply = "550 No such mailbox"
    delivery.deliver(letter.id)
    with later(days=8):
        tasks.forget_old()

    assert not delivery.try_again(letter)
    assert Message.objects.get().text == ""


def test_poison_is_parked_and_stops_nothing_behind_it(letter, mailbox, monkeypatch):
    def break_down(message):
        raise ZeroDivisionError

    monkeypatch.setattr(senders.for_channel("email"), "send", break_down)
    Message.objects.update(attempts=delivery.MAX_ATTEMPTS - 1)
    behind = outbox.queue("sms", "+15555550100", text="Hello")
    tasks.sweep()

    letter.refresh_from_db()
    behind.refresh_from_db()
    assert (letter.state, letter.last_error) == (Message.State.FAILED, "The sender broke: ZeroDivisionError")
    assert behind.state == Message.State.SENT


def test_after_the_last_attempt_it_is_given_up(letter, mailbox):
    mailbox.reply = "451 Try again"
    Message.objects.update(attempts=delivery.MAX_ATTEMPTS - 1)
    delivery.deliver(letter.id)

    letter.refresh_from_db()
    assert letter.state == Message.State.FAILED


def test_a_server_that_is_away_is_a_passing_trouble(letter, settings):
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    delivery.deliver(letter.id)

    letter.refresh_from_db()
    assert letter.state == Message.State.WAITING
    assert letter.due_at > timezone.now()


def test_a_worker_that_wakes_up_late_does_not_take_the_message_back(letter):
    stale = delivery._claim(letter.id)
    with later(seconds=121):
        delivery.deliver(letter.id)
        delivery._try_later(stale, senders.base.SendError("too late"))

    letter.refresh_from_db()
    assert letter.state == Message.State.SENT


def test_old_messages_are_forgotten_but_not_those_that_wait(letter):
    delivery.deliver(letter.id)
    waiting = outbox.queue("sms", "+15555550100", text="Hello")
    with later(days=31):
        tasks.forget_old()

    assert Message.objects.get() == waiting
