"""Our errors are Cognito's, by name."""

import pytest

from pools import errors
from pools.contract import service_model
from pools.errors import PoolError

pytestmark = pytest.mark.one_database

# What the protocol itself answers with; no service's model lists these
COMMON = {
    "AccessDeniedException",
    "ExpiredTokenException",
    "IncompleteSignatureException",
    "InvalidSignatureException",
    "MissingAuthenticationTokenException",
    "RequestEntityTooLargeException",
    "SerializationException",
    "UnknownOperationException",
    "UnrecognizedClientException",
}
OURS = sorted(
    (error for error in vars(errors).values() if isinstance(error, type) and issubclass(error, PoolError)),
    key=lambda error: error.__name__,
)


@pytest.mark.parametrize("error", [error for error in OURS if error is not PoolError])
def test_an_error_has_a_name_that_clients_know(error):
    models = (service_model.load(name) for name in ("cognito-idp", "cognito-identity", "iam"))
    known = {shape.name for model in models for shape in model.error_shapes}

    assert error.__name__ in known | COMMON


def test_errors_stand_in_the_order_of_their_names():
    written = [name for name, value in vars(errors).items() if value in OURS and value is not PoolError]

    assert written == sorted(written)
