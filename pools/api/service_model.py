"""What botocore's service model says of an operation, compiled once per process."""

import dataclasses
import functools

import botocore.session
from botocore.model import OperationModel, ServiceModel

from pools.api import shaping, validation


@dataclasses.dataclass(frozen=True, slots=True)
class Contract:
    """The wire contract of one operation."""

    is_signed: bool
    parse: validation.Parser
    shape_output: shaping.Shaper


@functools.cache
def load(service_name: str) -> ServiceModel:
    return botocore.session.get_session().get_service_model(service_name)


@functools.cache
def contract(service_name: str, operation_name: str) -> Contract:
    model: OperationModel = load(service_name).operation_model(operation_name)
    return Contract(
        is_signed=model.auth_type != "none",
        parse=validation.compile_shape(model.input_shape) if model.input_shape else lambda value, found: {},
        shape_output=shaping.compile_shape(model.output_shape),
    )
