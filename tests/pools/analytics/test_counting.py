"""Counting on from where it ended: what is killed, late, old or done twice."""

import datetime
import threading

import pytest
from django.db import connection
from django.utils import timezone

from pools.actions import user_pools
from pools.actions.analytics import active_users, counting, latency, retention, tallies
from pools.models import ActiveUser, CountedSlice, CountingProgress, Tally
from tests import counted
from tests.conftest import CALLER
from tests.counted import event_at

ALICE, BOB = "5e6f1c54-0000-4000-8000-00000000000a", "5e6f1c54-0000-4000-8000-00000000000b"


@pytest.fixture
def signed_in(pool):
    """Makes a sign-in of some minutes ago."""

    def make(minutes=0.0, sub=ALICE, client_id="shop", **columns):
        moment = timezone.now() - datetime.timedelta(minutes=minutes)
        return event_at(moment, pool_id=pool.id, client_id=client_id, sub=sub, **columns)

    return make


def killed(*args, **kwargs):
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("module", "name"),
    [(counting, "_as_json"), (tallies, "add_to"), (active_users, "_note"), (counting.CountedSlice.objects, "create")],
    ids=["before-the-slice", "before-the-counters", "before-active-users", "before-the-progress"],
)
def test_a_run_that_is_killed_neither_loses_nor_doubles(signed_in, monkeypatch, module, name):
    signed_in(minutes=3)
    signed_in(minutes=2, sub=BOB)
    with monkeypatch.context() as patch:
        patch.setattr(module, name, killed)
        with pytest.raises(KeyboardInterrupt):
            counting.count_due()

    assert counted.everything() == {"sign_in": 2, "factor password": 2, "active": 2}
    assert counted.everything() == {"sign_in": 2, "factor password": 2, "active": 2}


def test_a_second_worker_that_read_the_same_stretch_adds_nothing(signed_in):
    signed_in(minutes=2)
    counting.count_due()
    before = CountingProgress.objects.get()
    counting._count_stretch(before.moment - datetime.timedelta(minutes=5), before.moment)

    assert counted.known()["sign_in"] == 1


def test_what_comes_late_is_counted_when_the_stretch_has_settled(signed_in, monkeypatch):
    signed_in(minutes=1)
    assert counted.everything()["sign_in"] == 1
    signed_in(minutes=0.5, sub=BOB)  # by a machine whose clock is behind
    assert counted.everything()["sign_in"] == 1

    monkeypatch.setattr(counting, "SETTLED", datetime.timedelta(0))

    assert counted.everything() == {"sign_in": 2, "factor password": 2, "active": 2}
    assert counted.everything() == {"sign_in": 2, "factor password": 2, "active": 2}
    assert not CountedSlice.objects.exists()


def test_a_stretch_that_is_counted_again_by_two_is_corrected_once(signed_in, monkeypatch):
    signed_in(minutes=1)
    counting.count_due()
    [fresh] = CountedSlice.objects.all()
    signed_in(minutes=0.5)
    counting._count_again(fresh)
    counting._count_again(fresh)

    assert counted.known()["sign_in"] == 2


def test_an_old_trail_is_counted_in_stretches(signed_in, monkeypatch):
    monkeypatch.setattr(counting, "_PAGE", 2)
    monkeypatch.setattr(counting, "_AT_ONCE", 1)
    for_hours = [signed_in(minutes=30 * each, sub=f"{each:036}") for each in range(9)]

    counting.count_due()

    assert sum(Tally.objects.filter(grain="h", metric="sign_in").values_list("count", flat=True)) == len(for_hours)
    assert Tally.objects.filter(grain="h", metric="sign_in").count() >= 4


@pytest.mark.parametrize("page", [1, 2, 3, 7])
def test_events_of_one_moment_are_counted_once_whatever_a_page_holds(pool, monkeypatch, page):
    monkeypatch.setattr(counting, "_PAGE", page)
    moment = timezone.now() - datetime.timedelta(minutes=1)
    moments = [moment, moment, moment, moment + counting._NEXT, moment + 2 * counting._NEXT]
    [event_at(each, pool_id=pool.id, sub=ALICE) for each in moments]

    assert counted.everything()["sign_in"] == len(moments)


