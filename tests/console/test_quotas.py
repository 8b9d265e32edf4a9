import pytest
from django.urls import reverse

from pools.actions.quotas import values
from pools.models import Quota
from tests.conftest import CALLER, REGION

pytestmark = pytest.mark.one_database

ALL = "/admin/quotas/"


def text(answer):
    return " ".join(answer.content.decode().split())


@pytest.mark.spec("API-183")
def test_every_quota_is_shown_with_its_value(console, pool):
    shown = text(console.get(ALL))

    assert "UserAuthentication" in shown
    assert "40,000,000" in shown
    assert "Callback URLs of an app client" in shown


@pytest.mark.parametrize(
    ("mode", "words"),
    [("off", "Request rates are off"), ("cognito", "Cognito&#x27;s rates hold"), ("custom", "Only the rates that you")],
)
def test_the_page_tells_whether_rates_hold(console, settings, mode, words):
    settings.RATE_LIMITS = mode

    assert words.replace("&#x27;", "'") in text(console.get(ALL))


def test_a_search_finds_by_name_and_meaning(console):
    by_name, by_meaning = text(console.get(ALL, {"q": "userread"})), text(console.get(ALL, {"q": "revoke"}))

    assert "UserRead" in by_name
    assert "UserList" not in by_name
    assert "UserToken" in by_meaning


def test_a_search_without_result_says_so(console):
    assert "No quota found." in text(console.get(ALL, {"q": "<unicorn>"}))


@pytest.mark.spec("API-183")
@pytest.mark.parametrize("name", ["UserRead", "AppClients", "DomainSourceIp"])
def test_a_quota_is_changed_and_reset(console, name):
    address = reverse("admin:quota", args=[REGION, name])
    console.post(address, {"value": "7"})
    changed = values.set_values(REGION)
    console.post(address, {"reset": "1"})

    assert changed == {name: 7}
    assert values.set_values(REGION) == {}


@pytest.mark.parametrize("value", ["", "0", "-1", "many", "9999999999"])
def test_a_value_that_cannot_be_stays_on_the_form(console, value):
    answer = console.post(reverse("admin:quota", args=[REGION, "UserRead"]), {"value": value})

    assert "errorlist" in text(answer)
    assert not Quota.objects.exists()


@pytest.mark.parametrize(("region", "name"), [(REGION, "Unicorns"), ("mars-east-1", "UserRead")])
def test_a_quota_that_is_not_there_is_not_found(console, region, name):
    assert console.get(reverse("admin:quota", args=[region, name])).status_code == 404


def test_who_may_only_look_changes_nothing(console_of):
    charlie = console_of("servicequotas:ListServiceQuotas")
    answer = charlie.post(reverse("admin:quota", args=[REGION, "UserRead"]), {"value": "7"})

    assert (charlie.get(ALL).status_code, answer.status_code) == (200, 403)
    assert not Quota.objects.exists()


def test_who_may_not_look_sees_nothing(console_of):
    assert console_of().get(ALL).status_code == 403


@pytest.mark.spec("API-183")
def test_a_pool_has_values_of_its_own(console, pool):
    console.post(reverse("admin:pool_quota", args=[pool.id, "Groups"]), {"value": "12"})
    console.post(reverse("admin:pool_quota", args=[pool.id, "UserRead"]), {"value": "34"})

    assert values.set_values(pool) == {"Groups": 12, "UserRead": 34}
    assert "The whole user pool" in text(console.get(reverse("admin:pool_quotas", args=[pool.id])))


def test_an_app_client_is_given_a_rate_and_loses_it(console, app):
    form = {"client_id": app.client_id, "name": "UserRead", "value": "5"}
    shown = text(console.post(reverse("admin:pool_rate_add", args=[app.pool_id]), form, follow=True))
    given = values.set_values(app)
    console.post(reverse("admin:client_quota", args=[app.pool_id, app.client_id, "UserRead"]), {"reset": "1"})

    assert given == {"UserRead": 5}
    assert app.client_id in shown
    assert values.set_values(app) == {}


def test_of_what_a_region_has_a_pool_has_no_value(console, pool):
    assert console.get(reverse("admin:pool_quota", args=[pool.id, "LimitManagement"])).status_code == 404


def test_the_list_of_a_pool_tells_what_is_used(console, app):
    values.set_quota(app.pool, "AppClients", 1, caller=CALLER)

    assert 'class="is-full"' in text(console.get(reverse("admin:pool_quotas", args=[app.pool_id])))


@pytest.mark.parametrize(
    "form",
    [
        {"client_id": "somebody-elses", "name": "UserRead", "value": "5"},
        {"client_id": "1example23456789abcdefghij", "name": "UserPoolRead", "value": "5"},
        {"name": "LimitManagement", "value": "5"},
        {"name": "UserRead", "value": "none"},
    ],
)
def test_a_rate_that_cannot_be_stays_on_the_form(console, app, form):
    answer = console.post(reverse("admin:pool_rate_add", args=[app.pool_id]), form)

    assert "errorlist" in text(answer)
    assert not Quota.objects.exists()


def test_a_pool_without_rates_says_so(console, pool):
    assert "No rates of its own" in text(console.get(reverse("admin:pool_quotas", args=[pool.id])))
