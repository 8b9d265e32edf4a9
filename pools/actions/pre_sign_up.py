"""What a function says before a user is made, and what becomes of it (TRG-71 to TRG-85)."""

from collections.abc import Mapping

from pools.errors import InvalidLambdaResponseException
from pools.models import User
from pools.models.attribute_schema import VERIFIABLE
from pools.triggers import sign_up
from pools.triggers.invoking import Occasion
from pools.triggers.sign_up import Decision


def ask(source: str, occasion: Occasion, validation_data: Mapping[str, str] | None) -> Decision:
    """The decision about a user who is built and not saved. The function is told what was given, not what we made of
    it. Its refusal is raised."""
    user = occasion.user
    assert user is not None
    flags = {f"{name}_verified" for name in VERIFIABLE if user.attributes.get(f"{name}_verified") == "false"}
    given = {name: value for name, value in user.attributes.items() if name not in flags}
    return sign_up.pre_sign_up(source, occasion, given, validation_data)


def apply(decision: Decision, user: User) -> None:
    """Spare a user who is about to be saved what the function says. Raises `InvalidLambdaResponseException` when there
    is no address to take for verified (TRG-77, TRG-78)."""
    verified = {"email": decision.verifies_email, "phone_number": decision.verifies_phone_number}
    for attribute, is_verified in verified.items():
        if not is_verified:
            continue
        if not user.attributes.get(attribute):
            raise InvalidLambdaResponseException(f"The user has no {attribute} to be verified automatically.")
        user.attributes[f"{attribute}_verified"] = "true"
    if decision.confirms:
        user.status = User.Status.CONFIRMED
