"""How the hosted pages look, as administrators set it up."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from pools.actions import domains
from pools.actions.branding import customization, managed_login, style_settings
from pools.console.managed_login_form import StyleForm
from pools.models import ManagedLoginBranding, UICustomization
from tests.conftest import CALLER

pytestmark = pytest.mark.one_database


@pytest.fixture
def domain(pool):
    return domains.create_domain(pool, "shop", caller=CALLER)


@pytest.fixture
def classic(pool):
    return reverse("admin:ui_customization", args=[pool.id])


@pytest.fixture
def editor(app):
    return reverse("admin:managed_login", args=[app.pool_id, app.client_id])


def logo(name="logo.png") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "teal").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


def style(**changes) -> dict:
    """The whole form as the browser posts it."""
    form = StyleForm(document=style_settings.complete({}))
    return form.initial | changes


@pytest.mark.spec("FED-32", "FED-34", "CON-188", "CON-189")
def test_logo_and_css_are_saved_for_all_app_clients(console, classic, domain):
    css = ".label-customizable { color: red }"
    answer = console.post(classic, {"css": css, "logo": logo()}, follow=True)
    assert "The changes are saved." in answer.content.decode()
    saved = UICustomization.objects.get()
    assert (saved.client, saved.css) == (None, css)
    assert saved.image is not None


@pytest.mark.spec("FED-35", "CON-190")
def test_one_app_client_gets_its_own(console, app, classic, domain):
    console.post(f"{classic}?client={app.client_id}", {"css": ".label-customizable { color: red }"})
    assert UICustomization.objects.get().client == app


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"css": "body { color: red }"}, "the selector body is not allowed"),
        ({"css": "", "logo": SimpleUploadedFile("logo.png", b"no picture")}, "not a valid file of type PNG or JPEG"),
    ],
)
def test_what_is_refused_is_told_on_the_form(console, classic, domain, given, said):
    assert said in console.post(classic, given).content.decode()
    assert not UICustomization.objects.exists()


def test_without_a_domain_the_page_says_what_is_missing(console, classic):
    assert "Give the pool a domain first" in console.get(classic).content.decode()


def test_a_customization_is_removed(console, pool, classic, domain):
    customization.set_ui_customization(pool, None, caller=CALLER, css_text=".label-customizable { color: red }")
    console.post(reverse("admin:ui_customization_reset", args=[pool.id]))
    assert not UICustomization.objects.exists()


@pytest.mark.spec("FED-14", "FED-34", "CON-191")
def test_the_template_is_what_may_be_saved(console, pool, classic, domain):
    answer = console.get(reverse("admin:ui_customization_template", args=[pool.id]))
    assert answer["Content-Disposition"] == 'attachment; filename="CSS template.css"'
    console.post(classic, {"css": answer.content.decode()})
    assert UICustomization.objects.get().css.startswith(".logo-customizable")


def test_the_preview_shows_what_is_not_saved(console, pool, app):
    address = reverse("admin:ui_customization_preview", args=[pool.id])
    answer = console.post(address, {"css": ".label-customizable { color: #010203 }", "logo": logo()})
    page = answer.content.decode()
    assert "<style>.label-customizable{color:rgb(1 2 3)}</style>" in page
    assert 'src="data:image/png;base64,' in page
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "unsafe-inline" not in answer["Content-Security-Policy"]
    assert not UICustomization.objects.exists()


def test_a_hostile_preview_shows_nothing_of_it(console, pool, app):
    address = reverse("admin:ui_customization_preview", args=[pool.id])
    answer = console.post(address, {"css": "</style><script>alert(1)</script>"})
    assert "alert(1)" not in answer.content.decode()


def test_a_style_is_saved_with_what_was_changed_alone(console, app, editor):
    console.post(editor, style(light_button="#0972d3", form_radius="24", logo_light=logo()))
    branding = ManagedLoginBranding.objects.get()
    assert branding.client == app
    assert branding.settings == {
        "components": {
            "form": {"borderRadius": 24, "logo": {"enabled": True}},
            "primaryButton": {"lightMode": {"defaults": {"backgroundColor": "0972d3ff"}}},
        }
    }
    assert branding.assets.get().category == "FORM_LOGO"


def test_a_saved_style_is_changed_and_keeps_what_the_form_does_not_know(console, app, editor):
    managed_login.create(app, caller=CALLER, settings={"components": {"alert": {"borderRadius": 3}}})
    console.post(editor, style(scheme="DARK"))
    assert ManagedLoginBranding.objects.get().settings == {
        "categories": {"global": {"colorSchemeMode": "DARK"}},
        "components": {"alert": {"borderRadius": 3}},
    }


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"light_page": "red"}, "Enter a valid value."),
        ({"form_radius": "1000"}, "less than or equal to 100"),
        ({"logo_light": logo("logo.exe")}, "must be PNG, JPEG, WEBP or SVG"),
        ({"logo_light": SimpleUploadedFile("logo.png", b"no picture")}, "not a valid file of type PNG"),
    ],
)
def test_a_wrong_style_is_told_on_the_form(console, editor, changes, said):
    assert said in console.post(editor, style(**changes)).content.decode()
    assert not ManagedLoginBranding.objects.exists()


def test_a_style_is_deleted(console, app, editor):
    managed_login.create(app, caller=CALLER)
    console.post(reverse("admin:managed_login_delete", args=[app.pool_id, app.client_id]))
    assert not ManagedLoginBranding.objects.exists()


@pytest.mark.parametrize(("mode", "scheme"), [("LIGHT", "light"), ("DARK", "dark")])
def test_both_schemes_can_be_looked_at(console, editor, mode, scheme):
    page = console.post(f"{editor}preview/?mode={mode}", style(light_button="#0972d3")).content.decode()
    assert f"color-scheme:{scheme}" in re.search(r"<style>(.*?)</style>", page, re.DOTALL)[1]


@pytest.mark.parametrize("name", ["ui_customization", "managed_login"])
def test_who_may_only_look_cannot_save(console_of, app, domain, name):
    arguments = [app.pool_id] if name == "ui_customization" else [app.pool_id, app.client_id]
    charlie = console_of("cognito-idp:GetUICustomization", "cognito-idp:DescribeManagedLoginBrandingByClient")
    address = reverse(f"admin:{name}", args=arguments)
    assert charlie.get(address).status_code == 200
    assert charlie.post(address, style(css="")).status_code == 403
