"""Every page of the console is looked at by the rules of axe-core, in light on a desk and in dark on a phone."""

import re
from collections.abc import Iterator

import pytest
from django.urls import reverse

from pools.console import consoles, registry
from pools.console.settings_pages.slices import client_slices
from pools.console.wizards.steps import REVIEW, steps_of
from pools.models import Administrator
from tests.console.looks import world
from tests.looking import ENGLISH, Screen

pytestmark = [pytest.mark.browser, pytest.mark.node]

_PAGES = {page.name: page for page in registry.pages}
_OF_POOLS = {"new": consoles.NEW, "original": consoles.ORIGINAL}
# Forms of slices, which the original console has in place; what is looked at below; what a library builds out of what
# it fetches; the file of another kind of job
_NOT_HERE = {"pool_settings", "pool_slice", "app_client_slice", "user_pool_wizard_step", "api", "job_file"}
_LEAD_ELSEWHERE = {"pool_triggers_save", "app_client_edit", "user_pool_wizard", "account_confirm"}
_LEAD_ELSEWHERE |= {"analytics_mapping", "app_client_secret_delete", "app_client_secrets"}
_NAMES = sorted(_PAGES.keys() - _NOT_HERE)
_SHARES = 8  # of the pages: filling the world for each alone would take longer than looking


@pytest.fixture(scope="module")
def screen(chromium, axe):
    context = chromium.new_context(viewport=ENGLISH.screen, color_scheme=ENGLISH.scheme, reduced_motion="reduce")
    yield Screen(context.new_page(), ENGLISH, axe)
    context.close()


@pytest.fixture
def body(screen) -> Iterator[Screen]:
    """Judges pages without their frame, which is the same on all."""
    screen.within = "main"
    yield screen
    screen.within = "html"


@pytest.fixture
def names(operator, app, alice) -> world.Names:
    return world.fill(app, alice, operator)


def test_the_frame_is_without_barriers(console, names, screen):
    assert screen.show(console.get(reverse("admin:index"))) == []


@pytest.mark.parametrize("share", range(_SHARES))
def test_pages_are_without_barriers(console, names, body, share):
    pages = _NAMES[share::_SHARES]
    answers = {name: console.get(_address(name, names | world.OWN.get(name, {}))) for name in pages}
    assert {name for name, answer in answers.items() if answer.status_code not in (200, 302, 405)} == set()
    assert {name for name, answer in answers.items() if answer.status_code == 302} <= _LEAD_ELSEWHERE
    shown = {name: answer for name, answer in answers.items() if _is_page(answer)}
    assert {name: body.show(answer) for name, answer in shown.items()} == {name: [] for name in shown}


@pytest.mark.parametrize("console_name", _OF_POOLS)
def test_the_parts_of_the_settings_are_without_barriers(console, names, body, console_name):
    Administrator.objects.update(console=console_name)
    parts = [part.name for group in _OF_POOLS[console_name] for part in group.parts if not part.is_page]
    answers = {part: console.get(_address("pool_settings", names | {"part": part})) for part in parts}
    assert {part: body.show(answer) for part, answer in answers.items()} == {part: [] for part in parts}


@pytest.mark.parametrize("console_name", _OF_POOLS)
def test_the_steps_of_the_wizards_are_without_barriers(console, body, console_name):
    steps = [step.name for step in steps_of(is_original=console_name == "original")] + [REVIEW]
    place = {"wizard": console_name, "draft": "a-draft-1"}
    answers = {step: console.get(_address("user_pool_wizard_step", place | {"step": step})) for step in steps}
    assert {answer.status_code for answer in answers.values()} <= {200}
    assert {step: body.show(answer) for step, answer in answers.items()} == {step: [] for step in steps}


def test_what_the_original_console_shows_of_apps_is_without_barriers(console, names, body):
    Administrator.objects.update(console="original")
    pages = ["app_clients", "app_client_settings", "domain_name", "app_client_create"]
    answers = {name: console.get(_address(name, names)) for name in pages}
    assert {name: body.show(answer) for name, answer in answers.items()} == {name: [] for name in pages}


def test_the_forms_of_an_app_client_are_without_barriers(console, names, body):
    answers = {name: console.get(_address("app_client_slice", names | {"name": name})) for name in client_slices}
    assert {answer.status_code for answer in answers.values()} == {200}
    assert {name: body.show(answer) for name, answer in answers.items()} == {name: [] for name in client_slices}


def _is_page(answer) -> bool:
    """Not a download, nor what is only posted to, nor a message as it will arrive."""
    is_html = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
    return is_html and b"<main" in b"".join(answer)


def _address(name, names):
    parts = re.findall(r"<(\w+):(\w+)>", _PAGES[name].route)
    return reverse(f"admin:{name}", kwargs={part: names.get(part, world.nothing(kind)) for kind, part in parts})
