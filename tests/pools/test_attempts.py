"""Counting what is tried, and forgetting it."""

import datetime

import pytest
import time_machine

from pools import tasks
from pools.actions import attempts
from pools.actions.limits import Limit
from pools.errors import LimitExceededException
from pools.models import AttemptCount

pytestmark = pytest.mark.django_db

TWICE = Limit("guess", 2)


def test_who_tried_often_enough_waits_alone():
    attempts.count(TWICE, "pool", "carol")
    attempts.count(TWICE, "pool", "carol")
    with pytest.raises(LimitExceededException):
        attempts.count(TWICE, "pool", "carol")
    attempts.count(TWICE, "pool", "dave")
    attempts.count(Limit("request", 2), "pool", "carol")


def test_refused_attempts_do_not_prolong_the_wait():
    with time_machine.travel(datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC), tick=False) as clock:
        attempts.count(TWICE, "carol")
        attempts.count(TWICE, "carol")
        clock.shift(datetime.timedelta(minutes=59))
        with pytest.raises(LimitExceededException):
            attempts.count(TWICE, "carol")
        clock.shift(datetime.timedelta(minutes=1))
        attempts.count(TWICE, "carol")


def test_the_table_names_nobody():
    attempts.count(TWICE, "pool", "carol")
    assert "carol" not in str(vars(AttemptCount.objects.get()))


def test_old_attempts_are_forgotten():
    with time_machine.travel(datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC), tick=False) as clock:
        attempts.count(TWICE, "carol")
        tasks.forget_old_attempts()
        assert AttemptCount.objects.exists()
        clock.shift(datetime.timedelta(hours=1, seconds=1))
        tasks.forget_old_attempts()
    assert not AttemptCount.objects.exists()
