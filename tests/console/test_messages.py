"""Message templates in the console."""

import pytest
from django.urls import reverse

from notifications.models import Message
from pools.actions import limits, mfa_config
from pools.actions.limits import Limit
from pools.models import Administrator, MessageTranslation, UserPool
from tests.pools import mfa

pytestmark = pytest.mark.one_database

CODE = {"email_option": "CONFIRM_WITH_CODE", "subject": "Welcome", "message": "Try <b>{####}</b>\r\nnow"}


@pytest.fixture
def page_of(pool):
    return lambda kind, name="message_template": reverse(f"admin:{name}", args=[pool.id, kind])


@pytest.fixture
def text_of(console):
    return lambda address, **query: console.get(address, query).content.decode()


@pytest.mark.spec("CON-115", "CON-116", "CON-117", "CON-118", "CON-130")
def test_the_messages_that_the_pool_sends_are_shown_and_the_others_apart(console, pool, django_assert_max_num_queries):
    pool.admin_create_user_config = {"InviteMessageTemplate": {"EmailMessage": "<p>Hi {username}: {####}</p>"}}
    pool.save()
    with django_assert_max_num_queries(20):
        context = console.get(reverse("admin:message_templates", args=[pool.id])).context

    sent = {str(heading): [card.kind for card in cards] for heading, cards in context["groups"]}
    assert sent == {
        "Verification messages": ["verification_email", "verification_link"],
        "Invitation messages": ["invitation_email", "invitation_sms"],
    }
    assert [card.kind for card in context["idle"]] == ["verification_sms", "mfa_email", "mfa_sms", "sign_in_link"]
    assert [card.is_own for _, cards in context["groups"] for card in cards] == [False, False, True, False]


@pytest.mark.spec("CON-125", "CON-126", "USR-79")
def test_a_message_is_worded_shown_and_emptied_again_and_nothing_else_changes(console, pool, page_of, text_of):
    UserPool.objects.update(mfa_configuration="OPTIONAL", sms_configuration={"SnsCallerArn": "arn:aws:iam::1:role/x"})
    console.post(page_of("verification_email"), CODE)
    changed = UserPool.objects.get()
    assert changed.verification_message_template == {
        "DefaultEmailOption": "CONFIRM_WITH_CODE",
        "EmailSubject": "Welcome",
        "EmailMessage": "Try <b>{####}</b>\nnow",
    }
    assert (changed.mfa_configuration, changed.auto_verified_attributes) == ("OPTIONAL", ["email"])
    assert "Welcome" in text_of(page_of("verification_email"))

    console.post(page_of("verification_email"), CODE | {"subject": "", "message": ""})
    emptied = UserPool.objects.get()
    assert emptied.verification_message_template == {"DefaultEmailOption": "CONFIRM_WITH_CODE"}
    assert (emptied.email_verification_message, emptied.email_verification_subject) == ("", "")


