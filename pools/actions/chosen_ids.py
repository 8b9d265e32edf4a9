"""Ids that an administrator chooses for a pool or an app client, so that what was migrated keeps its configuration."""

import re

from pools.errors import InvalidParameterException

_AFTER_REGION = re.compile(r"[0-9A-Za-z]{1,32}", re.ASCII)
_CLIENT_ID = re.compile(r"[\w+]{1,128}", re.ASCII)


def check_pool_id(pool_id: str, region: str) -> None:
    """Refuse what is not `<region>_<letters and digits>`: SRP and issuers take the id apart."""
    named, _, rest = pool_id.partition("_")
    if named != region or not _AFTER_REGION.fullmatch(rest):
        raise InvalidParameterException(f"The id of a user pool must be {region}_ and up to 32 letters and digits.")


def check_client_id(client_id: str) -> None:
    """Refuse what the service model lets nobody name an app client by."""
    if not _CLIENT_ID.fullmatch(client_id):
        raise InvalidParameterException("The id of an app client must be 1 to 128 letters, digits, _ and +.")


def taken(what: str, chosen: str) -> InvalidParameterException:
    return InvalidParameterException(f"{what} {chosen} already exists.")
