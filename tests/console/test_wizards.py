"""The wizards that create a user pool, by their buttons and without a browser."""

import html
import re

import pytest
from django.urls import reverse

from pools.actions import domains, user_pools
from pools.caller import Caller
from pools.console.wizards.steps import steps_of
from pools.models import Administrator, AppClient, AuditEvent, Domain, UserPool

pytestmark = pytest.mark.one_database


class Wizard:
    """Somebody who walks through a wizard, leaving each form as it comes but for what is given."""

    def __init__(self, http):
        self.http = http
        self.answer = http.get(reverse("admin:user_pool_wizard"), follow=True)

    @property
    def address(self):
        return self.answer.redirect_chain[-1][0] if self.answer.redirect_chain else self.answer.request["PATH_INFO"]

    @property
    def step(self):
        return self.address.rstrip("/").split("/")[-1]

    @property
    def text(self):
        return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(self.answer.content.decode())).split())

    def go(self, button, **given):
        posted = _shown(self.answer.content.decode()) | {name.replace("__", "-"): each for name, each in given.items()}
        taken = {name: value for name, value in posted.items() if value is not None}
        self.answer = self.http.post(self.address, taken | {"go": button}, follow=True)
        return self

    def open(self, step):
        self.answer = self.http.get(self.address.replace(f"/{self.step}/", f"/{step}/"), follow=True)
        return self

    def next_until(self, step):
        steps = [each.name for each in steps_of(is_original="/original/" in self.address)]
        for _step in (*steps, "review")[steps.index(self.step) : (*steps, "review").index(step)]:
            self.go("next")
        return self


