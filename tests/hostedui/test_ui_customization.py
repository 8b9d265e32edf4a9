"""The classic customization: logo and CSS (FED-01 to FED-31)."""

import contextlib
import io
import re

import pytest
from django.test import Client
from PIL import Image

from pools.actions import app_clients, domains
from pools.actions.branding import css, managed_login
from pools.errors import InvalidParameterException as Refused
from pools.models import AuditEvent, BrandFile, UICustomization
from tests.conftest import CALLER
from tests.hostedui.conftest import Browser
from tests.hostedui.hostile_css import HOSTILE

pytestmark = pytest.mark.one_database

CSS = ".label-customizable {font-weight: 400;}"


@pytest.fixture
def domain(pool):
    return domains.create_domain(pool, "shop", caller=CALLER)


@pytest.fixture
def customize(idp, pool, domain):
    def call(**given):
        return idp.set_ui_customization(UserPoolId=pool.id, **given)["UICustomization"]

    return call


def picture(kind="PNG", size=(40, 20), **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **options)
    return out.getvalue()


def stylesheet_of(browser: Browser) -> str:
    [address] = re.findall(r'<link rel="stylesheet" href="(/branding/[^"]+)">', browser.page.content.decode())
    return browser.http.get(address).content.decode()


@pytest.mark.spec("FED-01", "FED-06", "FED-08", "FED-09", "FED-221")
def test_what_was_set_comes_back_as_it_was(idp, pool, app, customize):
    made = customize(ClientId=app.client_id, CSS=CSS, ImageFile=picture())
    got = idp.get_ui_customization(UserPoolId=pool.id, ClientId=app.client_id)["UICustomization"]
    assert got == made
    assert (got["CSS"], got["ClientId"], got["UserPoolId"]) == (CSS, app.client_id, pool.id)
    assert re.fullmatch(r"\d{14}", got["CSSVersion"])
    assert re.fullmatch(r"http://shop\.auth\.localhost:8000/branding/[0-9a-f]{64}\.png", got["ImageUrl"])


@pytest.mark.spec("FED-02", "FED-03", "FED-222", "CON-269")
def test_a_client_has_the_pools_customization_until_it_has_its_own(idp, pool, app, customize):
    customize(ClientId="ALL", CSS=CSS, ImageFile=picture())
    assert idp.get_ui_customization(UserPoolId=pool.id, ClientId=app.client_id)["UICustomization"]["ClientId"] == "ALL"
    customize(ClientId=app.client_id, CSS=".label-customizable {font-weight: 100;}")
    own = idp.get_ui_customization(UserPoolId=pool.id, ClientId=app.client_id)["UICustomization"]
    assert own["CSS"] == ".label-customizable {font-weight: 100;}"
    assert "ImageUrl" not in own


@pytest.mark.spec("FED-222")
def test_nothing_set_is_an_empty_object(idp, pool, app, domain):
    assert idp.get_ui_customization(UserPoolId=pool.id, ClientId=app.client_id)["UICustomization"] == {}


@pytest.mark.spec("FED-06")
def test_each_of_the_two_is_set_by_itself(customize):
    customize(ImageFile=picture())
    both = customize(CSS=CSS)
    assert both["CSS"] == CSS
    assert both["ImageUrl"]
    assert "CSS" not in customize(CSS="")


def test_neither_ends_the_customization_and_nothing_is_left_of_it(customize):
    customize(CSS=CSS, ImageFile=picture())
    assert customize() == {}
    assert not UICustomization.objects.exists()
    assert not BrandFile.objects.exists()


def test_the_same_bytes_are_kept_once(app, customize):
    customize(CSS=CSS, ImageFile=picture())
    customize(ClientId=app.client_id, CSS=CSS, ImageFile=picture())
    assert BrandFile.objects.count() == 2


def test_what_a_deleted_client_had_goes_with_it(app, customize):
    customize(ClientId=app.client_id, CSS=CSS, ImageFile=picture())
    app_clients.delete_app_client(app, caller=CALLER)
    assert not BrandFile.objects.exists()


