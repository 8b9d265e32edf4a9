"""Whether a pool looks at risks at all, and whether it does something about them (SEC-156 to SEC-158, SEC-290)."""

import enum

from pools.errors import UserPoolAddOnNotEnabledException
from pools.models import UserPool


class Mode(enum.StrEnum):
    OFF = "OFF"
    AUDIT = "AUDIT"
    ENFORCED = "ENFORCED"


def mode_of(pool: UserPool) -> Mode:
    """That of passwords and all other proofs that the pool itself asks for."""
    return Mode(pool.user_pool_add_ons.get("AdvancedSecurityMode", Mode.OFF))


def custom_mode_of(pool: UserPool) -> Mode:
    """That of sign-ins by challenges of the pool's own functions."""
    flows = pool.user_pool_add_ons.get("AdvancedSecurityAdditionalFlows") or {}
    return Mode(flows.get("CustomAuthMode", Mode.OFF))


def is_on(pool: UserPool) -> bool:
    """Whether anything is looked at."""
    return mode_of(pool) is not Mode.OFF or custom_mode_of(pool) is not Mode.OFF


def check_enabled(pool: UserPool) -> None:
    """Raise `UserPoolAddOnNotEnabledException` where nothing is (SEC-289)."""
    if not is_on(pool):
        raise UserPoolAddOnNotEnabledException
