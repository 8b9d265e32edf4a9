import re

import pytest
from django.urls import reverse

from pools.actions import administrators, audit
from pools.caller import Caller
from pools.models import AccessKey

pytestmark = pytest.mark.one_database


@pytest.mark.spec("APP-26", "APP-28")
def test_the_secret_is_shown_once(console, operator):
    created = console.post(reverse("admin:access_key_create"), {"owner": operator.pk}).content.decode()
    key = AccessKey.objects.get()

    assert key.access_key_id in created
    assert key.secret in created
    assert key.secret not in console.get(reverse("admin:access_keys")).content.decode()


@pytest.mark.spec("APP-28")
def test_a_third_key_is_refused_on_the_form(console, operator):
    administrators.create_access_key(operator, caller=Caller())
    administrators.create_access_key(operator, caller=Caller())
    answer = console.post(reverse("admin:access_key_create"), {"owner": operator.pk})

    assert "Cannot exceed quota" in answer.content.decode()


def test_an_administrator_makes_keys_for_no_one_else(console_of, operator):
    console_of().post(reverse("admin:access_key_create"), {"owner": operator.pk})

    assert not AccessKey.objects.exists()


def test_an_administrator_sees_no_keys_of_others(console_of, operator):
    key = administrators.create_access_key(operator, caller=Caller())
    charlie = console_of()

    assert key.access_key_id not in charlie.get(reverse("admin:access_keys")).content.decode()
    assert charlie.post(reverse("admin:access_key_change", args=[key.pk, "delete"])).status_code == 404
    assert AccessKey.objects.exists()


def test_each_button_of_the_list_opens_a_dialog_of_its_own(console, operator):
    administrators.create_access_key(operator, caller=Caller())
    administrators.create_access_key(operator, caller=Caller())
    page = console.get(reverse("admin:access_keys")).content.decode()
    opened = re.findall(r'popovertarget="((?:delete|switch)-[^"]+)">', page)

    assert len(opened) == 4
    assert sorted(opened) == sorted(re.findall(r'<div popover id="([^"]+)"', page))


def test_a_key_is_switched_off_and_on_and_deleted(console, operator):
    key = administrators.create_access_key(operator, caller=Caller())
    switch = {
        verb: reverse("admin:access_key_change", args=[key.pk, verb]) for verb in ("deactivate", "activate", "delete")
    }

    console.post(switch["deactivate"])
    assert AccessKey.objects.get().status == AccessKey.Status.INACTIVE
    console.post(switch["activate"])
    assert AccessKey.objects.get().status == AccessKey.Status.ACTIVE
    console.post(switch["delete"])
    assert not AccessKey.objects.exists()


@pytest.mark.spec("APP-27")
def test_an_inactive_key_signs_nothing(console, operator, sdk, refused, pool):
    key = administrators.create_access_key(operator, caller=Caller())
    client = sdk(access_key_id=key.access_key_id, secret=key.secret)
    client.describe_user_pool(UserPoolId=pool.id)

    console.post(reverse("admin:access_key_change", args=[key.pk, "deactivate"]))
    with refused("UnrecognizedClientException"):
        client.describe_user_pool(UserPoolId=pool.id)


def test_the_list_says_when_a_key_signed_something_last_and_what(console, operator):
    used = administrators.create_access_key(operator, caller=Caller())
    administrators.create_access_key(operator, caller=Caller())
    audit.record(Caller(access_key_id=used.pk), "ListUsers")

    page = console.get(reverse("admin:access_keys")).content.decode()

    assert "ListUsers" in page
    assert page.count("Not lately") == 1
