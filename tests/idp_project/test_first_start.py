import io
import re

import pytest
from django.core.management import CommandError, call_command

from pools.models import AccessKey, Administrator, AppClient, UserPool

pytestmark = pytest.mark.django_db


@pytest.fixture
def start(settings, quick_keys):
    """Runs the command with these settings; the answer is what it prints."""

    def run(**given):
        for name, value in given.items():
            setattr(settings, name, value)
        printed = io.StringIO()
        call_command("bootstrap", stdout=printed)
        return printed.getvalue()

    return run


def shown(name, printed):
    return re.search(rf"{name}\s+(\S+)", printed).group(1)


def test_the_first_start_makes_an_administrator_and_shows_the_password(start, client):
    printed = start()

    assert client.login(username="admin", password=shown("Password", printed))
    assert Administrator.objects.get().is_superuser


def test_the_first_start_makes_the_root_access_key_and_shows_the_secret(start):
    printed = start()

    key = AccessKey.objects.get(access_key_id=shown("Access key id", printed))
    assert key.secret == shown("Secret access key", printed)


def test_a_second_start_shows_no_secret_and_makes_nothing(start):
    first = start()
    second = start()

    assert "Password" not in second
    assert "Secret" not in second
    assert shown("Console", second) == shown("Console", first)
    assert [model.objects.count() for model in (Administrator, AccessKey, UserPool, AppClient)] == [1, 1, 1, 1]


def test_what_was_given_is_used_and_not_shown(start, client):
    printed = start(
        ADMIN_PASSWORD="Given-Horse-1", ACCESS_KEY_ID="AKIAIOSFODNN7EXAMPLE", SECRET_ACCESS_KEY="given secret"
    )

    assert client.login(username="admin", password="Given-Horse-1")
    assert AccessKey.objects.get().secret == "given secret"
    assert "Given-Horse-1" not in printed
    assert "given secret" not in printed


def test_a_weak_password_is_taken_with_a_warning(start, client):
    printed = start(ADMIN_PASSWORD="1234")

    assert client.login(username="admin", password="1234")
    assert "POOLHOUSE_ADMIN_PASSWORD is weak" in printed


def test_a_pair_given_later_is_added(start):
    start()
    start(ACCESS_KEY_ID="AKIAIOSFODNN7EXAMPLE", SECRET_ACCESS_KEY="given secret")

    assert AccessKey.objects.get(access_key_id="AKIAIOSFODNN7EXAMPLE").owner.username == "admin"


def test_another_secret_for_a_known_key_stops_the_start(start):
    start(ACCESS_KEY_ID="AKIAIOSFODNN7EXAMPLE", SECRET_ACCESS_KEY="given secret")

    with pytest.raises(CommandError, match="POOLHOUSE_SECRET_ACCESS_KEY"):
        start(SECRET_ACCESS_KEY="another")
    assert AccessKey.objects.get().secret == "given secret"


@pytest.mark.parametrize("half", ["ACCESS_KEY_ID", "SECRET_ACCESS_KEY"])
def test_half_a_pair_stops_the_start(start, half):
    with pytest.raises(CommandError, match="give both or neither"):
        start(**{half: "AKIAIOSFODNN7EXAMPLE"})
    assert not Administrator.objects.exists()


def test_the_demo_has_a_public_client_with_its_own_callback(start):
    start(PUBLIC_URL="https://id.example.com")

    client = AppClient.objects.get(pool__name="Demo pool", client_name="Demo app")
    assert not client.has_secret
    assert client.callback_urls == ["https://id.example.com/demo/callback"]


def test_the_demo_follows_to_a_new_address(start):
    start(PUBLIC_URL="http://localhost:8000")
    start(PUBLIC_URL="http://localhost:9000")

    client = AppClient.objects.get()
    assert "http://localhost:9000/demo/callback" in client.callback_urls
    assert "http://localhost:9000/demo/" in client.logout_urls
    assert client.explicit_auth_flows  # nothing else was reset


def test_the_demo_of_an_address_without_tls_is_no_reason_not_to_start(start):
    assert "there is no demo" in start(PUBLIC_URL="http://poolhouse.lan:8000")
    assert not UserPool.objects.exists()


def test_without_the_demo_no_pool_is_made(start):
    printed = start(DEMO=False)

    assert not UserPool.objects.exists()
    assert "/demo/" not in printed
