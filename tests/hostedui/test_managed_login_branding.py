"""Styles of managed login: kept by the API, shown on the pages (FED-224 to FED-228)."""

import io
import re

import pytest
from PIL import Image

from pools.actions import domains, identity_providers
from pools.actions.branding import svg
from pools.actions.branding.defaults import defaults
from pools.actions.identity_providers import Provider
from pools.errors import InvalidParameterException
from pools.models import BrandFile, ManagedLoginBranding, UserPool
from tests.conftest import CALLER
from tests.hostedui.conftest import Browser

pytestmark = pytest.mark.one_database

HOST = "shop.auth.localhost:8000"
ROUND = {"components": {"form": {"borderRadius": 30.0}}}
DARK = {"categories": {"global": {"colorSchemeMode": "DARK"}}}
SVG_LOGO = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" onload="alert(1)"><style>.a{fill:#f00;'
    b'background:url(//evil.example)}</style><script>alert(1)</script><path class="a" d="M0 0h9v9z"/>'
    b'<a href="javascript:alert(1)"><text>x</text></a><image href="https://evil.example/x.png"/>'
    b'<use href="https://evil.example/x.svg#y"/><rect style="fill:url(#b);stroke:url(//evil.example)"/></svg>'
)


def picture(kind="PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "teal").save(out, kind)
    return out.getvalue()


def asset(category="FORM_LOGO", mode="LIGHT", extension="PNG", **more) -> dict:
    return {"Category": category, "ColorMode": mode, "Extension": extension} | more


@pytest.fixture
def create(idp, app):
    def call(**given):
        made = idp.create_managed_login_branding(UserPoolId=app.pool_id, ClientId=app.client_id, **given)
        return made["ManagedLoginBranding"]

    return call


@pytest.fixture
def update(idp, app):
    def call(branding, **given):
        changed = idp.update_managed_login_branding(
            UserPoolId=app.pool_id, ManagedLoginBrandingId=branding["ManagedLoginBrandingId"], **given
        )
        return changed["ManagedLoginBranding"]

    return call


@pytest.fixture
def look(pool, asks):
    """The sign-in page and its own stylesheet, at a domain of this generation."""

    def at(version=2) -> tuple[str, str]:
        domains.create_domain(pool, "shop", managed_login_version=version, caller=CALLER)
        browser = Browser(HOST)
        page = browser.get(asks("/login")).content.decode()
        found = re.search(r'<link rel="stylesheet" href="(/branding/[^"]+)">', page)
        return page, browser.http.get(found[1]).content.decode() if found else ""

    return at


@pytest.mark.spec("FED-226", "FED-227", "FED-228")
def test_what_was_given_comes_back_as_it_was(idp, app, create):
    made = create(Settings=ROUND, Assets=[asset(Bytes=picture(), ResourceId="our logo")])
    got = idp.describe_managed_login_branding_by_client(UserPoolId=app.pool_id, ClientId=app.client_id)
    assert got["ManagedLoginBranding"] == made
    assert made["Settings"] == ROUND
    assert made["Assets"] == [asset(Bytes=picture(), ResourceId="our logo")]


@pytest.mark.spec("FED-228")
def test_merged_resources_have_the_defaults_around_what_was_changed(idp, app, create):
    create(Settings=ROUND)
    got = idp.describe_managed_login_branding_by_client(
        UserPoolId=app.pool_id, ClientId=app.client_id, ReturnMergedResources=True
    )
    expected = defaults()
    expected["components"]["form"]["borderRadius"] = 30.0
    assert got["ManagedLoginBranding"]["Settings"] == expected


@pytest.mark.spec("FED-226")
def test_what_is_not_sent_is_kept(create, update):
    made = create(Settings=ROUND, Assets=[asset(Bytes=picture())])
    changed = update(made, Settings=DARK, Assets=[asset(mode="DARK", Bytes=picture("PNG"))])
    assert changed["Settings"] == ROUND | DARK
    assert [each["ColorMode"] for each in changed["Assets"]] == ["LIGHT", "DARK"]


def test_an_asset_without_bytes_goes(create, update):
    made = create(Assets=[asset(Bytes=picture())])
    assert update(made, Assets=[asset()])["Assets"] == []


@pytest.mark.spec("FED-226")
def test_the_provided_values_take_everything_back(create, update):
    made = create(Settings=ROUND, Assets=[asset(Bytes=picture())])
    changed = update(made, UseCognitoProvidedValues=True)
    assert changed["UseCognitoProvidedValues"] is True
    assert "Settings" not in changed
    assert changed["Assets"] == []


def test_a_style_costs_two_queries_and_a_style_that_went_none(
    idp, app, browser, asks, create, django_assert_num_queries
):
    made = create(Settings=ROUND)
    with django_assert_num_queries(3):  # the client, the pool's domains, the style
        browser.get(asks("/login"))
    idp.delete_managed_login_branding(UserPoolId=app.pool_id, ManagedLoginBrandingId=made["ManagedLoginBrandingId"])
    with django_assert_num_queries(1):
        browser.get(asks("/login"))


def test_nothing_is_left_of_a_deleted_style(idp, app, create):
    made = create(Settings=ROUND, Assets=[asset(Bytes=picture())])
    idp.delete_managed_login_branding(UserPoolId=app.pool_id, ManagedLoginBrandingId=made["ManagedLoginBrandingId"])
    assert not ManagedLoginBranding.objects.exists()
    assert not BrandFile.objects.exists()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"components": {"form": {"borderRadius": "8"}}}, "must be a number"),
        ({"components": {"form": {"borderRadius": -1}}}, "must be a number"),
        ({"components": {"form": {"lightMode": {"backgroundColor": "red;}body{display:none"}}}}, "must be a colour"),
        ({"components": []}, "must be an object"),
        ({"components": {"form": {"logo": {"enabled": "yes"}}}}, "must be true or false"),
        ({"categories": {"global": {"spacingDensity": "TIGHT"}}}, "must be one of"),
    ],
)
def test_a_value_that_is_none_is_refused(create, refused, settings, said):
    with refused("InvalidParameterException") as refusal:
        create(Settings=settings)
    assert said in refusal.message


