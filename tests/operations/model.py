"""What the service model says of the implemented operations."""

from botocore import xform_name
from botocore.model import OperationModel

from pools.api.registry import USER_POOLS
from pools.contract import service_model

SERVICE = USER_POOLS.name


def operations() -> list[str]:
    return sorted(USER_POOLS.handlers)


def model_of(operation: str) -> OperationModel:
    return service_model.load(SERVICE).operation_model(operation)


def members(operation: str) -> set[str]:
    shape = model_of(operation).input_shape
    return set(shape.members) if shape else set()


def errors(operation: str) -> set[str]:
    """The errors that the model lists for the operation."""
    return {shape.name for shape in model_of(operation).error_shapes}


def pairs() -> set[tuple[str, str]]:
    return {(operation, error) for operation in operations() for error in errors(operation)}


def is_signed(operation: str) -> bool:
    """Whether nobody may call it without a signature."""
    contract = service_model.contract(SERVICE, operation)
    return contract.is_signed and not contract.may_be_unsigned


def only_reads(operation: str) -> bool:
    return operation.removeprefix("Admin").startswith(("Get", "List", "Describe")) and operation not in _GIVING


# They issue or send something, though they are called after reading
_GIVING = frozenset({"GetClientToken", "GetDerivedToken", "GetUserAttributeVerificationCode"})


def listing(error: str, *, naming: tuple[str, ...] = (), but: tuple[str, ...] = ()) -> list[str]:
    """The operations whose model lists the error and whose input has all these members."""
    return [
        operation
        for operation in operations()
        if error in errors(operation) and members(operation).issuperset(naming) and operation not in but
    ]


def method(operation: str) -> str:
    """What boto3 calls the operation."""
    return xform_name(operation)
