"""Workers that are killed outright, and a mail server that refuses, hangs and hangs up: all arrives, nothing twice but
through the one window that SMTP leaves open (RFC 1047).

`POOLHOUSE_TEST_MESSAGES=2000` makes it the full story; it tells its figures with `pytest -s`.
"""

import asyncio
import json
import logging
import os
import random
import re
import subprocess
import sys
import time
from collections import defaultdict

import pytest
from aiosmtpd.controller import Controller

from tests import migrated
from tests.notifications.conftest import free_port
from tests.repository import REPOSITORY, environment

pytestmark = pytest.mark.one_database

MESSAGES = int(os.environ.get("POOLHOUSE_TEST_MESSAGES", "160"))
SEED = 6
WORKERS = 4
TIMEOUT_SECONDS = 3  # long enough that a busy machine is no server that hangs
LONGER_THAN_THE_TIMEOUT = 3.5  # seconds


class UnreliableServer:
    """Keeps who delivered what; one in six talks goes wrong."""

    def __init__(self):
        self.dice = random.Random(SEED)
        self.arrivals = defaultdict(list)  # by message, the workers that it came from
        self.troubles = defaultdict(int)

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.goes_wrong("refused", 0.04):
            return "451 Busy"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.goes_wrong("hung", 0.02):
            await asyncio.sleep(LONGER_THAN_THE_TIMEOUT)
            return "451 Slow"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.goes_wrong("hung up", 0.05):
            server.transport.abort()
            return "451 Gone"
        if self.goes_wrong("refused", 0.04):
            return "452 Full"
        if self.goes_wrong("hung", 0.02):
            await asyncio.sleep(LONGER_THAN_THE_TIMEOUT)
            return "451 Slow"
        message = re.search(rb"Message-ID: <([0-9a-f-]{36})@", envelope.content)[1].decode()
        self.arrivals[message].append(int(session.host_name.split("-")[1].split(".")[0]))
        return "250 OK"

    def goes_wrong(self, how, chance):
        happens = self.dice.random() < chance
        self.troubles[how] += happens
        return happens


@pytest.fixture(scope="module")
def server():
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    server = UnreliableServer()
    controller = Controller(server, hostname="127.0.0.1", port=free_port())
    controller.start()
    server.url = f"smtp://127.0.0.1:{controller.port}"
    yield server
    controller.stop()


@pytest.fixture(scope="module")
def told(server, tmp_path_factory):
    """What came of it, as the program tells."""
    data_dir = tmp_path_factory.mktemp("killing")
    settings = {
        "DATA_DIR": str(data_dir),
        **database(data_dir),
        "EMAIL_URL": server.url,
        "SENDER_TIMEOUT_SECONDS": str(TIMEOUT_SECONDS),
        "LOG_LEVEL": "ERROR",
    }
    began = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "-m", "tests.notifications.killing", str(MESSAGES), str(WORKERS), str(SEED)],
        cwd=REPOSITORY,
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=300 + MESSAGES,
    )
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    doubles = sum(len(workers) > 1 for workers in server.arrivals.values())
    print(
        f"\n{MESSAGES} messages in {time.monotonic() - began:.0f} s, {len(told['killed'])} workers killed, "
        f"server {dict(server.troubles)}; {len(server.arrivals)} arrived, {doubles} of them twice"
    )
    return told


def database(data_dir):
    """Of the kind that the tests have."""
    url = os.environ.get("POOLHOUSE_DATABASE_URL", "")
    if url.startswith("postgres"):
        return {"DATABASE_URL": migrated.create_postgresql(url, f"killing_{os.getpid()}")}
    migrated.copy_sqlite(data_dir)
    return {}


def test_all_messages_arrive(server, told):
    assert told["states"] == {"sent": MESSAGES}
    assert len(server.arrivals) == MESSAGES


def test_a_message_comes_twice_only_from_a_worker_that_was_killed_when_the_server_had_it(server, told):
    earlier = [worker for workers in server.arrivals.values() for worker in workers[:-1]]

    assert set(earlier) <= set(told["killed"])
    assert len(earlier) == len(set(earlier))  # a worker dies once, so it leaves one double at most


def test_it_was_no_easy_day(server, told):
    assert len(told["killed"]) >= 5
    assert min(server.troubles[how] for how in ("refused", "hung", "hung up")) > 0
