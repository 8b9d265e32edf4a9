"""Functions that fail, at each operation that asks one: it is gone, it refuses, it says nothing of use."""

from pools.models import UserPool
from pools.triggers import functions
from tests.operations.cases import spoils

ARN = "arn:aws:lambda:us-east-1:000000000000:function:"

# Where the change stays that the function is told of (TRG-283)
CONFIRMED = ("pools_user", "pools_verificationcode")
CHANGED = ("pools_user",)


def _refuse(event):
    raise ValueError("not today")


def _say_nothing(event):
    return {}


def _assign(slot: str, function=None) -> None:
    functions._functions.clear()
    if function is not None:
        functions.register(ARN + slot)(function)
    UserPool.objects.update(lambda_config={slot: ARN + slot})


def _declare(slot: str, operations: list[str], traces: tuple[str, ...] = (), given: dict | None = None) -> None:
    @spoils(
        operations,
        "UnexpectedLambdaException",
        f"{slot} invocation failed due to error ResourceNotFoundException.",
        traces=traces,
    )
    def the_function_is_gone(no_functions):
        _assign(slot)
        return given or {}

    @spoils(operations, "UserLambdaValidationException", f"{slot} failed with error not today.", traces=traces)
    def the_function_refuses(no_functions):
        _assign(slot, _refuse)
        return given or {}

    @spoils(operations, "InvalidLambdaResponseException", "Unrecognizable lambda output", traces=traces)
    def the_function_says_nothing(no_functions):
        _assign(slot, _say_nothing)
        return given or {}


_declare("PreSignUp", ["AdminCreateUser", "SignUp"])
_declare("PostConfirmation", ["AdminConfirmSignUp", "ConfirmForgotPassword", "ConfirmSignUp"], CONFIRMED)
_declare("PreTokenGeneration", ["GetDerivedToken", "GetTokensFromRefreshToken"])
_declare(
    "CustomMessage",
    ["AdminResetUserPassword", "ForgotPassword", "GetUserAttributeVerificationCode", "ResendConfirmationCode"],
)

NEW_ADDRESS = {"UserAttributes": [{"Name": "email", "Value": "new@example.com"}]}  # which the pool verifies
_declare("CustomMessage", ["AdminUpdateUserAttributes", "UpdateUserAttributes"], CHANGED, NEW_ADDRESS)
