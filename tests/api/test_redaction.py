"""What the audit trail may keep: of every operation, nothing that the service model marks as sensitive."""

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pools.contract import redaction, service_model
from pools.contract.redaction import HIDDEN

pytestmark = pytest.mark.one_database

SERVICE = "cognito-idp"
OPERATIONS = service_model.load(SERVICE).operation_names
_SHOWN = "ClientIdType"  # an app client's id is no secret, though the model marks it


def example(shape, numbers, within_sensitive=False):
    """A value of this shape; texts that are sensitive say so."""
    sensitive = within_sensitive or (bool(shape.metadata.get("sensitive")) and shape.name != _SHOWN)
    match shape.type_name:
        case "structure":
            return {name: example(member, numbers, sensitive) for name, member in shape.members.items()}
        case "list":
            return [example(shape.member, numbers, sensitive)]
        case "map":
            return {"key": example(shape.value, numbers, sensitive)}
        case "string":
            return f"{'sensitive' if sensitive else 'plain'}-{next(numbers)}"
        case "boolean":
            return True
        case _:
            return 1


@pytest.mark.spec("API-134", "API-122")
@pytest.mark.parametrize("name", OPERATIONS)
def test_nothing_sensitive_of_any_operation_is_kept(name):
    model, contract = service_model.load(SERVICE).operation_model(name), service_model.contract(SERVICE, name)
    asked = example(model.input_shape, itertools.count()) if model.input_shape else None
    answered = example(model.output_shape, itertools.count()) if model.output_shape else None

    kept = json.dumps([contract.redact_input(asked, []), contract.redact_output(answered, [])])

    assert "sensitive-" not in kept
    assert '"UserPoolId"' not in kept


@pytest.mark.parametrize(
    ("operation", "given_", "kept"),
    [
        ("ConfirmSignUp", {"ConfirmationCode": "123456"}, {"confirmationCode": HIDDEN}),
        ("ListUsers", {"Filter": 'email = "a@b.c"'}, {"filter": HIDDEN}),
        ("ListUsers", {"PaginationToken": "x"}, {"paginationToken": HIDDEN}),
        ("SignUp", {"ClientMetadata": {"pin": "1234"}}, {"clientMetadata": HIDDEN}),
        (
            "ConfirmDevice",
            {"DeviceSecretVerifierConfig": {"Salt": "x"}},
            {"deviceSecretVerifierConfig": {"salt": HIDDEN}},
        ),
        (
            "CreateIdentityProvider",
            {"ProviderDetails": {"client_id": "shown", "client_secret": "x"}},
            {"providerDetails": {"client_id": "shown", "client_secret": HIDDEN}},
        ),
        (
            "SignUp",
            {"UserAttributes": [{"Name": "email", "Value": "a@b.c"}]},
            {"userAttributes": [{"name": "email", "value": HIDDEN}]},
        ),
        ("SignUp", {"ClientId": "1example"}, {"clientId": "1example"}),
    ],
)
def test_what_the_model_forgot_is_hidden_too(operation, given_, kept):
    assert service_model.contract(SERVICE, operation).redact_input(given_, []) == kept


@given(st.text(min_size=3, max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_a_message_never_repeats_what_is_hidden(secret, before, after):
    told = redaction.without(f"{before}{secret}{after}", [{"Password": [secret]}])

    assert secret not in told.replace(HIDDEN, "\0")