@pytest.mark.spec("CON-123", "CON-124", "CON-127", "CON-129")
@pytest.mark.parametrize(
    ("kind", "given", "column", "kept"),
    [
        ("verification_sms", {"message": "Code {####}"}, "sms_verification_message", "Code {####}"),
        ("mfa_sms", {"message": "Code {####}"}, "sms_authentication_message", "Code {####}"),
        (
            "verification_link",
            {"email_option": "CONFIRM_WITH_LINK", "subject": "", "message": "Go {##there##}"},
            "verification_message_template",
            {"DefaultEmailOption": "CONFIRM_WITH_LINK", "EmailMessageByLink": "Go {##there##}"},
        ),
        (
            "invitation_sms",
            {"message": "{username} {####}"},
            "admin_create_user_config",
            {"InviteMessageTemplate": {"SMSMessage": "{username} {####}"}},
        ),
        ("sign_in_link", {"subject": "", "message": "{##in##}"}, "sign_in_link_message", "{##in##}"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.islower() else "",
)
@pytest.mark.one_database
def test_each_message_is_kept_where_the_api_has_it(console, page_of, kind, given, column, kept):
    assert console.post(page_of(kind), given).status_code == 302
    assert getattr(UserPool.objects.get(), column) == kept


@pytest.mark.one_database
def test_the_text_of_the_factor_leaves_the_other_factors_alone(console, pool, page_of):
    mfa.configure(pool)
    console.post(page_of("mfa_email"), {"subject": "Shop", "message": "Shop {####}"})
    changed = UserPool.objects.get()
    assert changed.email_mfa_configuration == {"Subject": "Shop", "Message": "Shop {####}"}
    assert changed.software_token_mfa_configuration == {"Enabled": True}
    assert mfa_config.sms_of(changed) == mfa.SMS


@pytest.mark.spec("CON-119", "CON-120", "CON-257", "CON-256")
@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        ("verification_email", CODE | {"message": "no place"}, "verificationMessageTemplate.emailMessage"),
        ("verification_sms", {"message": "x" * 140 + "{####}"}, "length less than or equal to 140"),
        ("invitation_email", {"subject": "", "message": "{####} alone"}, "EmailMessage must contain {username}"),
        ("mfa_email", {"subject": "", "message": "Shop {####}"}, "Email MFA must be on"),
    ],
)
@pytest.mark.one_database
def test_a_refusal_comes_back_in_the_words_of_the_api_with_what_was_typed(console, page_of, kind, given, said):
    answer = console.post(page_of(kind), given).content.decode()
    assert said in answer
    assert given["message"] in answer


@pytest.mark.one_database
def test_of_code_and_link_one_has_words_of_its_own(console, page_of):
    console.post(page_of("verification_email"), CODE)
    link = {"email_option": "CONFIRM_WITH_LINK", "subject": "", "message": "Go {##there##}"}
    answer = console.post(page_of("verification_link"), link).content.decode()
    assert "EmailMessage and EmailMessageByLink cannot be given together" in answer


def test_a_language_has_words_of_its_own_until_they_are_emptied(console, pool, page_of, text_of):
    german = f"{page_of('verification_email')}?language=de"
    assert "Ihr Best\u00e4tigungscode lautet {####}." in text_of(german)
    console.post(german, {"subject": "", "message": "Code: {####}"})
    assert MessageTranslation.objects.get().language == "de"
    assert "Deutsch" in str(console.get(reverse("admin:message_templates", args=[pool.id])).context["groups"])

    console.post(german, {"subject": "", "message": ""})
    assert not MessageTranslation.objects.exists()


@pytest.mark.parametrize(
    ("kind", "query", "given", "said"),
    [
        ("verification_email", "", CODE, "Try &lt;b&gt;123456&lt;/b&gt;"),
        ("verification_email", "?language=ar", {"subject": "", "message": ""}, "dir=&quot;rtl&quot;"),
        ("verification_email", "", CODE | {"message": "no place"}, "Value at"),
        ("verification_link", "", CODE | {"message": "Go {##there##}"}, "there: http://localhost:8000/confirmUser?"),
        ("sign_in_link", "", {"subject": "", "message": ""}, "Your sign-in link"),
        ("mfa_sms", "", {"message": "Code {####}"}, "11 of 140 characters, sent as 1 text message."),
        ("mfa_sms", "?language=ja", {"message": ""}, "outside the GSM alphabet"),
        ("invitation_sms", "", {"message": "{username} " + "x" * 123 + "{####}"}, "longer than 140 characters"),
    ],
)
@pytest.mark.one_database
def test_the_preview_is_what_would_arrive_or_why_nothing_would(console, page_of, kind, query, given, said):
    answer = console.post(page_of(kind, "message_template_preview") + query, given)
    assert said in answer.content.decode()
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_what_is_typed_in_is_sent_as_a_test_and_not_saved(console, operator, page_of, trail):
    answer = console.post(page_of("verification_email"), CODE | {"send": "1", "address": "me@example.com"})
    message = Message.objects.get()
    assert (message.address, message.subject, message.text) == ("me@example.com", "Welcome", "Try 123456\nnow")
    assert "The message to me@example.com is on its way." in answer.content.decode()
    assert UserPool.objects.get().verification_message_template == {}
    (event,) = trail(name="SendTestMessage")
    assert (event.actor, event.detail["kind"]) == (operator.arn, "verification_email")


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("verification_email", CODE | {"address": "nobody"}),
        ("verification_email", CODE | {"address": ""}),
        ("verification_email", CODE | {"address": "me@example.com\r\nBcc: you@example.com"}),
        ("verification_email", CODE | {"message": "no place", "address": "me@example.com"}),
        ("mfa_sms", {"message": "Code {####}", "address": "me@example.com"}),
        ("invitation_sms", {"message": "{username} " + "x" * 123 + "{####}", "address": "+15555550100"}),
    ],
)
@pytest.mark.one_database
def test_what_cannot_be_sent_is_not(console, page_of, kind, given):
    assert console.post(page_of(kind), given | {"send": "1"}).status_code == 200
    assert not Message.objects.exists()


