"""Rates that are on, under a clock that stands still until a test turns it."""

import pytest
import time_machine

from pools.actions.quotas import buckets, values


@pytest.fixture
def clock():
    with time_machine.travel("2030-01-01T12:00:00Z", tick=False) as turned:
        yield turned


@pytest.fixture
def limited(settings, clock):
    """`limited("cognito")` turns the rates on, in one process that counts by itself."""

    def turn_on(mode="cognito", workers=1):
        settings.RATE_LIMITS, settings.WORKERS = mode, workers

    settings.REDIS_URL = ""  # or the tests would count each other's calls
    _start_anew()
    yield turn_on
    _start_anew()


def _start_anew():
    buckets.buckets.cache_clear()
    values.forget()
