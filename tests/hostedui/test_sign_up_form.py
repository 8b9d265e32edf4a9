"""What the sign-up page asks for, and with which inputs."""

import re

import pytest

from pools.actions import terms
from pools.models import User
from tests.conftest import CALLER, PASSWORD

pytestmark = pytest.mark.one_database

REQUIRED = {
    "name": "Dora",
    "birthdate": "1990-01-31",
    "gender": "Female",
    "locale": "pt-BR",
    "zoneinfo": "America/Sao_Paulo",
    "address": "1 Main St\r\nSpringfield",
    "website": "https://dora.example",
    "picture": "https://dora.example/me.png",
    "profile": "https://dora.example/about",
    "phone_number": "+12065550100",
}


@pytest.fixture
def requires(pool):
    def make(*names):
        pool.schema = [{"Name": name, "Required": True} for name in names]
        pool.save()

    return make


@pytest.fixture
def page(browser, asks):
    browser.get(asks("/signup"))
    return browser


def posted(**attributes):
    named = {f"requiredAttributes[{name}]": value for name, value in attributes.items()}
    return {"username": "dora", "requiredAttributes[email]": "dora@example.com", "password": PASSWORD} | named


def phone(number, country):
    return posted(phone_number=number) | {"requiredAttributes[phone_number]_country": country}


def tag_of(browser, name) -> str:
    return re.search(rf'<(?:input|select|textarea)[^>]*name="requiredAttributes\[{name}\]"[^>]*>', browser.text).group()


@pytest.mark.spec("FED-44", "CON-27")
def test_all_that_is_required_can_be_given(browser, asks, requires):
    requires(*REQUIRED)
    browser.get(asks("/signup"))
    browser.fill_in(**posted(**REQUIRED))

    assert browser.location == asks("/confirm")
    kept = User.objects.get().attributes
    assert {name: kept[name] for name in REQUIRED} == REQUIRED


@pytest.mark.spec("FED-44")
@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("birthdate", ['type="date"', 'autocomplete="bday"', 'max="20']),
        ("phone_number", ['type="tel"', 'autocomplete="tel"', 'inputmode="tel"']),
        ("email", ['type="email"', 'autocomplete="email"', 'inputmode="email"']),
        ("website", ['type="url"', 'autocomplete="url"', 'inputmode="url"']),
        ("picture", ['type="url"', 'autocomplete="photo"']),
        ("address", ["<textarea", 'autocomplete="street-address"']),
        ("locale", ["<select", 'autocomplete="language"']),
        ("zoneinfo", ["<select", "data-time-zone"]),
        ("gender", ['autocomplete="sex"', 'list="id_requiredAttributes[gender]_list"']),
        ("updated_at", ['type="number"', 'inputmode="decimal"']),
        ("family_name", ['type="text"', 'autocomplete="family-name"', 'maxlength="2048"']),
    ],
)
def test_each_attribute_has_its_input(browser, asks, requires, name, parts):
    requires(name)
    browser.get(asks("/signup"))
    tag = tag_of(browser, name)

    assert [part for part in parts if part not in tag] == []


@pytest.mark.spec("CON-32", "FED-44")
@pytest.mark.parametrize(
    ("number", "country", "kept"),
    [
        ("(206) 555-0100", "US", "+12065550100"),
        ("030 901820", "DE", "+4930901820"),
        ("020 7946 0018", "GB", "+442079460018"),
        ("06 6988 3462", "IT", "+390669883462"),
        ("+49 30 901820", "US", "+4930901820"),
        ("٠٥٠ ١٢٣ ٤٥٦٧", "SA", "+966501234567"),
        ("+1 (206) 555-0100", "", "+12065550100"),
    ],
)
def test_a_number_is_joined_with_its_country(browser, asks, requires, number, country, kept):
    requires("phone_number")
    browser.get(asks("/signup"))
    browser.fill_in(**phone(number, country))

    assert User.objects.get().attributes["phone_number"] == kept


@pytest.mark.parametrize(
    ("number", "country", "text"),
    [
        ("12", "US", "This is not a complete phone number."),
        ("nonsense", "US", "Invalid phone number format."),
        ("2065550100", "nowhere", "Invalid phone number format."),
        ("", "US", "This field is required."),
        ("9" * 5000, "US", "Invalid phone number format."),
    ],
)
def test_what_is_no_phone_number_is_refused_and_kept_on_the_form(browser, asks, requires, number, country, text):
    requires("phone_number")
    browser.get(asks("/signup"))
    browser.fill_in(**phone(number, country))

    assert (browser.page.status_code, text in browser.text) == (400, True)
    assert number in browser.text
    assert not User.objects.exists()


@pytest.mark.spec("FED-44")
def test_what_was_typed_is_there_again_after_an_error(browser, asks, requires):
    requires(*REQUIRED)
    browser.get(asks("/signup"))
    browser.fill_in(
        **posted(**REQUIRED) | phone("030 901820", "DE") | posted(name="Dora", locale="tlh") | {"password": "x"}
    )

    assert browser.page.status_code == 400
    assert 'value="DE" selected' in browser.text
    assert '<option value="tlh" selected>tlh</option>' in browser.text
    assert '"x"' not in browser.text


def test_markup_in_a_list_stays_text(browser, asks, requires):
    requires("locale", "zoneinfo")
    browser.get(asks("/signup"))
    browser.fill_in(**posted(locale='"><script>', zoneinfo="<b>") | {"password": ""})

    assert "<script>" not in browser.text.replace("<script src", "")
    assert "<b>Pool" in browser.text
    assert browser.text.count("<b>") == 1


def test_countries_have_names_in_the_language_of_the_page(browser, asks, requires):
    requires("phone_number")
    browser.get(asks("/signup"))

    assert '<option value="DE">Germany (+49)</option>' in browser.text
    assert 'aria-label="Country calling code"' in browser.text


@pytest.mark.spec("FED-229", "FED-230")
def test_who_signs_up_agrees_to_the_terms(browser, asks, app):
    links = {"cognito:default": "https://shop.example/terms", "cognito:english": "https://shop.example/en"}
    terms.create_terms(app, "terms-of-use", links, caller=CALLER)
    terms.create_terms(app, "privacy-policy", {"cognito:default": "https://shop.example/privacy"}, caller=CALLER)
    browser.get(asks("/signup"))

    assert "By choosing to sign up, you agree to our" in browser.text
    assert 'href="https://shop.example/en"' in browser.text
    assert 'href="https://shop.example/privacy"' in browser.text


@pytest.mark.spec("FED-44")
def test_the_rules_of_a_password_are_listed_for_who_has_no_javascript(page):
    assert "At least 8 characters" in page.text
    assert 'aria-describedby="password-rules"' in page.text


@pytest.mark.spec("FED-47")
def test_a_code_that_was_just_sent_is_given_time_to_arrive(browser, asks, inbox):
    browser.get(asks("/signup"))
    browser.fill_in(**posted())
    browser.follow()

    assert re.search(r'data-wait="(2\d|30)"', browser.text)
