"""Counting in Redis, where one is installed."""

import shutil
import subprocess
import time

import pytest
import redis

from pools.actions.quotas.buckets import Buckets
from tests.product import free_port

pytestmark = pytest.mark.skipif(not shutil.which("redis-server"), reason="needs redis-server")


@pytest.fixture
def address():
    """Of a Redis of this test's own."""
    port = free_port()
    server = subprocess.Popen(
        ["redis-server", "--port", str(port), "--save", ""], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _wait_for(redis.Redis(port=port))
    yield f"redis://127.0.0.1:{port}/0"
    server.terminate()
    server.wait(timeout=10)


def test_two_processes_share_one_rate(address, clock):
    one, other = Buckets(address, processes=2), Buckets(address, processes=2)
    passed = [each.take(5, "UserRead", "us-east-1") for each in (one, other) * 5]

    assert passed.count(True) == 5


def _wait_for(server: redis.Redis) -> None:
    for _ in range(200):
        try:
            server.ping()
        except redis.ConnectionError:
            time.sleep(0.05)
        else:
            return
