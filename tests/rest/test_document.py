"""The OpenAPI document is held to what the API does, by calls that fit it and calls that do not."""

import functools
import os

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, settings
from schemathesis.checks import load_all_checks
from schemathesis.config import SchemathesisConfig
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.pytest._test_builder import build_operation_test

from pools.actions import domains, groups
from pools.rest import document
from tests.conftest import CALLER

pytestmark = pytest.mark.one_database

# By default within a minute; POOLHOUSE_TEST_THOROUGH=1 takes ten
THOROUGH = "POOLHOUSE_TEST_THOROUGH" in os.environ
EXAMPLES = 50 if THOROUGH else 3  # of each kind for each operation, made at random
SETTINGS = settings(max_examples=EXAMPLES, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
# The largest bodies, where breaking each constraint in turn takes a thousand calls; at random they are broken anyway
LARGE = ["CreateUserPool", "UpdateUserPool", "PatchUserPool", "CreateUserPoolClient", "UpdateUserPoolClient"]
LARGE += ["CreateIdentityProvider", "UpdateIdentityProvider"]
CONFIG = {
    "generation": {
        "deterministic": True,
        "max-examples": EXAMPLES,
        "allow-x00": False,  # no schema says that text has no NUL; test_bad_input.py does
        "allow-extra-parameters": False,  # nor that a query has no other parameters
    },
    # Addresses that lead to something
    "parameters": {
        "path.pool_id": "us-east-1_aB3dE6gH9",
        "path.client_id": "1example23456789abcdefghij",
        "path.user": "alice",
        "path.group_name": "admins",
        "path.domain": "people",
    },
    "operations": [{"include-operation-id": LARGE, "phases": {"coverage": {"enabled": THOROUGH}}}],
    # A schema cannot tell every rule: what is well formed may be against one
    "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", 401, 403, 404, 409, 422]}},
}

OPERATIONS = {
    operation["operationId"]: (path, method)
    for path, methods in document.document()["paths"].items()
    for method, operation in methods.items()
}


@functools.cache
def schema():
    load_all_checks()
    described = schemathesis.openapi.from_dict(document.document(), config=SchemathesisConfig.from_dict(CONFIG))
    described.app = get_wsgi_application()
    return described


@pytest.fixture
def _people(pool, app, alice):
    group = groups.create_group(pool, "admins", caller=CALLER)
    groups.admin_add_user_to_group(alice, group, caller=CALLER)
    domains.create_domain(pool, "people", caller=CALLER)


@pytest.fixture
def _connection_stays_open():
    """The test's transaction is to outlive each request, as in Django's own test client."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.fixture
def calls_for(token):
    """Runs all calls that schemathesis makes up for an operation, each in a transaction that is undone.

    Its own `parametrize` makes them up while tests are collected, which would cost every other run half a minute.
    """

    def call(case):
        with transaction.atomic():
            case.call_and_validate(headers={"Authorization": f"Bearer {token}"})
            transaction.set_rollback(True)

    def make(operation_id: str):
        path, method = OPERATIONS[operation_id]
        return build_operation_test(
            config=schema().config,
            operation=schema()[path][method],
            test_func=SETTINGS(call),
            given_kwargs={},
            feedback=FeedbackSources(),
        )

    return make


@pytest.mark.usefixtures("_connection_stays_open", "_people")
@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_an_operation_does_what_the_document_says(calls_for, operation_id):
    calls_for(operation_id)()
