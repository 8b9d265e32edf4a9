"""Many exchanges of one code at the same moment, each by a database connection of its own."""

import collections
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from hostedui.models import AuthorizationCode
from pools.models import Session


@pytest.mark.django_db(transaction=True)
@pytest.mark.spec("API-273")
def test_of_many_exchanges_of_one_code_one_begins_a_session(code_of_alice, exchange):
    start = threading.Barrier(8)

    def act(_):
        start.wait()
        try:
            return exchange(code_of_alice).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        outcomes = collections.Counter(threads.map(act, range(8)))
    assert outcomes == {200: 1, 400: 7}
    assert AuthorizationCode.objects.get().session == Session.objects.get()
