"""What botocore's service model says of an operation, compiled once per process."""

import dataclasses
import functools

import botocore.session
from botocore.model import OperationModel, ServiceModel

from pools.contract import redaction, shaping, validation

# Where the service takes more than the published model says: a custom domain has periods (APP-201)
_CORRECTIONS = {"DomainType": {"pattern": r"^[a-z0-9](?:[a-z0-9\-.]{0,61}[a-z0-9])?$"}}
_ADDED_VALUES = {"ExplicitAuthFlowsType": ["ALLOW_CLIENT_TOKEN_AUTH"]}  # only the texts have it (API-368)

# Operations that the model has signed, though its texts let an app client prove itself instead (API-354)
_UNSIGNED = frozenset({"GetClientToken"})
_UNSIGNED_TOO = frozenset({"GetDerivedToken"})

# How the names of operations begin that change nothing, and those that are named so though they do
_READING = ("AdminGet", "AdminList", "Describe", "Get", "List")
_NOT_READING = frozenset(
    {"GetClientToken", "GetDerivedToken", "GetTokensFromRefreshToken", "GetUserAttributeVerificationCode"}
)


@dataclasses.dataclass(frozen=True, slots=True)
class Contract:
    """The wire contract of one operation."""

    is_signed: bool
    may_be_unsigned: bool
    parse: validation.Parser
    shape_output: shaping.Shaper
    redact_input: redaction.Redactor
    redact_output: redaction.Redactor
    is_read_only: bool


@functools.cache
def load(service_name: str) -> ServiceModel:
    loader = botocore.session.get_session().get_component("data_loader")
    described = loader.load_service_model(service_name, "service-2")
    for shape_name, correction in _CORRECTIONS.items():
        if shape_name in described["shapes"]:
            described["shapes"][shape_name] |= correction
    for shape_name, values in _ADDED_VALUES.items():
        if shape_name in described["shapes"]:
            described["shapes"][shape_name]["enum"] += values
    return ServiceModel(described, service_name)


@functools.cache
def contract(service_name: str, operation_name: str) -> Contract:
    model: OperationModel = load(service_name).operation_model(operation_name)
    return Contract(
        is_signed=model.auth_type != "none" and operation_name not in _UNSIGNED,
        may_be_unsigned=operation_name in _UNSIGNED_TOO,
        parse=validation.compile_shape(model.input_shape) if model.input_shape else lambda value, found: {},
        shape_output=shaping.compile_shape(model.output_shape),
        redact_input=redaction.compile_shape(model.input_shape),
        redact_output=redaction.compile_shape(model.output_shape),
        is_read_only=operation_name.startswith(_READING) and operation_name not in _NOT_READING,
    )
