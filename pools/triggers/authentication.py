"""Before a sign-in takes a proof, and after it has all (TRG-92 to TRG-105)."""

from collections.abc import Mapping

from pools.triggers.invoking import Occasion, client_metadata, invoke, is_assigned, user_attributes, user_not_found

PRE_AUTHENTICATION, POST_AUTHENTICATION = "PreAuthentication", "PostAuthentication"


def pre_authentication(occasion: Occasion, validation_data: Mapping[str, str]) -> None:
    """Ask the pool's function whether this may be tried. Its refusal is raised. For a name that nobody has it is asked
    where the app client hides that (TRG-93, TRG-97)."""
    if not is_assigned(occasion.pool, PRE_AUTHENTICATION):
        return
    request: dict[str, object] = {"userAttributes": user_attributes(occasion.user)}
    request["validationData"] = dict(validation_data) or None
    request |= user_not_found(occasion)
    invoke(PRE_AUTHENTICATION, f"{PRE_AUTHENTICATION}_Authentication", occasion, request, {})


def post_authentication(occasion: Occasion, is_new_device: bool) -> None:
    """Tell the pool's function of a user who has proven all there was to prove. Its refusal ends the sign-in."""
    if not is_assigned(occasion.pool, POST_AUTHENTICATION):
        return
    request: dict[str, object] = {"userAttributes": user_attributes(occasion.user)}
    if occasion.pool.tracks_devices:  # TRG-102
        request["newDeviceUsed"] = is_new_device
    request |= client_metadata(occasion)
    invoke(POST_AUTHENTICATION, f"{POST_AUTHENTICATION}_Authentication", occasion, request, {})
