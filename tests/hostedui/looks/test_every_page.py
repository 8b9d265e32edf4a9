"""That no page is left out, and that the eye is no blind one."""

from pathlib import Path

import pytest
from django.conf import settings

from tests.hostedui.conftest import Browser
from tests.hostedui.looks import test_account, test_signing_in
from tests.looking import ENGLISH

_TEMPLATES = Path(settings.BASE_DIR) / "templates"
_PARTS = {"hostedui/base.html", "hostedui/account/base.html", "demo/base.html"}
_PARTS_OF_ACCOUNT = {"errors", "factor", "form", "post", "time"}


def test_every_template_is_looked_at():
    found = {str(path.relative_to(_TEMPLATES)) for path in _TEMPLATES.glob("*.html")}
    found |= {str(path.relative_to(_TEMPLATES)) for path in _TEMPLATES.glob("demo/*.html")}
    found |= {str(path.relative_to(_TEMPLATES)) for path in _TEMPLATES.glob("hostedui/*.html")}
    found |= {str(path.relative_to(_TEMPLATES)) for path in _TEMPLATES.glob("hostedui/account/*.html")}
    parts = _PARTS | {f"hostedui/account/{name}.html" for name in _PARTS_OF_ACCOUNT}
    assert found - parts == _shown(test_signing_in) | _shown(test_account)


def _shown(module) -> set[str]:
    marks = [mark for test in vars(module).values() for mark in _marks_of(test)]
    return {name for mark in marks if mark.name == "shows" for name in mark.args}


def _marks_of(test) -> list:
    given = [mark for mark in getattr(test, "pytestmark", ()) if hasattr(mark, "name")]
    sets = [case for mark in given if mark.name == "parametrize" for case in mark.args[1]]
    return given + [mark for case in sets for mark in getattr(case, "marks", ())]


@pytest.mark.browser
@pytest.mark.node
@pytest.mark.parametrize("screen", [ENGLISH], indirect=True, ids=str)
def test_the_eye_sees_what_is_wrong(screen, db):
    page = Browser().get("/")
    page.content = b"<!doctype html><html lang=en><title>x</title><main style='width: 1px'><h1>x</h1><img src=x></main>"
    faults = " ".join(screen.show(page))
    assert "image-alt" in faults
    assert "Content Security Policy" in faults