def test_an_erased_pool_leaves_nothing(pool, app, customize):
    customize(ClientId=app.client_id, CSS=CSS, ImageFile=picture())
    managed_login.create(app, caller=CALLER, settings={})
    pool.delete()
    assert not BrandFile.objects.exists()


def test_the_audit_trail_has_no_pictures(customize, trail):
    customize(CSS=CSS, ImageFile=picture())
    event = AuditEvent.objects.get(name="SetUICustomization")
    assert event.request_parameters["imageFile"] == "HIDDEN_DUE_TO_SECURITY_REASONS"


@pytest.mark.spec("FED-04")
def test_without_a_domain_there_is_nothing_to_customize(idp, pool, refused):
    with refused("InvalidParameterException"):
        idp.set_ui_customization(UserPoolId=pool.id, CSS=CSS)
    with refused("InvalidParameterException"):
        idp.get_ui_customization(UserPoolId=pool.id)


@pytest.mark.spec("FED-05")
@pytest.mark.parametrize(
    ("image", "said"),
    [
        (picture() + b"\0" * 102_400, "larger than 100 KB"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a valid file of type PNG or JPEG"),
        (picture("GIF"), "not a valid file of type PNG or JPEG"),
        (b"nothing at all", "not a valid file of type PNG or JPEG"),
        (picture()[:60], "broken"),
        (picture(size=(10_001, 1)), "too many pixels"),
    ],
    ids=["too large", "svg", "gif", "text", "half a file", "too long"],
)
def test_a_logo_that_is_none_is_refused(customize, refused, image, said):
    with refused("InvalidParameterException") as caught:
        customize(ImageFile=image)
    assert said in caught.message


def test_a_logo_loses_what_it_says_of_its_photographer(customize):
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    customize(ImageFile=picture("JPEG", exif=exif))
    assert b"taken at home" not in bytes(BrandFile.objects.get().content)


@pytest.mark.spec("FED-07", "FED-10")
def test_the_pages_are_dressed_by_a_stylesheet_of_their_own(app, asks, customize):
    customize(CSS=".submitButton-customizable:hover { background-color: #123456; }", ImageFile=picture())
    browser = Browser("shop.auth.localhost:8000")
    browser.get(asks("/login"))
    assert stylesheet_of(browser) == ".submitButton-customizable:hover{background-color:rgb(18 52 86)}"
    assert 'class="logo-customizable"' in browser.page.content.decode()
    assert "unsafe-inline" not in browser.page["Content-Security-Policy"]


def test_a_page_that_nobody_dressed_loads_one_stylesheet(browser, asks, customize):
    browser.get(asks("/login"))
    assert browser.page.content.decode().count('rel="stylesheet"') == 1


def test_a_file_is_kept_for_ever_and_can_do_nothing(customize):
    address = customize(ImageFile=picture())["ImageUrl"].partition("8000")[2]
    answer = Client().get(address)
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    "change", [lambda path: path.replace(".png", ".css"), lambda path: f"/branding/{'0' * 64}.png"]
)
def test_another_address_is_no_file(customize, change):
    address = customize(ImageFile=picture())["ImageUrl"].partition("8000")[2]
    assert Client().get(change(address)).status_code == 404


def test_a_pools_domain_has_no_files_of_other_pools(customize, pool_of_others):
    address = customize(ImageFile=picture())["ImageUrl"].partition("8000")[2]
    assert Client(headers={"Host": "other.auth.localhost:8000"}).get(address).status_code == 404


@pytest.fixture
def pool_of_others(db, quick_keys):
    from pools.actions import user_pools

    other = user_pools.create_user_pool("others", region="us-east-1", caller=CALLER)
    domains.create_domain(other, "other", caller=CALLER)
    return other


