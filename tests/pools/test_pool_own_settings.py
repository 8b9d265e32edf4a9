"""What Cognito has no setting for, of a user pool: `manage.py pool`."""

import pytest
from django.core.management import CommandError, call_command

from pools.actions import pool_own_settings
from pools.errors import InvalidParameterException
from pools.models import UserPool
from tests.conftest import CALLER


def test_all_are_as_cognito_has_it_at_first(pool, capsys):
    call_command("pool", pool.id)
    told = [line[30:] for line in capsys.readouterr().out.splitlines()]
    assert told == [pool.issuer, "srp", "never", "on", "as it comes", "as it comes"]


def test_each_is_set_by_an_option_of_its_name(pool, trail, capsys):
    text = "Hello {username}, {##come in##}"
    call_command("pool", pool.id, "--allow-account-deletion", "off", "--sign-in-link-message", text)
    changed = UserPool.objects.get()
    assert (changed.allow_account_deletion, changed.sign_in_link_message) == (False, text)
    assert trail(name="SetOwnSettings")[0].detail == {"allow_account_deletion": False, "sign_in_link_message": text}
    assert "Hello {username}" in capsys.readouterr().out


@pytest.mark.parametrize(
    "wrong",
    [
        {"sign_in_link_message": "There is no place for the link"},
        {"sign_in_link_message": "{##in##}" + "x" * 20_000},
        {"sign_in_link_subject": "x" * 141},
        {"signing_key_days": -1},
        {"password_storage": "in clear"},
        {"issuer": "shop"},
    ],
)
def test_what_cannot_be_changes_nothing(pool, wrong):
    with pytest.raises(InvalidParameterException):
        pool_own_settings.set_own_settings(pool, caller=CALLER, **{"allow_account_deletion": False} | wrong)
    assert UserPool.objects.get().allow_account_deletion


def test_the_issuer_is_set_and_stays_when_it_is_the_same(pool, trail):
    pool_own_settings.set_own_settings(pool, caller=CALLER, issuer="aws", signing_key_days=30)
    pool_own_settings.set_own_settings(pool, caller=CALLER, issuer="aws")
    assert (UserPool.objects.get().issuer_mode, UserPool.objects.get().signing_key_days) == ("aws", 30)
    assert len(trail(name="SetIssuer")) == 1


def test_a_wrong_value_ends_the_command(pool):
    with pytest.raises(CommandError):
        call_command("pool", pool.id, "--allow-account-deletion", "perhaps")
