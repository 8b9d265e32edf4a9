"""Stylesheets that try to break out, on the real sign-in page in one browser: it goes on working."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from botocore.exceptions import ClientError, ParamValidationError
from playwright.sync_api import Page

from tests.clients.conftest import CALLBACK, Shop, make_shop
from tests.hostedui.hostile_css import HOSTILE

pytestmark = [pytest.mark.server, pytest.mark.browser]

# How what no customization speaks of looks: document, headings, links, form; and that the rest can still be used
_OTHERS = """() => ["html", "body", "main + *", "h1", "form", "a", ".inside", ".field"].map((selector) => {
  const style = getComputedStyle(document.querySelector(selector));
  return [selector, style.display, style.visibility, style.opacity, style.position, style.color, style.backgroundImage];
})"""
_REACHED = """() => ["#id_username", "#id_password", ".primary"].map((selector) => {
  const element = document.querySelector(selector);
  element.scrollIntoView({ block: "center" });
  const box = element.getBoundingClientRect();
  const on_top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return element === on_top && box.width >= 16 && box.height >= 16;
})"""


@pytest.fixture(scope="module")
def dressed_shop(remote_idp) -> Shop:
    """An app client whose pool has a domain, so that it takes customizations."""
    shop = make_shop(remote_idp)
    remote_idp.create_user_pool_domain(UserPoolId=shop.pool_id, Domain="hostile")
    return shop


@pytest.mark.spec("FED-11", "FED-12", "FED-13")
def test_no_stylesheet_takes_the_page_over(remote_idp, server, dressed_shop, page):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    address = _address(server.url, dressed_shop)
    page.goto(address)
    plain = page.evaluate(_OTHERS)

    found = list(_looks(remote_idp, dressed_shop, page, address, plain))

    assert [name for name, is_sound in found if not is_sound] == []
    assert len(found) >= 20
    assert [url for url in asked if not url.startswith(server.url)] == []


@pytest.mark.spec("FED-10")
def test_whoever_meets_the_worst_of_them_signs_in(remote_idp, server, dressed_shop, page):
    worst = HOSTILE["covering the page"] + HOSTILE["moving the button away"] + HOSTILE["nothing left of the button"]
    remote_idp.set_ui_customization(UserPoolId=dressed_shop.pool_id, CSS=worst)
    page.goto(_address(server.url, dressed_shop))
    page.get_by_label("Username").fill(dressed_shop.username)
    page.get_by_label("Password", exact=True).fill(dressed_shop.password)
    with page.expect_request(f"{CALLBACK}*") as sent:
        page.get_by_role("button", name="Sign in").click()
    assert "code=" in sent.value.url


def _looks(idp: Any, shop: Shop, page: Page, address: str, plain: list) -> Iterator[tuple[str, bool]]:
    """Each stylesheet that was taken, and whether the page stood it."""
    for name, text in HOSTILE.items():
        try:
            idp.set_ui_customization(UserPoolId=shop.pool_id, CSS=text)
        except (ClientError, ParamValidationError):
            continue
        page.goto(address)
        yield name, page.evaluate(_OTHERS) == plain and all(page.evaluate(_REACHED))


def _address(url: str, shop: Shop) -> str:
    query = {"client_id": shop.client_id, "response_type": "code", "scope": "openid", "redirect_uri": CALLBACK}
    return f"{url}/login?{urlencode(query)}"