def test_a_user_counts_once_a_day_and_once_a_month(pool, signed_in):
    now = timezone.now()
    days = [datetime.datetime(2026, 3, day, 12, tzinfo=datetime.UTC) for day in (1, 1, 2, 31)]
    april = datetime.datetime(2026, 4, 1, 0, 30, tzinfo=datetime.UTC)
    CountingProgress.objects.create(moment=now)
    for moment in [*days, april]:
        event_at(moment, pool_id=pool.id, client_id="shop", sub=ALICE)
    event_at(days[0], pool_id=pool.id, client_id="shop", sub=BOB)
    counting._read(days[0], april + datetime.timedelta(hours=1))
    counting._read(days[0], april + datetime.timedelta(hours=1))

    found = Tally.objects.filter(metric="active", client_id="").order_by("grain", "start")
    assert [(each.grain, f"{each.start:%m-%d}", each.count) for each in found] == [
        ("d", "03-01", 2),
        ("d", "03-02", 1),
        ("d", "03-31", 1),
        ("d", "04-01", 1),
        ("m", "03-01", 2),
        ("m", "04-01", 1),
    ]
    assert ActiveUser.objects.filter(client_id="").count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_count_everything_once(pool, signed_in):
    made = [signed_in(minutes=2, sub=f"{each:036}") for each in range(40)]
    start = threading.Barrier(2)

    def work():
        start.wait()
        counting.count_due()
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    [worker.start() for worker in workers]
    [worker.join() for worker in workers]

    assert counted.known() == {"sign_in": len(made), "factor password": len(made), "active": len(made)}


def test_old_counters_are_forgotten_and_what_was_counted_stays(pool, settings):
    settings.ANALYTICS_DAYS = 60
    now = timezone.now()
    for age in (1, 20, 100):
        start = tallies.day_of(now - datetime.timedelta(days=age))
        for grain in "hd":
            Tally.objects.create(pool_id=pool.id, grain=grain, start=start, metric="sign_in", count=1)
        ActiveUser.objects.create(pool_id=pool.id, month=start.date().replace(day=1), sub=f"{age:036}", days=1)

    retention.forget_old()

    assert Tally.objects.filter(grain="h").count() == 1
    assert Tally.objects.filter(grain="d").count() == 2
    assert not ActiveUser.objects.filter(sub=f"{100:036}").exists()
    assert ActiveUser.objects.filter(sub=f"{1:036}").exists()


def test_an_erased_pool_leaves_no_counters(pool, monkeypatch):
    Tally.objects.create(pool_id=pool.id, grain="d", start=timezone.now(), metric="sign_in", count=1)
    monkeypatch.setattr(user_pools, "KEPT_AFTER_DELETION", datetime.timedelta(0))
    user_pools.delete_user_pool(pool, caller=CALLER)

    user_pools.erase_deleted_pools()

    assert not Tally.objects.exists()


def test_latencies_gather_in_the_process_and_are_written_once(pool):
    gathered = latency.Gathered()
    gathered.note(pool.id, latency.Kind.SIGN_IN, 0.0421)
    gathered.note(pool.id, latency.Kind.SIGN_IN, 9.0)
    gathered.note("", latency.Kind.API, 0.001)

    gathered.flush_if_due(is_last=False)
    assert counted.known() == {}
    gathered.flush_if_due(is_last=True)
    gathered.flush()

    assert counted.known() == {"latency sign_in:50": 1, "latency sign_in:10000": 1}


def test_a_latency_is_of_the_pool_whose_app_client_was_named(app):
    gathered = latency.Gathered()
    gathered.note("", latency.Kind.PAGES, 0.01, client_id=app.client_id)
    gathered.note("", latency.Kind.PAGES, 0.01, client_id="madeup")

    gathered.flush()

    assert counted.known(pool_id=app.pool_id, client_id="") == counted.known() == {"latency pages:10": 1}


@pytest.mark.parametrize(
    ("counts", "share", "milliseconds"),
    [({}, 0.5, None), ({10: 4}, 0.5, 8.5), ({1: 50, 100: 50}, 0.95, 97.0), ({10_000: 1}, 0.5, 7500.0)],
    ids=["none", "one-bucket", "two-buckets", "beyond"],
)
def test_percentiles_are_read_from_between_the_bounds(counts, share, milliseconds):
    assert latency.percentile(counts, share) == milliseconds
