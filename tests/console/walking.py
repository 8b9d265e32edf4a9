"""Somebody who goes through the console by its labels, as the guide's steps say."""

import mimetypes
import re

from playwright.sync_api import Locator, Page, expect


class Walk:
    """Somebody at a page who sees labels and nothing else."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def choose(self, label: str) -> "Walk":
        """Click the button or the link of this name, the one in the page before one in its frame."""
        name = re.compile(rf"(^|\s){re.escape(label)}$")
        found = [place.get_by_role(role, name=name) for place in self._places() for role in ("button", "link")]
        summaries = [place.locator("summary").filter(has_text=label) for place in self._places()]
        _first_of([*found[:2], summaries[0], *found[2:]]).click()
        return self

    def enter(self, label: str, text: str) -> "Walk":
        _first_of([place.get_by_label(label, exact=exact) for exact in (True, False) for place in self._places()]).fill(
            text
        )
        return self

    def pick(self, label: str, option: str) -> "Walk":
        """The entry of a list whose words begin like this."""
        field = self.page.get_by_label(label, exact=True)
        field.select_option(field.locator("option").filter(has_text=option).first.get_attribute("value"))
        return self

    def upload(self, label: str, name: str, content: bytes) -> "Walk":
        kind = mimetypes.guess_type(name)[0] or ""
        file = {"name": name, "mimeType": kind, "buffer": content}
        self.page.locator("input[type=file]").and_(self.page.get_by_label(label)).set_input_files(file)
        return self

    def tick(self, *labels: str) -> "Walk":
        for label in labels:
            self._box(label).check()
        return self

    def clear(self, label: str) -> "Walk":
        self._box(label).uncheck()
        return self

    def see(self, *texts: str) -> "Walk":
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(text)
        return self

    def times(self, number: int, label: str) -> "Walk":
        """Choose this again and again."""
        for _each in range(number):
            self.choose(label)
        return self

    def save(self) -> "Walk":
        """Save what is on the page of a slice, and say yes to what that changes."""
        return self.choose("Save changes").choose("Confirm changes").see("The changes are saved.")

    def _box(self, label: str) -> Locator:
        name = re.compile(rf"^{re.escape(label)}")
        return _first_of([self.page.get_by_role("checkbox", name=name), self.page.get_by_role("radio", name=name)])

    def _places(self) -> tuple[Locator, Locator]:
        return self.page.locator("main.ph"), self.page.locator("body")


def _first_of(found: list[Locator]) -> Locator:
    """The first that can be seen, once one can be."""
    anything = found[0]
    for each in found[1:]:
        anything = anything.or_(each)
    expect(anything.filter(visible=True).first).to_be_visible()
    return next(each.filter(visible=True).first for each in found if each.filter(visible=True).count())


def use(walk: Walk, console: str) -> Walk:
    """The console of this name; which one was used last is remembered for the administrator."""
    walk.page.goto(walk.page.url.split("/admin/")[0] + "/admin/user-pools/")
    button = walk.page.locator(f"button[name=console][value={console}]").first
    if button.count():
        button.click()
    return walk


def into_pool(walk: Walk, console: str, name: str) -> Walk:
    use(walk, console).page.get_by_role("link", name=name).first.click()
    return walk
