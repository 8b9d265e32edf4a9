"""Before a user is made, and after one is confirmed (TRG-71 to TRG-91)."""

import dataclasses
from collections.abc import Mapping

from pools.triggers.invoking import Occasion, client_metadata, invoke, is_assigned, read, user_attributes

PRE_SIGN_UP, POST_CONFIRMATION = "PreSignUp", "PostConfirmation"


@dataclasses.dataclass(frozen=True, slots=True)
class Decision:
    """What the function spares a new user."""

    confirms: bool = False
    verifies_email: bool = False
    verifies_phone_number: bool = False

    @property
    def verifies_something(self) -> bool:
        """Then the new user takes the address from whoever signs in by it so far (TRG-79, TRG-80)."""
        return self.verifies_email or self.verifies_phone_number


def pre_sign_up(
    source: str, occasion: Occasion, attributes: Mapping[str, str], validation_data: Mapping[str, str] | None
) -> Decision:
    """Have the pool's function say whether there shall be such a user. Its refusal is raised."""
    if not is_assigned(occasion.pool, PRE_SIGN_UP):
        return Decision()
    given = {"autoConfirmUser": False, "autoVerifyEmail": False, "autoVerifyPhone": False}
    request = {"userAttributes": dict(attributes), "validationData": dict(validation_data) if validation_data else None}
    request |= client_metadata(occasion)
    response = invoke(PRE_SIGN_UP, f"{PRE_SIGN_UP}_{source}", occasion, request, given)
    return Decision(
        confirms=read(response, "autoConfirmUser", bool, False),
        verifies_email=read(response, "autoVerifyEmail", bool, False),
        verifies_phone_number=read(response, "autoVerifyPhone", bool, False),
    )


def post_confirmation(source: str, occasion: Occasion) -> None:
    """Tell the pool's function who is confirmed. That stays so, whatever the function does (TRG-283)."""
    if is_assigned(occasion.pool, POST_CONFIRMATION):
        request = {"userAttributes": user_attributes(occasion.user)} | client_metadata(occasion)
        invoke(POST_CONFIRMATION, f"{POST_CONFIRMATION}_{source}", occasion, request, {})
