"""The queue of those who want to write to SQLite. Each connection here is one of its own, to a file of its own."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import DatabaseError
from django.db.utils import ConnectionHandler

SECONDS = 5  # for what happens at once


@pytest.fixture
def path(tmp_path):
    return tmp_path / "queue.sqlite3"


@pytest.fixture
def connect(path, django_db_blocker):
    options = {"transaction_mode": "IMMEDIATE", "timeout": 0.1, "init_command": "PRAGMA journal_mode=WAL;"}
    database = {"ENGINE": "idp_project.sqlite", "NAME": str(path), "OPTIONS": options}
    handler = ConnectionHandler({"default": settings.DATABASES["default"] | database})
    opened = []

    def make():
        connection = handler.create_connection("default")
        connection.inc_thread_sharing()
        opened.append(connection)
        return connection

    with django_db_blocker.unblock():  # the file is ours, not the tests' database
        yield make
        [connection.close() for connection in opened]


@pytest.fixture
def meanwhile():
    """Runs something in another thread."""
    with ThreadPoolExecutor() as threads:
        yield threads.submit


def begin(connection):
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def end(connection):
    connection.commit()
    connection.set_autocommit(True)


def test_a_writer_waits_for_the_one_before_and_is_next(connect, meanwhile):
    first, second = connect(), connect()
    begin(first)
    waiting = meanwhile(begin, second)
    assert not waiting.done()

    end(first)

    waiting.result(SECONDS)
    end(second)


def test_who_rolls_back_gives_the_place_free(connect, meanwhile):
    first, second = connect(), connect()
    begin(first)
    waiting = meanwhile(begin, second)

    first.rollback()

    waiting.result(SECONDS)
    end(second)


def test_who_disconnects_in_a_transaction_gives_the_place_free(connect, meanwhile):
    first, second = connect(), connect()
    begin(first)
    waiting = meanwhile(begin, second)

    first.close()

    waiting.result(SECONDS)
    end(second)


def test_who_cannot_begin_gives_the_place_free(connect, path, meanwhile):
    first, second = connect(), connect()
    first.ensure_connection(), second.ensure_connection()
    stranger = sqlite3.connect(path, isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseError, match="locked"):
        begin(first)

    stranger.close()

    meanwhile(begin, second).result(SECONDS)
    end(second)
