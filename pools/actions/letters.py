"""Messages of an action that also changes something else.

Where the pool's own texts are sent they are written in the transaction of the change. Where a function words them it
must be asked outside of any: then the change is committed first and stays, whatever the function does (TRG-283).
"""

from collections.abc import Callable

from django.db import transaction

from pools.actions import codes, messages
from pools.actions.contacts import Contact
from pools.models import User
from pools.triggers import custom_message
from pools.triggers.custom_message import NO_WORDING, Wording
from pools.triggers.invoking import Occasion

_Writing = Callable[[Wording], None]


class Letters:
    """`send_...` within the transaction, `finish` after it."""

    def __init__(self, occasion: Occasion) -> None:
        self._occasion = occasion
        self._waiting: list[tuple[str, User, _Writing]] = []

    def send_code(self, user: User, purpose: codes.Purpose, contact: Contact) -> None:
        def write(wording: Wording) -> None:
            codes.send(user, purpose, contact, client=self._occasion.client, wording=wording)

        self._write(codes.SOURCES[purpose], user, contact, write)

    def send_invitation(self, user: User, contact: Contact, username: str, password: str | None) -> None:
        def write(wording: Wording) -> None:
            messages.send_invitation(self._about(user), contact, username, password, wording)

        self._write("AdminCreateUser", user, contact, write)

    @property
    def are_waiting(self) -> bool:
        """Whether there is anything to finish."""
        return bool(self._waiting)

    def finish(self) -> None:
        """Ask for words and write what waits for them. Raises what the function refuses, or what is wrong with it."""
        wordings: dict[str, Wording] = {}
        for source, user, write in self._waiting:
            if source not in wordings:
                wordings[source] = custom_message.ask(source, self._about(user))
            with transaction.atomic():
                write(wordings[source])
        self._waiting = []

    def _write(self, source: str, user: User, contact: Contact, write: _Writing) -> None:
        if custom_message.is_asked(self._occasion.pool, contact.medium):
            self._waiting.append((source, user, write))
        else:
            write(NO_WORDING)

    def _about(self, user: User) -> Occasion:
        given = self._occasion
        return Occasion(given.pool, given.client, given.username, user, given.client_metadata, given.user_agent)
