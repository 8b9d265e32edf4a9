"""One Chromium, and ways to look: in English by all the rules, in German or Arabic at what their words break."""

import shutil

import pytest
from playwright.sync_api import sync_playwright

from tests.clients.conftest import CHROMIUM_ARGUMENTS, install_packages, need
from tests.hostedui.looks.looking import ENGLISH, GERMAN, NODE_FOLDER, Eye, Screen


@pytest.fixture(scope="module")
def axe() -> str:
    need(shutil.which("npm"), "npm is not installed: apt-get install nodejs npm")
    install_packages(NODE_FOLDER)
    return (NODE_FOLDER / "node_modules" / "axe-core" / "axe.min.js").read_text()


@pytest.fixture(scope="module")
def chromium():
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    need(path, "Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module", params=[ENGLISH, GERMAN], ids=str)
def screen(request, chromium, axe):
    look = request.param
    context = chromium.new_context(viewport=look.screen, color_scheme=look.scheme, reduced_motion="reduce")
    yield Screen(context.new_page(), look, axe)
    context.close()


@pytest.fixture
def eye(request, screen, app) -> Eye:
    """At the end it has seen the templates that the test is marked to show."""
    eye = Eye(screen, app.client_id)
    yield eye
    promised = {name for mark in request.node.iter_markers("shows") for name in mark.args}
    assert promised <= eye.seen
