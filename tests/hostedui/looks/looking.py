"""Somebody at the pages, each of which is looked at in Chromium.

The pages come from Django's test client. Chromium shows what it got, under the headers that it came with, so that a
breach of the content policy is seen as well.
"""

import dataclasses
import re
from pathlib import Path
from urllib.parse import urlencode

from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Page, Route

from tests.conftest import PASSWORD
from tests.hostedui.conftest import Browser

NODE_FOLDER = Path(__file__).parents[1] / "node"
ORIGIN = "http://localhost:8000"
DESKTOP, PHONE_SCREEN = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_COLOURS_AND_SIZES = ["color-contrast", "target-size", "scrollable-region-focusable"]
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_RUN = "(only) => axe.run({runOnly: only, resultTypes: ['violations']}).then((found) => found.violations)"
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
        self.breaches: list[str] = []
        self._shown, self._brand = None, {}
        page.route("**/*", self._answer)
        page.on("console", lambda message: self.breaches.append(message.text) if message.type == "error" else None)

    def show(self, response) -> list[str]:
        """What is wrong with the page, a line for each fault."""
        self.shows(response)
        self.page.goto(f"{ORIGIN}/shown", wait_until="load")
        if not self.look.by_rules:
            return self._too_wide() + self.breaches
        self.page.evaluate(self._axe)
        found = self._too_wide() + self._broken(RULES)
        self._turn("dark", PHONE_SCREEN)
        found += self._too_wide() + self._broken(OF_COLOURS_AND_SIZES)
        self._turn(self.look.scheme, self.look.screen)
        return found + self.breaches

    def shows(self, response) -> None:
        """Get ready for a page, with the files of its pool's own style: Chromium asks for them outside the
        test's transaction."""
        self._shown, self.breaches = response, []
        client = Client(headers={"Host": "localhost:8000"})
        self._brand = {path: client.get(path) for path in _BRAND_FILE.findall(response.content.decode())}

    def _turn(self, scheme: str, size: dict[str, int]) -> None:
        self.page.emulate_media(color_scheme=scheme)
        self.page.set_viewport_size(size)

    def _too_wide(self) -> list[str]:
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        return [f"{wide} pixels wider than the screen"] if wide > 0 else []

    def _broken(self, rules: list[str]) -> list[str]:
        found = self.page.evaluate(_RUN, rules)
        return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        if path == "/shown":
            headers = {"Content-Security-Policy": self._shown.headers.get("Content-Security-Policy", "")}
            route.fulfill(status=200, content_type="text/html", headers=headers, body=self._shown.content)
        elif brand := self._brand.get(path):
            route.fulfill(body=brand.content, content_type=brand["Content-Type"])
        elif path.startswith("/static/") and (found := finders.find(path.partition("?")[0].removeprefix("/static/"))):
            route.fulfill(body=Path(found).read_bytes(), content_type=TYPES[Path(found).suffix])
        else:
            route.fulfill(status=204)


class Eye(Browser):
    """Somebody who looks at every page on the way."""

    def __init__(self, screen: Screen, client_id: str) -> None:
        super().__init__()
        self.screen, self.client_id = screen, client_id
        self.seen: set[str] = set()

    def at(self, path: str, **more: str) -> str:
        """The address of a page for the shop's authorization request, or of an account page."""
        request = {"redirect_uri": "https://shop.example/callback", "response_type": "code", "scope": "openid"}
        about = {} if path.startswith("/account") else request
        return f"{path}?{urlencode({'client_id': self.client_id, 'lang': self.screen.look.language} | about | more)}"

    def look(self, *words: str) -> None:
        """Fail unless the page is without barriers; `words` are of its address, to say which one it is."""
        assert self.page.headers["Content-Type"].startswith("text/html"), self.page
        self.seen.add(self.page.templates[0].name)
        assert self.screen.show(self.page) == [], f"{self.screen.look} {self.address.partition('?')[0]} {words}"

    def sees(self, path: str, **more: str) -> None:
        self.get(self.at(path, **more))
        self.look()

    def arrives(self) -> None:
        """Follows to where the last answer leads, and looks."""
        self.follow()
        self.look()

    def fails(self, to: str = "", **values: str) -> None:
        """Posts what is refused, and looks at the page that comes back."""
        self.fill_in(to, **values)
        assert self.page.status_code == 400, self.page
        self.look("refused")

    def is_at_home(self) -> None:
        """Alice comes to her account page, by the sign-in page."""
        self.get(self.at("/account"))
        self.follow()
        self.fill_in(username="alice", password=PASSWORD)
        self.arrives()
