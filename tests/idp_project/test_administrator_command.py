"""The command that lets an administrator in again whom nobody else can help."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from pools.actions import administrator_factors, principals, totp
from pools.caller import Caller
from pools.models import Administrator, AdministratorApp, AuditEvent

pytestmark = pytest.mark.one_database


@pytest.fixture
def root(db) -> Administrator:
    """The only one, with an authenticator app that is at the bottom of a lake."""
    root = principals.create_principal("root", password="Correct-Horse-1", is_superuser=True, caller=Caller())
    AdministratorApp.objects.create(owner=root, sealed_secret=totp.seal(totp.new_secret()))
    return root


def test_the_last_one_who_lost_every_factor_gets_in_by_the_password_it_prints(root, capsys):
    browser = Client()
    browser.force_login(root)
    call_command("administrator", "root", "--reset-second-factors", "--new-password")

    root.refresh_from_db()
    assert not administrator_factors.factors_of(root).is_any
    assert root.check_password(capsys.readouterr().out.split()[-1])
    assert AuditEvent.objects.filter(name="DeactivateMFADevice", via="command").exists()
    assert browser.get(reverse("admin:account")).status_code == 302


@pytest.mark.parametrize(
    ("arguments", "said"), [(["root"], "--new-password"), (["nobody", "--new-password"], "nobody")]
)
def test_what_it_cannot_do_it_says(arguments, said, root):
    with pytest.raises(CommandError, match=said):
        call_command("administrator", *arguments)
