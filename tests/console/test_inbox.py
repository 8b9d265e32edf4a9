import pytest
from django.urls import reverse

from notifications import delivery, outbox
from notifications.models import Message
from pools.console.inbox import find_code


@pytest.fixture
def letter(db):
    message = outbox.queue("email", "alice@example.com", subject="Hello", text="Your code is 482913.", reference="p")
    delivery.deliver(message.id)
    return message


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Your verification code is 482913.", "482913"),
        ("482913", "482913"),
        ("<b>482913</b>", "482913"),
        ("Your username is bob and temporary password is aB3-x123456y", ""),
        ("Call +14325551212 or see https://example.com/123456x", ""),
        ("", ""),
    ],
)
def test_the_code_of_a_message_is_found(text, code):
    assert find_code(text) == code


def test_a_code_can_be_read_and_copied(console, letter):
    page = console.get(reverse("admin:inbox"), {"message": letter.id}).content.decode()

    assert "<output>482913</output>" in page
    assert 'data-copy="482913"' in page


def test_a_message_that_left_is_not_readable(console, letter):
    Message.objects.update(sealed_text=None)

    assert "What it said is not kept" in console.get(reverse("admin:inbox")).content.decode()


def test_a_message_that_waits_is_not_readable(console, db):
    outbox.queue("email", "alice@example.com", text="Your code is 482913.")

    assert "482913" not in console.get(reverse("admin:inbox")).content.decode()


def test_markup_in_a_message_is_shown_as_text(console, db):
    message = outbox.queue("email", "a@example.com", subject="<i>", text="<script>alert(1)</script> &lt;b&gt; 123456")
    delivery.deliver(message.id)
    page = console.get(reverse("admin:inbox")).content.decode()

    assert "<script>alert(1)" not in page
    assert "<i>" not in page.partition("ph-letter")[2].partition("</article>")[0].replace("<i class", "")


def test_a_pool_shows_its_own_messages_only(console, pool, letter):
    page = console.get(reverse("admin:pool_messages", args=[pool.id]))

    assert page.context["page"].items == []


@pytest.mark.parametrize("message", ["nonsense", "00000000-0000-0000-0000-000000000000"])
def test_a_message_that_is_not_there_shows_the_newest(message, console, letter):
    assert console.get(reverse("admin:inbox"), {"message": message}).context["letter"] == letter


def test_messages_are_found_by_address(console, letter):
    assert console.get(reverse("admin:inbox"), {"address": "alice@example.com"}).context["page"].items == [letter]
    assert console.get(reverse("admin:inbox"), {"address": "bob@example.com"}).context["page"].items == []


def test_codes_are_for_those_who_may_see_messages(console_of, letter):
    assert console_of("cognito-idp:DescribeUserPool").get(reverse("admin:inbox")).status_code == 403


@pytest.fixture
def parked(letter):
    Message.objects.update(state=Message.State.FAILED, last_error="550 Blocked", attempts=1)
    return letter


def test_a_message_that_was_given_up_shows_why_and_can_be_tried_again(console, parked):
    page = console.get(reverse("admin:inbox"), {"state": "failed"}).content.decode()
    assert "550 Blocked" in page
    assert reverse("admin:message_retry", args=[parked.id]) in page

    console.post(reverse("admin:message_retry", args=[parked.id]))
    parked.refresh_from_db()
    assert (parked.state, parked.attempts) == (Message.State.WAITING, 0)


def test_messages_are_found_by_state(console, parked):
    assert console.get(reverse("admin:inbox"), {"state": "failed"}).context["page"].items == [parked]
    assert console.get(reverse("admin:inbox"), {"state": "sent"}).context["page"].items == []


def test_who_may_read_may_not_therefore_send(console_of, parked):
    page = console_of("poolhouse:ListMessages")

    assert "Try again" not in page.get(reverse("admin:inbox")).content.decode()
    assert page.post(reverse("admin:message_retry", args=[parked.id])).status_code == 403
