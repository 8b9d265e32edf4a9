"""Django's SQLite, with a queue for those who want to write.

SQLite lets one write at a time and has who comes meanwhile sleep and ask again, longer each time, up to 100 ms: a busy
server sleeps while nobody writes. Here a transaction first takes an advisory lock on a file beside the database, which
the kernel hands from one process or thread to the next at once. It is a courtesy: SQLite's own lock still decides, so
that who writes without queueing (a single statement outside of a transaction, another program) harms nobody.
"""

import fcntl
import os
from typing import Any

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection, and its place in the queue. The kernel takes the lock from a process that dies."""

    _queue: int | None = None  # descriptor of the lock file

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        if not self.is_in_memory_db():
            flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
            self._queue = os.open(f"{conn_params['database']}-queue", flags, 0o600)
        return connection

    def _start_transaction_under_autocommit(self) -> None:
        self._enter_queue()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._leave_queue()
            raise

    def _commit(self) -> None:
        super()._commit()
        self._leave_queue()

    def _rollback(self) -> None:
        try:
            super()._rollback()
        finally:
            self._leave_queue()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            if self._queue is not None:
                os.close(self._queue)  # gives the lock back, too
                self._queue = None

    def _enter_queue(self) -> None:
        if self._queue is not None:
            fcntl.flock(self._queue, fcntl.LOCK_EX)

    def _leave_queue(self) -> None:
        if self._queue is not None:
            fcntl.flock(self._queue, fcntl.LOCK_UN)
