"""Delivers messages by workers that are killed outright at random moments. A program of its own, so that it can fork:

    python -m tests.notifications.killing <messages> <workers> <seed>

prints, as JSON, the process ids that it killed and how many messages ended in which state.
"""

import datetime
import json
import os
import random
import signal
import sys
import time

import django
from django.db import connections, transaction
from django.db.models import Count

SECONDS_AT_MOST = 240
MESSAGES_OF_A_KILL = 16


def main(messages: int, workers: int, seed: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "idp_project.settings"
    django.setup()
    _hurry()
    _queue(messages)
    _hang_up()
    dice = random.Random(seed)
    alive, killed = [_fork() for _ in range(workers)], []
    deadline = time.monotonic() + SECONDS_AT_MOST + messages / 4
    while _waiting() and time.monotonic() < deadline:
        time.sleep(dice.uniform(0.05, 0.6))
        if len(killed) < messages // MESSAGES_OF_A_KILL:
            victim = alive.pop(dice.randrange(workers))
            _kill(victim)
            killed.append(victim)
            alive.append(_fork())
    for worker in alive:
        _kill(worker)
    print(json.dumps({"killed": killed, "states": _states()}))


def _hurry() -> None:
    """The pauses of hours, in seconds, and a shorter lease: the server hangs once in a talk, so that it suffices."""
    from notifications import delivery, leases

    leases.FIRST_PAUSE = datetime.timedelta(seconds=0.2)
    leases.LONGEST_PAUSE = datetime.timedelta(seconds=2)
    delivery.STEPS_OF_A_TALK = 4


def _queue(messages: int) -> None:
    from notifications import announcing, outbox

    announcing._quiet_until = float("inf")  # there is no broker: sweeps find the rows
    with transaction.atomic():
        for number in range(messages):
            outbox.queue("email", f"reader{number}@example.com", subject="Your code", text=f"Your code is {number:06}.")


def _fork() -> int:
    """A worker that sweeps without end. It greets the mail server by the number of its process."""
    worker = os.fork()
    if worker:
        return worker
    from django.core.mail.utils import DNS_NAME

    from notifications import tasks

    random.seed()
    DNS_NAME._fqdn = f"worker-{os.getpid()}.test"
    while True:
        tasks.sweep()
        time.sleep(0.05)


def _kill(worker: int) -> None:
    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)


def _waiting() -> int:
    return _states().get("waiting", 0)


def _states() -> dict[str, int]:
    from notifications.models import Message

    states = dict(Message.objects.order_by().values_list("state").annotate(Count("id")))
    _hang_up()
    return states


def _hang_up() -> None:
    """Neither a connection nor a pool of them may be shared with a child."""
    for connection in connections.all():
        connection.close()
        if connection.vendor == "postgresql":
            connection.close_pool()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
