"""Pages in a pool's own style: managed login in light and dark, and the classic customization."""

import io

import pytest
from django.test import Client
from PIL import Image, ImageDraw

from pools.actions import domains
from pools.models import User
from tests.conftest import CALLER
from tests.looking import ENGLISH
from tests.pools import mfa
from tests.pools.mfa import TOTP

pytestmark = [
    pytest.mark.browser,
    pytest.mark.node,
    pytest.mark.parametrize("screen", [ENGLISH], indirect=True, ids=str),
]

HOST = "shop.auth.localhost:8000"
_BUTTON = {
    "defaults": {"backgroundColor": "0f766eff", "textColor": "ffffffff"},
    "hover": {"backgroundColor": "115e59ff", "textColor": "ffffffff"},
}
_LINK_IN_LIGHT, _LINK_IN_DARK = {"defaults": {"textColor": "0f766eff"}}, {"defaults": {"textColor": "5eead4ff"}}
MANAGED = {
    "components": {
        "pageBackground": {"lightMode": {"color": "134e4aff"}, "darkMode": {"color": "042f2eff"}},
        "primaryButton": {"lightMode": _BUTTON, "darkMode": _BUTTON},
        "form": {"borderRadius": 24.0, "logo": {"enabled": True, "location": "CENTER"}},
    },
    "componentClasses": {
        "buttons": {"borderRadius": 24.0},
        "input": {"borderRadius": 6.0},
        "link": {"lightMode": _LINK_IN_LIGHT, "darkMode": _LINK_IN_DARK},
    },
}
CLASSIC = """
.background-customizable {background-color: #fff7ed; border-color: #fdba74;}
.banner-customizable {background-color: #7c2d12; padding: 24px;}
.submitButton-customizable {background-color: #9a3412; font-size: 16px; height: 48px;}
.submitButton-customizable:hover {background-color: #7c2d12; color: #fff;}
.label-customizable {font-weight: 600;}
.inputField-customizable {border: 1px solid #9a3412; background-color: #fff;}
.redirect-customizable {text-align: center;}
"""


def logo(colour: str) -> bytes:
    """A wide mark with rounded ends, on nothing."""
    picture = Image.new("RGBA", (360, 96))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((0, 0, 359, 95), 48, fill=colour)
    draw.ellipse((24, 24, 72, 72), fill="#ffffff")
    draw.rounded_rectangle((96, 36, 320, 60), 12, fill="#ffffff")
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def dressed_eye(eye, pool):
    """Somebody at the pool's domain, with a second factor to set up on the way."""
    mfa.configure(pool, "ON", software_token=TOTP)
    eye.http = Client(enforce_csrf_checks=True, headers={"Host": HOST})
    return eye


def _look_around(eye) -> None:
    eye.sees("/login")
    eye.fails(username="alice", password="wrong")
    eye.sees("/signup")
    eye.fails(**{"username": "dora", "requiredAttributes[email]": "nonsense", "password": "short"})
    eye.sees("/forgotPassword")
    eye.sign_in("alice", eye.at("/login"))
    eye.arrives()
    eye.fails(code="000000")


def test_managed_login(dressed_eye, idp, app, pool, alice):
    asset = {"Category": "FORM_LOGO", "ColorMode": "LIGHT", "Extension": "PNG", "Bytes": logo("#0f766e")}
    idp.create_managed_login_branding(UserPoolId=pool.id, ClientId=app.client_id, Settings=MANAGED, Assets=[asset])
    domains.create_domain(pool, "shop", managed_login_version=2, caller=CALLER)

    _look_around(dressed_eye)


def test_the_classic_customization(dressed_eye, idp, app, pool, alice):
    domains.create_domain(pool, "shop", caller=CALLER)
    idp.set_ui_customization(UserPoolId=pool.id, ClientId=app.client_id, CSS=CLASSIC, ImageFile=logo("#c2410c"))

    _look_around(dressed_eye)


def test_the_account_page(eye, idp, app, pool, alice):
    idp.create_managed_login_branding(UserPoolId=pool.id, ClientId=app.client_id, Settings=MANAGED)
    domains.create_domain(pool, "shop", managed_login_version=2, caller=CALLER)
    eye.http = Client(enforce_csrf_checks=True, headers={"Host": HOST})

    eye.is_at_home()
    eye.sees("/account/profile")


def test_a_page_that_is_always_dark(dressed_eye, idp, app, pool, alice):
    dark = {"categories": {"global": {"colorSchemeMode": "DARK"}}}
    idp.create_managed_login_branding(UserPoolId=pool.id, ClientId=app.client_id, Settings=dark)
    domains.create_domain(pool, "shop", managed_login_version=2, caller=CALLER)
    User.objects.filter(pk=alice.pk).update(status="FORCE_CHANGE_PASSWORD")

    dressed_eye.sees("/login")
    dressed_eye.sign_in("alice", dressed_eye.at("/login"))
    dressed_eye.arrives()