def _shown(page):
    """What a browser would post of the page's form."""
    form = page[page.index('id="wizard"') :] if 'id="wizard"' in page else ""
    posted = {}
    for tag in re.findall(r"<input[^>]*>", form):
        found = dict(re.findall(r'\s([a-z]+)="([^"]*)"', tag))
        is_box = found.get("type") in ("checkbox", "radio")
        if is_box and not re.search(r"\schecked", tag):
            continue
        posted.setdefault(found.get("name", ""), []).append(html.unescape(found.get("value", "on" if is_box else "")))
    for name, inside in re.findall(r'<select name="([^"]*)".*?>(.*?)</select>', form, re.DOTALL):
        posted[name] = re.findall(r'<option value="([^"]*)" selected', inside) or [""]
    for name, inside in re.findall(r'<textarea name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        posted[name] = [html.unescape(inside.removeprefix("\n"))]
    posted.pop("", None)
    return posted


@pytest.fixture
def wizard(console, quick_keys):
    return Wizard(console)


@pytest.fixture
def original(console, quick_keys):
    Administrator.objects.update(console="original")
    return Wizard(console)


APP = {
    "pool__name": "Shop",
    "pages__domain": "my-shop",
    "client__client_name": "web",
    "client__callback_urls": "https://app.example.com/cb",
}


@pytest.mark.spec("CON-07", "CON-18", "CON-55", "CON-41", "CON-97", "CON-77")
@pytest.mark.spec("APP-70", "APP-71", "APP-72", "APP-73", "APP-75", "APP-76", "APP-77")
def test_six_steps_make_a_pool_its_domain_and_its_first_app(wizard):
    assert wizard.step == "sign-in-experience"
    wizard.go("next", **{"sign-in-options__options": ["email"]})
    wizard.go("next", **{"password-policy__minimum_length": "12"})
    wizard.go("next").go("next")
    wizard.go("next", **APP)
    assert wizard.step == "review"
    assert not UserPool.objects.exists()

    wizard.go("create")
    pool, client = UserPool.objects.get(), AppClient.objects.get()
    assert (pool.name, pool.username_attributes, pool.password_policy["MinimumLength"]) == ("Shop", ["email"], 12)
    assert (pool.case_sensitive, pool.deletion_protection) == (False, "ACTIVE")
    assert (client.client_name, client.callback_urls) == ("web", ["https://app.example.com/cb"])
    assert Domain.objects.get().domain == "my-shop"
    assert AuditEvent.objects.filter(name__startswith="CreateUserPool").count() == 3


@pytest.mark.spec("CON-53")
def test_the_way_back_loses_nothing_and_review_leads_to_each_step(wizard):
    wizard.go("next", **{"sign-in-options__options": ["username", "email"], "username-requirements__preferred": "on"})
    wizard.go("previous", **{"password-policy__minimum_length": "many"})
    assert wizard.step == "sign-in-experience"
    wizard.go("next")
    assert 'value="many"' in wizard.answer.content.decode()

    wizard.go("next", **{"password-policy__minimum_length": "20"}).next_until("integrate-your-app").go("next", **APP)
    assert "20 characters" in wizard.text or "20" in wizard.text
    assert wizard.answer.content.decode().count(">Edit<") == 5
    wizard.go("create")
    assert UserPool.objects.get().alias_attributes == ["email", "preferred_username"]


def test_the_hosted_pages_can_be_left_out(wizard):
    wizard.next_until("integrate-your-app").go("next", **APP | {"pages__use": None, "client__callback_urls": ""})
    wizard.go("create")
    assert not Domain.objects.exists()
    assert AppClient.objects.get().allowed_o_auth_flows == []


@pytest.mark.parametrize(
    ("step", "given", "told"),
    [
        ("integrate-your-app", APP | {"pages__domain": "my-cognito"}, "Domain cannot contain reserved word: cognito"),
        ("integrate-your-app", APP | {"client__callback_urls": ""}, "CallbackUrls can not be empty"),
        ("integrate-your-app", APP | {"client__access_token": "25"}, "Invalid range for token validity."),
        ("integrate-your-app", APP | {"pool__name": "a/b"}, "Enter a valid value."),
        ("sign-in-experience", {"sign-in-options__options": None}, "This field is required."),
    ],
)
def test_a_refusal_is_told_at_the_step_that_it_is_about(step, given, told, wizard):
    wizard.next_until(step).go("next", **given)
    assert wizard.step == step
    assert told in wizard.text


def test_what_was_taken_meanwhile_leads_back_to_its_step_and_leaves_nothing_behind(wizard, pool):
    wizard.next_until("integrate-your-app").go("next", **APP)
    domains.create_domain(pool, "my-shop", caller=Caller())
    wizard.go("create")
    assert "Domain already associated with another user pool." in wizard.text
    assert 'name="pages-domain"' in wizard.answer.content.decode()
    assert list(UserPool.objects.all()) == [pool]


def test_two_tabs_have_two_drafts_and_one_finds_its_own_again(console, quick_keys):
    one, two = Wizard(console), Wizard(console)
    one.next_until("integrate-your-app").go("previous", pool__name="One")
    two.next_until("integrate-your-app").go("previous", pool__name="Two")
    assert 'value="One"' in one.open("integrate-your-app").answer.content.decode()
    assert 'value="Two"' in two.open("integrate-your-app").answer.content.decode()


@pytest.mark.spec("CON-169")
def test_phone_numbers_that_nobody_can_verify_are_warned_of(wizard):
    wizard.next_until("sign-up-experience")
    wizard.go("next", **{"attribute-verification__attributes": ["phone_number"]}).open("review")
    assert (
        "This user pool does not have an IAM role defined to allow Amazon Cognito to send SMS messages" in wizard.text
    )


@pytest.mark.spec("CON-16", "CON-168", "APP-67", "APP-69")
def test_the_original_wizard_creates_by_defaults(original):
    assert original.step == "name"
    original.go("to:review", pool__name="Quick")
    assert original.step == "review"
    assert "Create pool" in original.text
    original.go("create")
    pool = UserPool.objects.get()
    assert (pool.name, pool.auto_verified_attributes, pool.case_sensitive) == ("Quick", ["email"], False)


@pytest.mark.spec("CON-16", "CON-54", "APP-68")
def test_the_original_wizard_steps_through_settings(original, operator):
    labels = ("Name", "Attributes", "Policies", "MFA and verifications", "Message customizations", "Tags", "Devices")
    assert [each for each in (*labels, "App clients", "Triggers", "Review") if each not in original.text] == []

    original.go("next", pool__name="Stepped")
    original.go("next", **{"sign-in-options__kind": "contact", "sign-in-options__contact": "both"})
    original.next_until("app-clients").go("add").go("client", client__client_name="server")
    original.go("add").go("client", client__client_name="web", client__generate_secret=None)
    assert "Add another app client" in original.text
    original.go("to:review").go("create")
    assert UserPool.objects.get().username_attributes == ["email", "phone_number"]
    assert {client.client_name: client.has_secret for client in AppClient.objects.all()} == {
        "server": True,
        "web": False,
    }


@pytest.mark.spec("CON-52")
def test_beside_a_user_name_the_original_wizard_offers_aliases(original):
    original.go("next", pool__name="Named")
    original.go("next", **{"sign-in-options__also": ["email", "preferred_username"]}).open("review").go("create")
    assert UserPool.objects.get().alias_attributes == ["email", "preferred_username"]


def test_cancelled_drafts_are_forgotten(original, console):
    original.go("next", pool__name="Gone")
    original.go("cancel")
    assert console.session["user_pool_drafts"] == {}


def test_who_may_create_pools_alone_is_asked_for_nothing_else(console_of, quick_keys):
    wizard = Wizard(console_of("cognito-idp:CreateUserPool", "cognito-idp:DescribeUserPool"))
    wizard.next_until("integrate-your-app")
    assert "Initial app client" not in wizard.text
    wizard.go("next", pool__name="Alone").go("create")
    assert user_pools.get_user_pool(UserPool.objects.get().id).name == "Alone"
    assert not AppClient.objects.exists()


@pytest.mark.parametrize("address", ["new/short", "other/abcdef123", "new/abcdef123/nothing"])
def test_what_is_no_step_is_not_found(address, console):
    place = [*address.split("/"), "review"][:3]
    assert console.get(reverse("admin:user_pool_wizard_step", args=place)).status_code == 404
