import datetime

import pytest

from pools.actions.analytics import counting
from pools.actions.audit_buffer import BUFFER


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """What has just happened is counted, too."""
    BUFFER.clear()
    monkeypatch.setattr(counting, "FRESH", datetime.timedelta(0))
