"""A new pool from the slices of its settings."""

import pytest

from pools.caller import Caller
from pools.console.settings_pages import creation
from pools.console.settings_pages.slices import slices
from pools.errors import PoolError
from pools.models import UserPool

pytestmark = pytest.mark.one_database

POLICY = {"password-policy-minimum_length": "12", "password-policy-temporary_days": "7", "password-policy-history": "0"}


def _forms(pool, data, *names):
    forms = [slices[name](pool, data, prefix=name) for name in names]
    assert [form.errors for form in forms] == [{}] * len(forms)
    return forms


@pytest.mark.spec("CON-41", "CON-97")
def test_what_the_forms_say_is_what_the_new_pool_has(db):
    begun = creation.begin("shop")
    data = POLICY | {"deletion-protection-protection": "ACTIVE"}
    creation.create(begun, _forms(begun, data, "password-policy", "deletion-protection"), caller=Caller())
    made = UserPool.objects.get()
    assert (made.name, made.password_policy["MinimumLength"], made.deletion_protection) == ("shop", 12, "ACTIVE")
    assert not made.case_sensitive


def test_what_is_refused_makes_no_pool(db):
    begun = creation.begin("shop")
    begun.user_pool_add_ons = {"AdvancedSecurityMode": "ENFORCED"}  # not in its plan
    forms = _forms(begun, POLICY, "password-policy")
    with pytest.raises(PoolError):
        creation.create(begun, forms, caller=Caller())
    assert not UserPool.objects.exists()
