"""Pages that came from Django's test client, looked at in Chromium by the rules of axe-core.

Chromium shows what it got, under the headers that it came with, so that a breach of the content policy is seen as well.
A small server hands it out, not Playwright's routes: with those Chromium would cache nothing, and fonts are large.
"""

import dataclasses
import functools
import os
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Page

NODE_FOLDER = Path(__file__).parent / "hostedui" / "node"
SHOTS = os.environ.get("POOLHOUSE_TEST_SHOTS", "")  # a folder for pictures of what is looked at
DESKTOP, PHONE_SCREEN = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_COLOURS_AND_SIZES = ["color-contrast", "target-size", "scrollable-region-focusable"]
TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".png": "image/png",
}
_RUN = """([within, only]) => axe.run(within, {runOnly: only, resultTypes: ['violations']})
    .then((found) => found.violations)"""
_SCHEME = "(scheme) => document.documentElement.classList.toggle('dark', scheme === 'dark')"  # the console asks once
_AT_REST = "() => Promise.all(document.getAnimations().map((each) => each.finished.catch(() => null)))"
_BRAND_FILE = re.compile(r"/branding/[0-9a-f]{64}[.][a-z]{3}")


@dataclasses.dataclass(frozen=True)
class Look:
    """How somebody sees a page. The rules of axe-core are costly: what a language changes is how long the words are
    and which way they run."""

    language: str
    scheme: str
    screen: dict[str, int]
    by_rules: bool = False

    def __str__(self) -> str:
        return f"{self.language}-{self.scheme}-{self.screen['width']}"


ENGLISH = Look("en", "light", DESKTOP, by_rules=True)
GERMAN, ARABIC = Look("de", "light", PHONE_SCREEN), Look("ar", "dark", PHONE_SCREEN)


class Screen:
    """Shows one page after the other."""

    def __init__(self, page: Page, look: Look, axe: str) -> None:
        self.page, self.look, self._axe = page, look, axe
        self.within = "html"  # what is judged
        self.breaches: list[str] = []
        self._files = _Files()
        page.on("console", lambda message: self.breaches.append(message.text) if message.type == "error" else None)

    def show(self, response) -> list[str]:
        """What is wrong with the page, a line for each fault."""
        self.shows(response)
        self.open()
        if not self.look.by_rules:
            return self._too_wide() + self.breaches
        self.page.evaluate(self._axe)
        found = self._too_wide() + self._broken(RULES)
        self._keep(response, "light-desktop")
        self._turn("dark", PHONE_SCREEN)
        self._keep(response, "dark-phone")
        found += self._too_wide() + self._broken(OF_COLOURS_AND_SIZES)
        self._turn(self.look.scheme, self.look.screen)
        return found + self.breaches

    def shows(self, response) -> None:
        """Get ready for a page, with the files of its pool's own style: Chromium asks for them outside the
        test's transaction."""
        self.breaches = []
        client = Client(headers={"Host": "localhost:8000"})
        brand = {path: client.get(path) for path in _BRAND_FILE.findall(response.content.decode())}
        self._files.answers = {path: (file.content, file["Content-Type"], "") for path, file in brand.items()}
        policy = response.headers.get("Content-Security-Policy", "")
        content = response.content.replace(b"http://localhost:8000", self._files.origin.encode())  # what scripts ask
        self._files.answers["/shown"] = (content, "text/html; charset=utf-8", policy)

    def open(self) -> None:
        """Show the page that `shows` made ready."""
        self.page.goto(f"{self._files.origin}/shown", wait_until="load")

    def _keep(self, response, look: str) -> None:
        """A picture of what is shown, for whoever asks for them."""
        if SHOTS:
            name = re.sub(r"\W+", "-", response.request["PATH_INFO"]).strip("-")
            self.page.screenshot(path=Path(SHOTS) / f"{name}-{look}.png", full_page=True)

    def _turn(self, scheme: str, size: dict[str, int]) -> None:
        self.page.emulate_media(color_scheme=scheme)
        self.page.evaluate(_SCHEME, scheme)
        self.page.set_viewport_size(size)
        self.page.evaluate(_AT_REST)  # colours fade from one to the other

    def _too_wide(self) -> list[str]:
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        return [f"{wide} pixels wider than the screen"] if wide > 0 else []

    def _broken(self, rules: list[str]) -> list[str]:
        found = self.page.evaluate(_RUN, [self.within, rules])
        return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]


class _Files:
    """Hands out what stands in `answers` (body, type, content policy), and static files."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[bytes, str, str]] = {}
        server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, self))
        self.origin = f"http://localhost:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, files: _Files, *args: Any) -> None:
        self.files = files
        super().__init__(*args)

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path in self.files.answers:
            body, kind, policy = self.files.answers[path]
            self._send(body, kind, {"Content-Security-Policy": policy, "Cache-Control": "no-store"})
        elif path.startswith("/static/") and (found := finders.find(path.removeprefix("/static/"))):
            self._send(Path(found).read_bytes(), TYPES[Path(found).suffix], {"Cache-Control": "max-age=3600"})
        else:
            self.send_response(204)
            self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""

    def _send(self, body: bytes, kind: str, headers: dict[str, str]) -> None:
        self.send_response(200)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
