"""Somebody at the hosted pages without a browser: opens pages, fills in forms, follows redirects, runs no script."""

from html.parser import HTMLParser
from urllib.parse import urljoin

import requests


class Visitor:
    """Keeps cookies and the page that was last opened. Stops at the first redirect that leaves the server."""

    def __init__(self, server_url: str) -> None:
        self._server_url = server_url
        self._session = requests.Session()
        self._answer: requests.Response | None = None

    @property
    def text(self) -> str:
        return self._answer.text

    @property
    def address(self) -> str:
        """Where the visitor is, or was sent to."""
        return self._answer.headers.get("Location") or self._answer.url

    def open(self, url: str) -> None:
        self._follow(self._session.get(url, allow_redirects=False, timeout=20))

    def submit(self, **fields: str) -> None:
        """Send the form of the page that has these fields, with what it holds hidden."""
        form = next(form for form in _forms_of(self.text) if fields.keys() <= form.fields.keys())
        url = urljoin(self._answer.url, form.action)
        given = form.fields | fields
        self._follow(self._session.post(url, given, headers={"Referer": url}, allow_redirects=False, timeout=20))

    def _follow(self, answer: requests.Response) -> None:
        while answer.is_redirect and answer.next.url.startswith(self._server_url):
            answer = self._session.get(answer.next.url, allow_redirects=False, timeout=20)
        self._answer = answer


class _Form:
    def __init__(self, action: str) -> None:
        self.action = action
        self.fields: dict[str, str] = {}


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[_Form] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "form" and (given.get("method") or "").lower() == "post":
            self.forms.append(_Form(given.get("action") or ""))
        elif tag == "input" and self.forms and given.get("name"):
            self.forms[-1].fields[given["name"]] = given.get("value") or ""


def _forms_of(html: str) -> list[_Form]:
    parser = _Parser()
    parser.feed(html)
    return parser.forms
