"""The pages in the languages of their readers."""

import pytest
from django.utils import translation
from django.utils.formats import date_format

from tests import messages
from tests.conftest import PASSWORD

pytestmark = pytest.mark.one_database

LANGUAGES = messages.languages()
# The codes that Cognito's pages take for `lang`, and how the page then names its language
COGNITOS = {
    "de": "de",
    "en": "en",
    "es": "es",
    "fr": "fr",
    "id": "id",
    "it": "it",
    "ja": "ja",
    "ko": "ko",
    "pt-BR": "pt-br",
    "zh-CN": "zh-hans",
    "zh-TW": "zh-hant",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_of_the_pages_is_translated(language):
    assert messages.lacks(language) == [], f"{messages.path_of(language)}: run `make messages`, then translate"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(language):
    assert messages.path_of(language).with_suffix(".mo").read_bytes() == messages.compiled(language), "`make messages`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_kept_that_no_page_says(language):
    used = {message.id for message in messages.used()}
    assert [message.id for message in messages.kept(language) if message.id not in used] == []


@pytest.mark.parametrize(("code", "language"), COGNITOS.items())
def test_the_address_names_the_language(browser, asks, code, language):
    browser.get(asks("/login", lang=code), **{"Accept-Language": "nl"})
    assert f'<html lang="{language}"' in browser.text
    assert browser.page["Content-Language"] == language


def test_the_language_is_kept_through_the_pages(browser, asks, alice):
    browser.get(asks(lang="de"))
    browser.follow()
    assert "Passwort vergessen?" in browser.text
    browser.fill_in(username="alice", password="wrong")
    assert "Benutzername oder Passwort ist falsch." in browser.text
    assert "lang=de" in browser.text


def test_signing_out_and_in_again_keeps_the_language(browser, app):
    browser.get(f"/logout?client_id={app.client_id}&lang=de")
    assert "Sie sind abgemeldet" in browser.text
    assert "/login?" in browser.text
    assert "&amp;lang=de" in browser.text


def test_openid_connects_parameter_is_taken_too(browser, asks):
    browser.get(asks("/login", ui_locales="xx fr-CA de"))
    assert '<html lang="fr"' in browser.text


@pytest.mark.parametrize(
    ("wish", "language"),
    [("fr-CH, fr;q=0.9", "fr"), ("zh-TW", "zh-hant"), ("zh-CN", "zh-hans"), ("pt", "pt-br"), ("xx", "en"), ("", "en")],
)
def test_else_the_browser_says_which_language(browser, asks, wish, language):
    browser.get(asks("/login"), **{"Accept-Language": wish})
    assert f'<html lang="{language}"' in browser.text


@pytest.mark.parametrize("lang", ["", "xx", "de\0", "../../etc", "d" * 600])
def test_a_language_that_is_none_is_passed_over(browser, asks, lang):
    browser.get(asks("/login", lang=lang), **{"Accept-Language": "it"})
    assert '<html lang="it"' in browser.text


@pytest.mark.parametrize("language", ["ar", "he"])
def test_arabic_and_hebrew_run_from_right_to_left(browser, asks, language):
    browser.get(asks("/login", lang=language))
    assert f'<html lang="{language}" dir="rtl"' in browser.text


def test_refusals_are_told_in_the_language_of_the_page(browser, asks, app):
    browser.get(asks("/signup", lang="de"))
    browser.fill_in(**{"username": "dora", "requiredAttributes[email]": "d@example.com", "password": "short"})
    assert "Das Passwort ist zu kurz" in browser.text
    browser.fill_in(**{"username": "dora", "requiredAttributes[email]": "nonsense", "password": PASSWORD})
    assert "Das ist keine gültige E-Mail-Adresse." in browser.text


def test_dates_are_written_as_readers_expect(browser, app, alice):
    browser.get(f"/account/profile?client_id={app.client_id}&lang=de")
    browser.follow()
    browser.fill_in(username="alice", password=PASSWORD)
    browser.follow()
    with translation.override("de"):
        assert date_format(alice.created_at, "DATE_FORMAT") in browser.text


def test_the_wire_speaks_english_whatever_the_browser_wants(browser, app):
    answer = browser.http.post("/oauth2/token", {"grant_type": "x"}, headers={"Accept-Language": "de"})
    assert "Passwort" not in answer.content.decode()
