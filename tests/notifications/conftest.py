"""What leaves the house: a real SMTP server and a real HTTP gateway, both in this process."""

import http.server
import json
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from notifications import outbox
from notifications.models import Message


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Mailbox:
    """An aiosmtpd handler that keeps what it takes, and answers as `reply` says."""

    def __init__(self) -> None:
        self.letters: list[Any] = []
        self.reply = "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.reply.startswith("250"):
            self.letters.append(envelope)
        return self.reply


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    """The SMTP server that POOLHOUSE_EMAIL_URL names in this test."""
    mailbox = Mailbox()
    port = free_port()  # aiosmtpd takes no 0: it connects to the port that it was given
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_URL = f"smtp://127.0.0.1:{port}?from=no-reply@pool.example"
    yield mailbox
    controller.stop()


class Gateway(http.server.HTTPServer):
    """An SMS gateway that keeps what is posted, and answers with `status`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), GatewayHandler)
        self.posts: list[dict] = []
        self.paths: list[str] = []
        self.status = 200


class GatewayHandler(http.server.BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        self.server.paths.append(self.path)
        self.server.posts.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def gateway(settings: Any) -> Iterator[Gateway]:
    """The gateway that POOLHOUSE_SMS_URL names in this test."""
    gateway = Gateway()
    threading.Thread(target=gateway.serve_forever, args=(0.01,), daemon=True).start()
    settings.SMS_URL = f"http://127.0.0.1:{gateway.server_port}/send"
    yield gateway
    gateway.shutdown()
    gateway.server_close()


@pytest.fixture
def letter(db: None) -> Message:
    """An e-mail with a code, waiting."""
    return outbox.queue("email", "alice@example.com", subject="Your code", text="Your code is 123456.")


@pytest.fixture
def text_message(db: None) -> Message:
    """A text message with a code, waiting."""
    return outbox.queue("sms", "+15555550100", text="Your code is 123456.")
