import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from idp_project import health


@pytest.fixture(autouse=True)
def _forget_what_was_applied():
    health.check_migrations.cache_clear()
    yield
    health.check_migrations.cache_clear()


@pytest.fixture
def unreachable(monkeypatch):
    def fail():
        raise OSError("password=hunter2 host=10.0.0.1")

    return lambda part: monkeypatch.setitem(health.CHECKS, part, fail)


def test_alive_needs_no_database(client):
    assert client.get("/healthz").json() == {"status": "ok"}  # pytest-django forbids the database here


def test_alive_under_any_host_name(client):
    assert client.get("/healthz", headers={"Host": "10.0.0.5:8000"}).status_code == 200


@pytest.mark.django_db
def test_ready_names_each_part(client):
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": "ok", "broker": "ok", "migrations": "ok"}


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["database", "broker"])
def test_not_ready_without_a_part_and_silent_about_its_address(client, unreachable, part):
    unreachable(part)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()[part] == "unreachable (OSError)"
    assert b"hunter2" not in answer.content


@pytest.mark.django_db
def test_not_ready_while_a_migration_is_missing(client):
    MigrationRecorder(connection).migration_qs.filter(app="pools").delete()

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["migrations"] == "not applied"
