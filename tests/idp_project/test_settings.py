"""A wrong setting stops the start with one line that names it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.product import free_port
from tests.repository import REPOSITORY, environment

pytestmark = pytest.mark.one_database

WRONG = {
    "POOLHOUSE_ACCESS_KEY_ID": "short",
    "POOLHOUSE_ACCOUNT_ID": "12",
    "POOLHOUSE_DATABASE_URL": "nonsense",
    "POOLHOUSE_DATA_DIR": "/proc/nowhere",
    "POOLHOUSE_DEMO": "perhaps",
    "POOLHOUSE_EMAIL_URL": "pigeon://loft",
    "POOLHOUSE_FUNCTION_CALLS": "0",
    "POOLHOUSE_HOST": "no.such.host.invalid",
    "POOLHOUSE_LOG_LEVEL": "loud",
    "POOLHOUSE_MASTER_KEYS": "not-a-key",
    "POOLHOUSE_PORT": "http",
    "POOLHOUSE_PUBLIC_URL": "localhost",
    "POOLHOUSE_RATE_LIMITS": "perhaps",
    "POOLHOUSE_REDIS_URL": "redis",
    "POOLHOUSE_REGION": "mars",
    "POOLHOUSE_FORWARDING_HEADERS": "both",
    "POOLHOUSE_TRUSTED_PROXIES": "10.0.0.1/33",
    "POOLHOUSE_WORKERS": "0",
}


@pytest.fixture
def start(tmp_path):
    """Tries to start the product with these settings, and returns how that ended."""

    def run(**given):
        own = environment(DATA_DIR=str(tmp_path), PORT=str(free_port()))
        command = [sys.executable, "manage.py", "up"]
        return subprocess.run(command, cwd=REPOSITORY, env=own | given, capture_output=True, text=True, timeout=60)

    return run


@pytest.mark.parametrize("name", WRONG)
def test_a_malformed_setting_stops_the_start_with_one_line_that_names_it(start, name):
    ended = start(**{name: WRONG[name]})

    assert ended.returncode != 0
    assert ended.stderr.count("\n") == 1
    assert name in ended.stderr


def test_an_unreachable_database_stops_the_start_without_telling_its_password(start):
    ended = start(POOLHOUSE_DATABASE_URL="postgres://poolhouse:hunter2@127.0.0.1:1/poolhouse")

    assert ended.returncode != 0
    assert ended.stderr.count("\n") == 1
    assert "POOLHOUSE_DATABASE_URL" in ended.stderr
    assert "hunter2" not in ended.stderr


def test_an_unreachable_broker_stops_the_start_without_telling_its_password(start):
    ended = start(POOLHOUSE_REDIS_URL="redis://:hunter2@127.0.0.1:1/0")

    assert ended.returncode != 0
    assert ended.stderr.count("\n") == 1
    assert "hunter2" not in ended.stderr


def test_half_of_the_root_pair_stops_the_start(start):
    ended = start(POOLHOUSE_ACCESS_KEY_ID="AKIAIOSFODNN7EXAMPLE")

    assert ended.returncode != 0
    assert "POOLHOUSE_SECRET_ACCESS_KEY" in ended.stderr


def test_a_refused_start_leaves_no_database_behind(start, tmp_path):
    start(POOLHOUSE_PORT="http")

    assert not Path(tmp_path / "poolhouse.sqlite3").exists()


def test_the_table_of_settings_is_complete():
    read = set(re.findall(r'env\.\w+\(\s*"(\w+)"', (REPOSITORY / "idp_project/settings.py").read_text()))
    told = set(re.findall(r"^\| `POOLHOUSE_(\w+)`", (REPOSITORY / "docs/settings.md").read_text(), re.MULTILINE))

    assert told == read
