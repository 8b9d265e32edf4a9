"""States of the world that several cases need and no fixture is worth."""

import datetime
import re

from django.utils import timezone

from notifications.models import Message
from pools.actions import attempts, codes
from pools.actions.contacts import Contact
from pools.actions.limits import Limit
from pools.models import AttemptCount, User, VerificationCode


def ask_for_code(user: User, purpose: str = codes.Purpose.EMAIL) -> str:
    """The code that was just sent to the user's address."""
    codes.send(user, codes.Purpose(purpose), Contact("email", user.attributes["email"]))
    return sent_code()


def sent_code() -> str:
    """The code in the newest message."""
    return re.search(r"\b\d{6}\b", Message.objects.latest("created_at").text).group()


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def expire_codes() -> None:
    VerificationCode.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))


def use_up(limit: Limit, *who: str) -> None:
    """Nothing is left of this limit for the next hour."""
    attempts.count(limit, *who)
    AttemptCount.objects.update(count=limit.number)


def taken_email(owner: User) -> dict[str, str]:
    """An address that this user signs in by."""
    owner.aliases.create(pool=owner.pool, attribute="email", key=owner.pool.fold(owner.attributes["email"]))
    return {"Name": "email", "Value": owner.attributes["email"]}
