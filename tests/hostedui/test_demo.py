"""`/demo/`."""

import json
import re

import pytest

from hostedui import demo
from idp_project import demo_pool
from tests.conftest import CALLER


@pytest.fixture
def client(quick_keys, db):
    return demo_pool.ensure(CALLER)


@pytest.mark.parametrize("path", ["/demo/", "/demo/callback?code=x&state=y"])
def test_the_page_knows_the_demo_client(browser, client, path):
    browser.get(path)
    config = json.loads(re.search(r'<script id="config"[^>]*>(.*?)</script>', browser.text).group(1))
    assert config["clientId"] == client.client_id
    assert config["issuer"] == client.pool.issuer
    assert config["redirectUri"] in client.callback_urls
    assert config["logoutUri"] in client.logout_urls


def test_without_the_client_it_says_how_to_make_one(browser, db):
    browser.get("/demo/")
    assert browser.page.status_code == 404
    assert demo.callback_url() in browser.text


def test_it_runs_nothing_inline(browser, client):
    browser.get("/demo/")
    assert "unsafe" not in browser.page["Content-Security-Policy"]
    assert "connect-src 'self' http://localhost:8000;" in browser.page["Content-Security-Policy"]
