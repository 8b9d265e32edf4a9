"""The inbox of the console as an administrator reads it, and as a program that waits for a code asks for it."""

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import unquote, urlencode

from tests import product
from tests.clients.mail import wait_until
from tests.clients.visitor import Visitor

_CODE = re.compile(r"<output>(\d+)</output>")
SECONDS_TO_COME = 30


class Inbox:
    """In its `with` block it also answers `GET <url><address>` with the code."""

    def __init__(self, server: product.Product) -> None:
        self._address = f"{server.url}/admin/inbox/"
        self._administrator = Visitor(server.url)
        self._administrator.open(f"{server.url}/admin/")
        self._administrator.submit(username="admin", password=product.ADMIN_PASSWORD)
        self._turn = threading.Lock()
        self._service = ThreadingHTTPServer(("127.0.0.1", 0), _answering(self))

    def __enter__(self) -> Self:
        threading.Thread(target=self._service.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._service.shutdown()
        self._service.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._service.server_port}/"

    def code_for(self, address: str) -> str:
        """The code in the newest message to this address; waits for the first one."""
        found: list[str] = []
        wait_until(lambda: found.extend(self._codes(address)) or found, SECONDS_TO_COME, f"code for {address}")
        return found[0]

    def _codes(self, address: str) -> list[str]:
        with self._turn:
            self._administrator.open(f"{self._address}?{urlencode({'address': address})}")
            return _CODE.findall(self._administrator.text)


def _answering(inbox: Inbox) -> type[BaseHTTPRequestHandler]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                status, text = 200, inbox.code_for(unquote(self.path[1:]))
            except AssertionError as error:
                status, text = 404, str(error)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            pass

    return Answer
