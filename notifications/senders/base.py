"""What a sender is. Each is made from the URL that an installation or a sending identity is given."""

from typing import Protocol

from notifications.models import Message
from notifications.sender_urls import SenderUrl


class SendError(Exception):
    """It did not go. `is_final` says that trying again is no use; the text is for the operator and holds no body."""

    def __init__(self, why: str, *, is_final: bool = False) -> None:
        super().__init__(why)
        self.is_final = is_final


class Handler(Protocol):
    """Takes a message in the place of any sender of ours: for it there are neither limits nor a sandbox."""

    keeps_body: bool  # whether the body stays readable after it went

    def send(self, message: Message) -> str:
        """Hand the message over, or raise `SendError`. What the provider calls it, if it says so."""


class Sender(Handler, Protocol):
    url: SenderUrl
