"""Somebody at the hosted pages, each of which is looked at."""

from urllib.parse import urlencode

from tests.conftest import PASSWORD
from tests.hostedui.conftest import Browser
from tests.looking import Screen


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