@pytest.mark.spec("FED-11", "FED-12", "FED-13", "FED-15", "FED-16", "FED-19", "FED-23", "FED-29", "FED-31", "CON-191")
@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (".label-customizable{ color: red;};", ".label-customizable{color:rgb(255 0 0)}"),
        (".label-customizable{font-weight:450;font-weight:400}", ".label-customizable{font-weight:400}"),
        (
            ".inputField-customizable:focus { border-color: hsl(0 100% 50% / 50%); outline: 0 }",
            ".inputField-customizable:focus{border-color:rgb(255 0 0 / 0.5);outline:0}",
        ),
        (
            ".submitButton-customizable{ margin: 20px 0px 10px 0px; width: 108%; height: 40px }",
            ".submitButton-customizable{margin:20px 0px 10px 0px;width:108%;height:40px}",
        ),
        (
            ".errorMessage-customizable{ border: solid #D64958 1px; box-sizing: border-box; background: #F5F5F5 }",
            ".errorMessage-customizable{border:1px solid rgb(214 73 88);box-sizing:border-box;"
            "background:rgb(245 245 245)}",
        ),
        (".logo-customizable { max-width: 60%; max-height: 30% }", ".logo-customizable{max-width:60%;max-height:30%}"),
        (".label-customizable { position: fixed; made-up: 1px }", ""),
        ("/* nothing */", ""),
    ],
)
def test_what_is_allowed_is_written_anew(given, kept):
    assert css.clean(given) == kept


_BUTTON = {"height": "40px", "width": "100%", "text-align": "center", "margin-bottom": "15px"}
_COLOURS = {"color": "rgb(255 255 255)", "background-color": "rgb(60 80 100)"}
_TEXT = {"padding-top": "10px", "padding-bottom": "10px", "display": "block", "font-size": "16px"}


@pytest.mark.spec("FED-17", "FED-18", "FED-20", "FED-21", "FED-22", "FED-24", "FED-25", "FED-26", "FED-27", "FED-28")
@pytest.mark.spec("FED-30")
@pytest.mark.parametrize(
    ("selector", "properties"),
    [
        ("inputField-customizable:focus", {"border-color": "rgb(102 175 233)", "outline": "0"}),
        ("textDescription-customizable", _TEXT),
        ("textDescription-customizable", {"display": "inline"}),
        ("submitButton-customizable:hover", _COLOURS),
        ("banner-customizable", {"padding": "25px 0px 25px 0px", "background-color": "rgb(211 211 211)"}),
        ("background-customizable", {"background-color": "rgb(250 250 250)"}),
        ("idpButton-customizable", _BUTTON | _COLOURS | {"border-color": "rgb(60 80 100)"}),
        ("idpButton-customizable:hover", _COLOURS),
        ("idpDescription-customizable", _TEXT),
        ("socialButton-customizable", _BUTTON | {"text-align": "left"}),
        ("legalText-customizable", {"color": "rgb(116 116 116)", "font-size": "11px"}),
        ("passwordCheck-valid-customizable", {"color": "rgb(25 191 0)"}),
        ("passwordCheck-notValid-customizable", {"color": "rgb(223 0 0)"}),
    ],
)
def test_each_class_has_the_properties_that_it_may_have(selector, properties):
    given = ";".join(f"{name}:{value}" for name, value in properties.items())
    assert css.clean(f".{selector}{{{given}}}") == f".{selector}{{{given}}}"


@pytest.mark.spec("FED-223")
@pytest.mark.parametrize("operation", ["set_ui_customization", "get_ui_customization"])
def test_pool_and_client_must_be_there(idp, pool, domain, refused, operation):
    with refused("ResourceNotFoundException"):
        getattr(idp, operation)(UserPoolId=pool.id, ClientId="nobody")
    with refused("ResourceNotFoundException"):
        getattr(idp, operation)(UserPoolId="us-east-1_Nowhere00")


@pytest.mark.spec("FED-12")
@pytest.mark.parametrize("name", HOSTILE)
def test_what_breaks_out_is_refused_or_has_no_effect(name):
    assert_harmless(HOSTILE[name])


def assert_harmless(text: str) -> None:
    with contextlib.suppress(Refused):
        cleaned = css.clean(text)
        rule = r"(\.[a-zA-Z]+(-[a-zA-Z]+)?-customizable(:[a-z]+)?,?)+\{[a-z-]+:[a-z0-9 .%()/;:-]+\}"
        assert re.fullmatch(rf"({rule}\n?)*", cleaned)
        assert not re.search(r"display:none|position|url|:0px\b|var\(|calc", cleaned)
