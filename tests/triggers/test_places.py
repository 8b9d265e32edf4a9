"""Functions that hang hold up nobody who works beside them."""

import queue
import threading

import pytest

from pools.triggers import places
from pools.triggers.runners.base import Failed

pytestmark = pytest.mark.one_database


@pytest.fixture
def order():
    return queue.SimpleQueue()


@pytest.fixture
def serve(monkeypatch, order):
    """An application of one place. Requests to /slow wait for a function, which the test ends."""
    monkeypatch.setattr(places, "_places", None)
    monkeypatch.setattr(places, "_waiting", threading.BoundedSemaphore(2))
    answered = threading.Event()

    def application(environ, start_response):
        path = environ["PATH_INFO"]
        if path == "/slow":
            with places.given_away():
                order.put("asked")
                answered.wait(30)
        order.put(path)
        return []

    served = places.serve(application, 1)
    threads = []

    def request(path):
        thread = threading.Thread(target=served, args=({"PATH_INFO": path}, None))
        thread.start()
        threads.append(thread)
        return thread

    request.answer = answered.set
    yield request
    answered.set()
    for thread in threads:
        thread.join(30)


@pytest.mark.spec("TRG-03", "TRG-05")
def test_others_are_served_while_functions_hang(serve, order):
    waiting = [serve("/slow"), serve("/slow")]
    assert [order.get(timeout=30), order.get(timeout=30)] == ["asked", "asked"]

    for _ in range(5):
        serve("/quick").join(30)
    serve.answer()
    for thread in waiting:
        thread.join(30)

    assert [order.get(timeout=30) for _ in range(7)] == ["/quick"] * 5 + ["/slow"] * 2


def test_one_more_than_may_wait_is_refused_at_once(serve, order):
    serve("/slow")
    serve("/slow")
    assert [order.get(timeout=30), order.get(timeout=30)] == ["asked", "asked"]

    with pytest.raises(Failed, match="TooManyRequestsException"), places.given_away():
        pass


def test_a_function_that_fails_gives_the_place_back(serve, order):
    with pytest.raises(ValueError, match="no"), places.given_away():
        raise ValueError("no")

    serve("/quick").join(30)
    assert order.get(timeout=30) == "/quick"