def test_what_we_do_not_know_is_kept_and_has_no_effect(create):
    assert create(Settings={"components": {"sparkles": {"on": True}}})["Settings"] == {
        "components": {"sparkles": {"on": True}}
    }


@pytest.mark.spec("FED-227")
@pytest.mark.parametrize(
    "wrong",
    [
        asset(extension="JPEG", Bytes=picture("PNG")),
        asset(extension="SVG", Bytes=picture()),
        asset(category="FAVICON_ICO", extension="PNG", Bytes=picture()),
        asset(
            extension="SVG", Bytes=b'<!DOCTYPE x [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>'
        ),
    ],
    ids=["not its type", "no drawing", "no icon", "entities"],
)
def test_a_picture_that_is_none_is_refused(create, refused, wrong):
    with refused("InvalidParameterException"):
        create(Assets=[wrong])


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "ICO"])
def test_every_kind_of_picture_is_taken(create, kind):
    create(Assets=[asset(extension=kind, Bytes=picture(kind))])
    assert BrandFile.objects.filter(content_type__startswith="image/").count() == 1


def test_a_drawing_keeps_its_shapes_and_nothing_else():
    cleaned = svg.clean(SVG_LOGO).decode()
    assert 'fill="#f00"' in cleaned
    assert 'd="M0 0h9v9z"' in cleaned
    assert not re.search(r"script|onload|evil|javascript|style|<a\b|image", cleaned)


@pytest.mark.parametrize(
    "drawing",
    [
        "<svg xmlns='http://www.w3.org/2000/svg'>" + "<g>" * 200 + "</g>" * 200 + "</svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'>" + "<g/>" * 6000 + "</svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><g id='a'><use href='#a'/></g></svg>",
        "<html xmlns='http://www.w3.org/1999/xhtml'><svg/></html>",
        "<svg",
    ],
    ids=["deep", "many", "copies of itself", "a page", "half"],
)
def test_a_drawing_that_takes_for_ever_is_refused(drawing):
    with pytest.raises(InvalidParameterException):
        svg.clean(drawing.encode())


@pytest.mark.spec("FED-224", "FED-226")
def test_the_settings_dress_the_page(create, look):
    blue = {"components": {"primaryButton": {"lightMode": {"defaults": {"backgroundColor": "0972d3ff"}}}}}
    create(Settings=blue)
    _page, stylesheet = look()
    assert "--accent:#0972d3" in stylesheet
    assert "@media (prefers-color-scheme:dark)" in stylesheet


def test_a_style_bound_to_one_scheme_has_no_other(create, look):
    create(Settings=DARK)
    page, stylesheet = look()
    assert '<meta name="color-scheme" content="dark">' in page
    assert "color-scheme:dark" in stylesheet
    assert "@media" not in stylesheet


