"""The console's pages about risks, and what its history of a user says of them."""

import pytest
from django.urls import reverse

from pools.models import Administrator, AuditEvent, UserPool
from tests.console.filled_forms import RISK_SLICES

pytestmark = pytest.mark.one_database


@pytest.fixture
def guarded(pool):
    pool.user_pool_tier, pool.user_pool_add_ons = "PLUS", {"AdvancedSecurityMode": "ENFORCED"}
    pool.save()
    return pool


@pytest.mark.spec("SEC-174", "CON-14", "CON-11")
@pytest.mark.parametrize(("which", "word"), [("new", "Always-block"), ("original", "Always block")])
def test_both_consoles_have_the_page_and_its_slices(console, guarded, which, word, django_assert_max_num_queries):
    Administrator.objects.update(console=which)
    with django_assert_max_num_queries(19):
        page = console.get(reverse("admin:pool_settings", args=[guarded.id, "advanced-security"])).content.decode()

    words = ("Compromised credentials", "daptive authentication", word, "What app client do you want to customize")
    assert [each for each in words if each not in page] == []


@pytest.mark.spec("SEC-171", "SEC-172")
def test_whoever_turns_to_settings_of_his_own_finds_cognitos_grid(console, guarded):
    address = reverse("admin:pool_slice", args=[guarded.id, "adaptive-authentication"])

    form = console.get(address).context["form"]

    found = [form[name].value() for name in ("adaptive", "low", "medium", "high", "notify")]
    assert found == ["defaults", "NO_ACTION", "MFA_IF_CONFIGURED", "MFA_REQUIRED", ["medium", "high"]]


@pytest.mark.spec("SEC-174")
def test_app_integration_leads_there(console, guarded):
    page = console.get(reverse("admin:app_integration", args=[guarded.id])).content.decode()

    assert reverse("admin:pool_settings", args=[guarded.id, "advanced-security"]) in page


@pytest.mark.parametrize("name", RISK_SLICES)
def test_without_threat_protection_the_form_says_so(console, pool, name):
    page = console.post(reverse("admin:pool_slice", args=[pool.id, name]), RISK_SLICES[name][0])

    assert "User pool add-ons are not enabled." in page.content.decode()


@pytest.mark.spec("SEC-179", "SEC-166", "SEC-176", "SEC-299")
@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        (
            "adaptive-authentication",
            {"adaptive": "custom", "low": "BLOCK", "medium": "BLOCK", "high": "NO_ACTION"},
            "less restrictive",
        ),
        ("ip-exceptions", {"blocked": "everywhere"}, "no range in CIDR notation"),
        ("compromised-credentials", {"compromised": "custom", "events": []}, "Choose one at least."),
        ("risk-messages", {"source_arn": "arn", "block_subject": "Shop"}, "a subject and a text"),
        ("risk-messages", {"sent_from": "a@shop.example"}, "need the identity"),
    ],
)
def test_what_cannot_be_comes_back_on_the_form(console, guarded, name, data, message):
    page = console.post(reverse("admin:pool_slice", args=[guarded.id, name]), data).content.decode()

    assert message in page
    assert "Confirm changes" not in page


@pytest.mark.spec("SEC-211", "SEC-212", "SEC-213", "SEC-219")
def test_the_history_of_a_user_has_cognitos_columns(console, guarded, alice):
    risk = {"decision": "AccountTakeover", "level": "High", "signals": ["new_country"]}
    AuditEvent.objects.create(
        name="InitiateAuth",
        sub=str(alice.sub),
        pool_id=guarded.id,
        via="api",
        user_agent="x",
        ip_address="203.0.113.7",
        detail={
            "step": "SMS_MFA",
            "proven": 1,
            "risk": risk,
            "context": {"device": "Chrome, Windows 10", "city": "Sydney"},
        },
    )

    page = console.get(reverse("admin:user_sign_ins", args=[guarded.id, alice.sub])).content.decode()

    words = ("Date (UTC)", "Sign In", "In Progress", "High", "new country", "Account Takeover", "Password:Success")
    more = ("203.0.113.7", "Chrome, Windows 10", "Sydney", "Mark as invalid", "Risk decision", "Challenge")
    assert [each for each in (*words, *more) if each not in page] == []


@pytest.mark.spec("SEC-289")
def test_nobody_sets_it_without_the_permission(console_of, guarded):
    reader = console_of("cognito-idp:DescribeUserPool")
    address = reverse("admin:pool_slice", args=[guarded.id, "ip-exceptions"])

    assert reader.post(address, {"blocked": "10.0.0.0/8", "confirmed": "1"}).status_code == 403
    assert not UserPool.objects.get().risk_configurations.exists()
