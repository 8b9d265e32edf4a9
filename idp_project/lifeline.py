"""No orphans: a process that is told to stop when its parent dies, even when the parent was killed outright.

Run as a program, `lifeline.py COMMAND...` becomes COMMAND tied in this way; supervisord.conf starts each part so.
Without it a killed supervisor, or a killed web server, leaves children behind that hold the port and go on answering.
"""

import ctypes
import os
import signal
import sys

PARENT = "POOLHOUSE_PARENT_PID"  # in the environment of those who are to be tied to it
_PR_SET_PDEATHSIG = 1  # linux/prctl.h; it survives exec, not fork


def tie_to_parent(ending: signal.Signals) -> None:
    """From now on this signal comes when the parent is gone. Does nothing without a supervisor, or without Linux."""
    if PARENT not in os.environ or sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, ending, 0, 0, 0)
    if os.getppid() != int(os.environ[PARENT]):  # it died before we asked
        os.kill(os.getpid(), ending)


if __name__ == "__main__":
    tie_to_parent(signal.SIGTERM)
    os.environ[PARENT] = str(os.getpid())
    os.execv(sys.argv[1], sys.argv[1:])  # noqa: S606  # no shell wanted