def test_pictures_stand_where_they_belong(create, look):
    shown = {"components": {"form": {"logo": {"enabled": True, "location": "CENTER"}}}}
    shown["components"]["pageBackground"] = {"image": {"enabled": True}}
    create(
        Settings=shown,
        Assets=[
            asset(Bytes=picture()),
            asset("FAVICON_SVG", "DYNAMIC", "SVG", Bytes=SVG_LOGO),
            asset("PAGE_BACKGROUND", "DYNAMIC", "JPEG", Bytes=picture("JPEG")),
        ],
    )
    page, stylesheet = look()
    assert re.search(r'class="brand-logo at-center"><picture><img src="/branding/[0-9a-f]{64}\.png"', page)
    assert re.search(r'<link rel="icon" href="/branding/[0-9a-f]{64}\.svg">', page)
    assert re.search(r'--page-image:url\("/branding/[0-9a-f]{64}\.jpg"\)', stylesheet)


@pytest.mark.spec("FED-224")
def test_at_a_classic_domain_the_style_waits(create, look):
    create(Settings=DARK)
    _page, stylesheet = look(version=1)
    assert stylesheet == ""


@pytest.mark.spec("FED-225", "APP-276")
def test_without_a_style_the_pages_look_as_they_come(look):
    page, stylesheet = look()
    assert "Sign in to" in page
    assert stylesheet == ""


def test_an_uploaded_file_is_never_served_as_it_came(create):
    create(Assets=[asset(extension="SVG", Bytes=SVG_LOGO)])
    raw = BrandFile.objects.get(content_type="application/octet-stream")
    assert Browser().get(f"/branding/{raw.sha256}.svg").status_code == 404


LOGO = {"enabled": True, "location": "CENTER"}


@pytest.mark.parametrize(
    ("logo", "before", "after"),
    [
        ({}, '<div class="inside">', "<h1>"),
        ({"position": "BOTTOM"}, "</form>", '<p class="aside'),
        ({"formInclusion": "OUT"}, "<body>", "<main"),
        ({"formInclusion": "OUT", "position": "BOTTOM"}, "</main>", "<footer"),
    ],
)
def test_the_logo_stands_where_it_was_put(create, look, logo, before, after):
    create(Settings={"components": {"form": {"logo": LOGO | logo}}}, Assets=[asset(Bytes=picture())])
    page, _ = look()

    assert page.count("brand-logo") == 1
    assert page.index(before) < page.index("brand-logo") < page.index(after)


@pytest.mark.parametrize(("settings", "shown"), [({}, (2, 1)), ({"displayGraphics": False}, (0, 0))])
def test_graphics_stand_with_what_one_signs_in_by(create, look, browser, asks, pool, alice, settings, shown):
    kinds = ("EMAIL_GRAPHIC", "PASSWORD_GRAPHIC")
    create(Settings={"categories": {"form": settings}}, Assets=[asset(kind, Bytes=picture()) for kind in kinds])
    look()
    choice_of = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}
    UserPool.objects.filter(pk=pool.pk).update(policies=choice_of)
    browser.get(asks("/login"))
    browser.fill_in(username="alice")
    choice = browser.follow().content.decode()
    browser.fill_in(factor="PASSWORD")
    password = browser.follow().content.decode()

    assert (choice.count('class="graphic"'), password.count('class="graphic"')) == shown


@pytest.fixture
def providers(app, monkeypatch):
    known = [Provider("Corp", "SAML"), Provider("Google", "Google")]
    monkeypatch.setattr(identity_providers, "listings", [lambda pool: known])
    app.supported_identity_providers = ["Google", "Corp", "COGNITO"]
    app.save()


def test_a_provider_has_its_own_icon_or_the_one_for_all(create, look, providers):
    corp = asset("IDP_BUTTON_ICON", ResourceId="Corp", Bytes=picture("PNG"))
    create(Assets=[corp, asset("IDP_BUTTON_ICON", extension="SVG", Bytes=SVG_LOGO)])
    page, _ = look()
    icons = re.findall(r'<img src="([^"]+)" alt="">', page)

    assert len(set(icons)) == 2
    assert len(icons) == 2


def test_providers_have_no_icons_where_they_are_off(create, look, providers):
    settings = {"componentClasses": {"idpButtons": {"icons": {"enabled": False}}}}
    create(Settings=settings, Assets=[asset("IDP_BUTTON_ICON", Bytes=picture())])
    page, _ = look()
    assert "<img" not in page


@pytest.mark.parametrize(("style", "menus"), [("BUTTON_LIST", 0), ("DROPDOWN", 1)])
def test_providers_stand_in_a_list_or_in_a_menu(create, look, providers, style, menus):
    create(Settings={"categories": {"auth": {"federation": {"interfaceStyle": style}}}})
    page, _ = look()

    assert page.count("<details") == menus
    assert page.count("Continue with") == 2
