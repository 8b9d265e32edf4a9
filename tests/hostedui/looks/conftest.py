"""One Chromium, and ways to look: in English by all the rules, in German or Arabic at what their words break."""

import pytest

from tests.hostedui.looks.looking import Eye
from tests.looking import ENGLISH, GERMAN, Screen


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
