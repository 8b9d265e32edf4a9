"""Functions that tests register, and the doors that they are asked at."""

import json

import pytest
from django.db import connection

from pools.actions import functions
from pools.actions.functions import Described
from pools.models import Function
from pools.triggers import functions as registry
from pools.triggers import invoking
from pools.triggers.runners import python
from tests.conftest import CALLER
from tests.hostedui.conftest import asks, browser, code_row, exchange  # noqa: F401 - fixtures

ARN = "arn:aws:lambda:us-east-1:000000000000:function:"


class Asked:
    """A function that keeps what it was asked, and answers what it was told to."""

    def __init__(self):
        self.events = []
        self.answers = []  # functions of the event, by turns; the last one stays

    def __call__(self, event):
        assert not connection.savepoint_ids, "a transaction is open while a function runs"
        self.events.append(json.loads(json.dumps(event)))
        if not self.answers:
            return event
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return answer(event)

    def says(self, **response):
        """Answer with these members of the response."""
        self.answers.append(lambda event: event | {"response": event["response"] | response})
        return self

    def throws(self, text):
        def throw(event):
            raise ValueError(text)

        self.answers.append(throw)
        return self

    @property
    def sources(self):
        return [event["triggerSource"] for event in self.events]

    @property
    def request(self):
        """What it was asked last."""
        return self.events[-1]["request"]


@pytest.fixture
def assign(pool, monkeypatch):
    """Puts a function of this process into a slot of the pool."""
    monkeypatch.setattr(registry, "_functions", {})

    def put(slot, function=None, **config):
        function = function or Asked()
        registry.register(ARN + slot)(function)
        place = {"LambdaVersion": "V1_0", "LambdaArn": ARN + slot}
        is_versioned = slot.endswith("Sender") or slot == "InboundFederation"
        pool.lambda_config = pool.lambda_config | {slot: place if is_versioned else ARN + slot} | config
        pool.save()
        return function

    return put


@pytest.fixture
def row(db):
    """Registers a function of the installation."""

    def make(name, kind, target, **options):
        return functions.create_function(name, Described(kind, target, **options), caller=CALLER)

    return make


@pytest.fixture
def run_python(settings, row):
    """Registers a function of `tests.triggers.guide` as an operator does."""
    settings.FUNCTION_MODULES = ["tests.triggers.guide"]

    def make(name):
        return row(name, Function.Kind.PYTHON, f"tests.triggers.guide:{name}")

    yield make
    python.forget_processes()


@pytest.fixture
def hurried(monkeypatch):
    """Functions have a fraction of a second."""
    monkeypatch.setattr(invoking, "ATTEMPT_SECONDS", 0.3)
