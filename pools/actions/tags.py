"""Tags of user pools, put on and taken off one by one; and what a key and a value may be (API-148 to API-152). Capitals
tell them apart."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from pools.actions import audit
from pools.caller import Caller
from pools.errors import InvalidParameterException, PoolError, ResourceNotFoundException
from pools.models import UserPool

MAX_TAGS = 50  # of one resource
_MAX_KEY, _MAX_VALUE = 128, 256  # characters
_MARKS = frozenset(" _.:/=+-@")  # beside letters and digits
_RESERVED = "aws:"


def find_resource(arn: str) -> UserPool:
    """The pool of this ARN, the one kind of thing here that has tags (API-147). Raises what the wire names."""
    _, _, service, _, _, resource = arn.split(":", 5)  # the wire's pattern has seen to five colons
    kind, _, pool_id = resource.partition("/")
    if (service, kind) != ("cognito-idp", "userpool"):
        raise InvalidParameterException("Invalid resource ARN: it names no user pool.")
    pool = UserPool.objects.filter(id=pool_id).first()
    if pool is None or pool.arn != arn:
        raise ResourceNotFoundException(f"User pool {pool_id} does not exist.")
    return pool


def tag_resource(pool: UserPool, given: Mapping[str, str], *, caller: Caller) -> None:
    """Add these tags to the pool's; one with a key that is there gets its new value."""
    with transaction.atomic():
        pool = _lock(pool)
        pool.user_pool_tags |= given
        check(pool.user_pool_tags)
        _save(pool, caller, "TagResource", sorted(given))


def untag_resource(pool: UserPool, keys: Sequence[str], *, caller: Caller) -> None:
    """Take the tags with these keys off the pool. One that is not there is no error."""
    with transaction.atomic():
        pool = _lock(pool)
        pool.user_pool_tags = {key: value for key, value in pool.user_pool_tags.items() if key not in keys}
        _save(pool, caller, "UntagResource", sorted(keys))


def _lock(pool: UserPool) -> UserPool:
    """The pool as it is now, held until the transaction ends: two changes at once do not undo each other."""
    held = UserPool.objects.select_for_update().filter(id=pool.id).first()
    if held is None:
        raise ResourceNotFoundException(f"User pool {pool.id} does not exist.")
    return held


def _save(pool: UserPool, caller: Caller, event: str, keys: list[str]) -> None:
    pool.save(update_fields=["user_pool_tags", "modified_at"])
    audit.record(caller, event, pool=pool, keys=keys)


def check(tags: Mapping[str, str], refusal: type[PoolError] = InvalidParameterException) -> None:
    """Raise the refusal unless these may be all the tags of one resource."""
    if len(tags) > MAX_TAGS:
        raise refusal(f"A resource can have at most {MAX_TAGS} tags.")
    for key, value in tags.items():
        if not 1 <= len(key) <= _MAX_KEY:
            raise refusal(f"A tag key must have 1 to {_MAX_KEY} characters.")
        if key.lower().startswith(_RESERVED):
            raise refusal(f"Tag keys that start with {_RESERVED} are reserved.")
        if len(value) > _MAX_VALUE:
            raise refusal(f"A tag value must have at most {_MAX_VALUE} characters.")
        if not (_is_plain(key) and _is_plain(value)):
            raise refusal("Tag keys and values hold letters, digits, spaces and _ . : / = + - @ only.")


def _is_plain(text: str) -> bool:
    return all(character.isalnum() or character in _MARKS for character in text)
