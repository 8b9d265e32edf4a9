"""Messages in the language of whoever reads them."""

import re

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import translation

from pools.actions import codes, languages, message_texts, users, wordings
from pools.actions.codes import Purpose
from pools.actions.contacts import Contact
from pools.actions.wordings import Words
from pools.console.inbox import find_code
from pools.errors import InvalidParameterException, ResourceNotFoundException
from pools.models import AuditEvent, MessageKind, MessageTranslation, User, UserPool
from pools.triggers.custom_message import Wording
from tests.conftest import CALLER
from tests.hostedui.conftest import Browser, asks  # noqa: F401 - a fixture

CODE, ALICE = MessageKind.VERIFICATION_EMAIL, "alice@example.com"
GERMAN = Words("Ihr Code", "Ihr Code ist {####}, und er gilt einen Tag.")
CODES = [code for code, _name in settings.LANGUAGES]


@pytest.fixture
def in_language(alice):
    """Gives Alice a `locale`."""

    def give(locale):
        alice.attributes |= {"locale": locale}
        alice.save()

    return give


@pytest.fixture
def told(idp, app, inbox):
    """What Alice is told when she forgot her password."""

    def ask():
        idp.forgot_password(ClientId=app.client_id, Username="alice")
        return inbox.to(ALICE)[0]

    return ask


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("de", "de"),
        ("de-AT", "de"),
        ("pt_BR", "pt-br"),
        ("pt-PT", "pt-br"),
        ("zh-CN", "zh-hans"),
        ("ZH_tw", "zh-hant"),
        ("en-GB", "en"),
        ("sv", "en"),
        ("", "en"),
        ("not a locale", "en"),
        ("x" * 2048, "en"),
        ("de\0", "en"),
    ],
)
@pytest.mark.one_database
def test_a_locale_picks_the_nearest_language(locale, language):
    assert languages.of_user(User(attributes={"locale": locale})) == language


@pytest.mark.spec("USR-87", "USR-91")
def test_the_product_s_words_are_in_the_user_s_language(alice, in_language, told):
    in_language("de-CH")
    message = told()
    assert message.subject == "Ihr Bestätigungscode"
    assert re.fullmatch(r"Ihr Code zum Zurücksetzen des Passworts lautet \d{6}\.", message.text)
    assert '<html lang="de">' in message.html
    assert "Wenn Sie diese Nachricht nicht angefordert haben" in message.html


@pytest.mark.one_database
def test_an_app_without_a_locale_is_english_whatever_the_thread_spoke_before(alice, told):
    with translation.override("de"):
        message = told()
    assert (message.subject, '<html lang="en">' in message.html) == ("Your verification code", True)


@pytest.mark.one_database
def test_letters_in_arabic_run_from_right_to_left_and_their_codes_do_not(alice, in_language, told):
    in_language("ar")
    letter = told().html
    assert '<html lang="ar" dir="rtl">' in letter
    assert '<strong class="secret" dir="ltr"' in letter


@pytest.mark.one_database
@pytest.mark.parametrize("language", CODES)
def test_every_default_keeps_its_places_and_fits_in_every_language(language):
    defaults = {kind: wordings.chosen(kind, Words(), Words(), language) for kind in MessageKind}
    assert [message_texts.check(kind, Words(said.subject, said.message)) for kind, said in defaults.items()]
    assert not any(said.is_own for said in defaults.values())
    verification = defaults[MessageKind.VERIFICATION_SMS].message
    assert find_code(verification.replace("{####}", "123456")) == "123456"  # no letter touches it
    longest = {kind: said.message.replace("{username}", "x" * 36) for kind, said in defaults.items()}
    assert all(len(text) <= 140 for kind, text in longest.items() if not kind.is_email)


def test_the_pool_s_own_words_go_before_the_product_s_translation(alice, in_language, told, pool):
    pool.verification_message_template = {"EmailMessage": "Shop: {####}"}
    pool.save()
    in_language("he")
    message = told()
    assert message.subject == "קוד האימות שלכם"
    assert message.text.startswith("Shop: ")
    assert ' lang="" dir="auto"' in message.html  # nobody has told what language these are


@pytest.mark.spec("USR-79")
def test_its_words_in_the_user_s_language_go_before_its_others(alice, in_language, told, pool):
    message_texts.put_translation(pool, "de", CODE, GERMAN, caller=CALLER)
    pool.verification_message_template = {"EmailMessage": "Shop: {####}"}
    pool.save()
    english = told()
    in_language("de")
    german = told()
    assert english.text.startswith("Shop: ")
    assert (german.subject, german.text.startswith("Ihr Code ist ")) == ("Ihr Code", True)
    assert ' dir="auto">Ihr Code' not in german.html


@pytest.mark.spec("TRG-193")
def test_a_function_s_words_win(alice, in_language, pool, inbox):
    message_texts.put_translation(pool, "de", CODE, GERMAN, caller=CALLER)
    in_language("de")
    codes.send(
        alice, Purpose.RECOVERY, Contact("email", ALICE), wording=Wording(email_message="From a function: {####}")
    )
    message = inbox.to(ALICE)[0]
    assert (message.subject, message.text[:16]) == ("Ihr Bestätigungscode", "From a function:")