@pytest.mark.one_database
def test_nobody_writes_to_strangers_by_tests(console, page_of, monkeypatch):
    monkeypatch.setattr(limits, "SEND_SAMPLE", Limit("sample", 1))
    test = {"message": "Code {####}", "send": "1", "address": "+15555550100"}
    console.post(page_of("mfa_sms"), test)
    answer = console.post(page_of("mfa_sms"), test).content.decode()
    assert "Attempt limit exceeded" in answer
    assert Message.objects.count() == 1


@pytest.mark.one_database
def test_each_page_needs_its_permission(console_of, pool, page_of):
    reader = console_of("cognito-idp:DescribeUserPool")
    shown = reader.get(reverse("admin:message_templates", args=[pool.id])).content.decode()
    assert page_of("mfa_sms") not in shown
    assert reader.get(page_of("mfa_sms")).status_code == 403
    assert reader.get(page_of("mfa_sms", "message_template_preview")).status_code == 403


@pytest.mark.one_database
def test_changing_a_pool_is_not_sending_tests_or_setting_factors(console_of, pool, page_of):
    mfa.configure(pool, email={})
    editor = console_of("cognito-idp:DescribeUserPool", "cognito-idp:UpdateUserPool")
    assert "Send me a test" not in editor.get(page_of("mfa_email")).content.decode()
    test = {"subject": "", "message": "Code {####}", "send": "1", "address": "me@example.com"}
    assert editor.post(page_of("mfa_email"), test).status_code == 403
    assert editor.post(page_of("mfa_email"), {"subject": "", "message": "Code {####}"}).status_code == 403


@pytest.mark.one_database
def test_a_message_that_there_is_not_is_not_found(console, page_of):
    assert console.get(page_of("fax")).status_code == 404


@pytest.mark.spec("TRG-27", "USR-89", "USR-90", "CON-115")
@pytest.mark.parametrize(("look", "part"), [("new", "messaging"), ("original", "message-customizations")])
@pytest.mark.one_database
def test_both_consoles_lead_to_the_templates(console, operator, pool, look, part):
    Administrator.objects.update(console=look)
    templates = reverse("admin:message_templates", args=[pool.id])
    entry = reverse("admin:pool_settings", args=[pool.id, part])
    assert templates in console.get(entry).content.decode()
    assert f'<a href="{entry}" aria-current="page">' in console.get(templates).content.decode()


@pytest.mark.spec("USR-238")
@pytest.mark.one_database
def test_the_sandbox_of_the_sender_is_told(console, pool, page_of, text_of, settings):
    settings.SMS_URL = "https://gateway.example?sandbox=on"
    UserPool.objects.update(sms_configuration={"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"})
    banner = "You are currently in a Sandbox environment in Amazon SNS."
    assert banner in text_of(page_of("mfa_sms"))
    assert banner not in text_of(page_of("mfa_email"))
