"""The page that Prometheus reads: who may, and what the database knows."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone
from prometheus_client import REGISTRY

from idp_project import metrics
from notifications import tasks
from notifications.models import Message


def test_this_machine_may_read_it(db, client):
    answer = client.get("/metrics", headers={"Host": "10.1.2.3:8000"})

    assert answer.status_code == 200
    assert "SignInSuccesses" in answer.text


@pytest.mark.parametrize("address", ["10.1.2.3", "", "2001:db8::1"])
def test_others_may_not(client, address):
    assert client.get("/metrics", REMOTE_ADDR=address).status_code == 403


def test_a_proxy_on_this_machine_may_not(client):
    assert client.get("/metrics", headers={"X-Forwarded-For": "10.1.2.3"}).status_code == 403


@pytest.mark.parametrize(
    ("header", "status"), [("Bearer secret", 200), ("Bearer other", 403), ("", 403), ("Bearer sécret", 403)]
)
def test_with_a_token_it_opens_from_anywhere(db, client, settings, header, status):
    settings.METRICS_TOKEN = "secret"

    answer = client.get("/metrics", headers={"Authorization": header}, REMOTE_ADDR="10.1.2.3")

    assert answer.status_code == status


def test_it_is_only_read(client):
    assert client.post("/metrics").status_code == 405


def test_the_outbox_tells_how_many_wait_and_for_how_long(db, client):
    due_at = timezone.now() - timedelta(seconds=90)
    Message.objects.create(channel="email", address="alice@example.com", due_at=due_at)

    told = client.get("/metrics").text

    assert "poolhouse_outbox_waiting 1.0" in told
    assert "poolhouse_outbox_late_seconds 9" in told


def test_a_sweep_tells_that_the_worker_is_alive(db):
    metrics.note_sweep(sender=tasks.sweep)
    metrics.note_beat(sender="notifications.tasks.sweep")

    assert REGISTRY.get_sample_value("poolhouse_worker_swept_timestamp_seconds") > time.time() - 60
    assert REGISTRY.get_sample_value("poolhouse_beat_timestamp_seconds") > time.time() - 60