@pytest.mark.one_database
def test_a_user_of_a_language_without_texts_costs_no_query(alice, pool, django_assert_num_queries):
    message_texts.put_translation(pool, "de", CODE, GERMAN, caller=CALLER)
    with django_assert_num_queries(0):
        wordings.worded(pool, CODE, "fr")
    with django_assert_num_queries(1):
        assert wordings.worded(pool, CODE, "de").message == GERMAN.message


def test_an_invitation_speaks_the_language_of_who_is_invited(pool, inbox):
    users.admin_create_user(
        pool,
        "carol",
        caller=CALLER,
        attributes={"email": "carol@example.com", "locale": "fr-CA"},
        temporary_password="Temp-Horse-1",
        desired_delivery_mediums=["EMAIL"],
    )
    (message,) = inbox.to("carol@example.com")
    assert message.text == "Votre nom d'utilisateur est carol et votre mot de passe temporaire est Temp-Horse-1."
    assert "<bdi>carol</bdi>" in message.html


@pytest.mark.parametrize(("locale", "subject"), [(None, "Il tuo codice di verifica"), ("nl", "Je verificatiecode")])
def test_what_a_page_causes_speaks_as_it_does_unless_the_user_has_a_locale(
    asks,  # noqa: F811
    alice,
    inbox,
    in_language,
    locale,
    subject,
):
    in_language(locale or "")
    browser = Browser()
    browser.get(asks("/forgotPassword", lang="it"))
    browser.fill_in(username="alice")
    assert inbox.to(ALICE)[0].subject == subject


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("kind", "words", "said"),
    [
        ("verification_email", Words("", "no place"), "'verificationMessageTemplate.emailMessage' failed to satisfy"),
        ("verification_link", Words("", "{#### no link"), "'verificationMessageTemplate.emailMessageByLink' failed"),
        ("verification_sms", Words("", "x" * 135 + "{####}"), "Member must have length less than or equal to 140"),
        ("invitation_email", Words("", "{####} alone"), "EmailMessage must contain {username}"),
        ("invitation_sms", Words("", "{####} alone"), "SMSMessage must contain {username}"),
        ("mfa_email", Words("", "no place"), "'emailMfaConfiguration.message' failed"),
        ("mfa_email", Words("x" * 141, "{####}"), "at most 140 characters"),
        ("mfa_sms", Words("", "no place"), "'smsAuthenticationMessage' failed"),
        ("sign_in_link", Words("", "no place"), "{##Sign in##}"),
    ],
)
def test_a_translation_keeps_the_rules_of_the_text_for_all(pool, kind, words, said):
    with pytest.raises(InvalidParameterException) as refusal:
        message_texts.put_translation(pool, "de", MessageKind(kind), words, caller=CALLER)
    assert said in refusal.value.message
    assert not MessageTranslation.objects.exists()


@pytest.mark.parametrize(("language", "words"), [("xx", GERMAN), ("de", Words("Betreff", ""))])
def test_a_translation_is_of_a_language_and_says_something(pool, language, words):
    with pytest.raises(InvalidParameterException):
        message_texts.put_translation(pool, language, CODE, words, caller=CALLER)


def test_translations_are_put_replaced_and_deleted_and_each_is_audited(pool):
    message_texts.put_translation(pool, "de", CODE, GERMAN, caller=CALLER)
    message_texts.put_translation(pool, "de", CODE, Words("", "Neu: {####}"), caller=CALLER)
    message_texts.put_translation(pool, "ar", CODE, GERMAN, caller=CALLER)
    assert UserPool.objects.get().message_languages == ["ar", "de"]
    message_texts.delete_translation(pool, "ar", CODE, caller=CALLER)

    assert UserPool.objects.get().message_languages == ["de"]
    assert MessageTranslation.objects.get().message == "Neu: {####}"
    names = (
        AuditEvent.objects.filter(name__contains="Translation").order_by("created_at").values_list("name", flat=True)
    )
    assert list(names) == ["PutMessageTranslation"] * 3 + ["DeleteMessageTranslation"]
    with pytest.raises(ResourceNotFoundException):
        message_texts.delete_translation(pool, "ar", CODE, caller=CALLER)


def test_the_command_sets_and_takes_away_what_users_of_a_language_are_told(pool, capsys):
    call_command("pool", pool.id, "--message", "mfa_sms", "ja", "--text", "コード {####}")
    assert "Sign-in code by text message [ja]  'コード {####}'" in capsys.readouterr().out
    call_command("pool", pool.id, "--message", "mfa_sms", "ja", "--text", "")
    assert not MessageTranslation.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["mfa_sms", "ja"], "needs --text"),
        (["mfa_fax", "ja", "--text", "{####}"], "must be one of verification_email"),
        (["mfa_sms", "ja", "--text", "none"], "failed to satisfy"),
    ],
)
@pytest.mark.one_database
def test_the_command_says_what_is_wrong(pool, arguments, said):
    with pytest.raises(CommandError, match=said):
        call_command("pool", pool.id, "--message", *arguments)
