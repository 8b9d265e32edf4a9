"""A real SMTP server that keeps what it is given, and can keep a sender waiting."""

import asyncio
import email
import email.policy
import re
import time
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests import product

_CODE = re.compile(r"\b\d{6}\b")


class Postbox:
    """Listens while in its `with` block."""

    def __init__(self) -> None:
        self.received: list[tuple[str, EmailMessage]] = []
        self.talks: list[str] = []  # addresses that a sender has begun to write to
        self.keeps_waiting: set[str] = set()
        self._controller = Controller(self, hostname="127.0.0.1", port=product.free_port())

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self._controller.port}"

    def to(self, address: str) -> list[EmailMessage]:
        return [message for recipient, message in self.received if recipient == address]

    def code_for(self, address: str) -> str:
        """The code in the newest message to this address; waits for the first one."""
        wait_until(lambda: self.to(address), 30, f"mail to {address}")
        body = self.to(address)[-1].get_body(("plain", "html"))
        return _CODE.search(body.get_content()).group()

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        self.talks.append(address)
        while address in self.keeps_waiting:
            await asyncio.sleep(0.05)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.received += [(address, message) for address in envelope.rcpt_tos]
        return "250 OK"


def wait_until(is_so: Callable[[], object], seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"no {what} within {seconds} s"
        time.sleep(0.1)
