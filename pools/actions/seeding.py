"""Many users at once, to see how a pool behaves when it is large.

They are made up: confirmed, with a verified e-mail address and a name, and only some of them have a password, as a
verifier takes longer to compute than the rest of a user. It goes on from where it was stopped.
"""

from collections.abc import Iterator
from typing import Any

from django.db import IntegrityError, transaction

from pools.actions import aliases, audit, new_users, passwords, searched_attributes
from pools.caller import Caller
from pools.errors import InvalidParameterException, UsernameExistsException
from pools.models import Alias, User, UserPool

DIGITS = 8  # of the number in a user's name
_BATCH = 2000  # users, in one short transaction


def seed_users(
    pool: UserPool, count: int, *, prefix: str = "user", password: str = "", every: int = 1, caller: Caller
) -> Iterator[int]:
    """Make as many users, numbered from 0 behind the prefix; gives how many there are, batch by batch.

    Every so many-th one gets the password, if there is one. Raises `InvalidParameterException` for a count or a prefix
    that will not do, `InvalidPasswordException` for a password against the pool's policy,
    `UsernameExistsException` where somebody else has one of the names, and where the pool is full
    `LimitExceededException`.
    """
    if not 0 < count <= 10**DIGITS or every < 1:
        raise InvalidParameterException(f"The number of users must be 1 to {10**DIGITS}.")
    if password:
        passwords.check_policy(pool, password)
    done = _made_so_far(pool, count, prefix)
    yield done
    while done < count:
        numbers = range(done, min(done + _BATCH, count))
        users = [_user(pool, prefix, number, password if number % every == 0 else "") for number in numbers]
        _save(pool, users, caller, first=numbers[0], last=numbers[-1], prefix=prefix)
        done = numbers[-1] + 1
        yield done


def _save(pool: UserPool, users: list[User], caller: Caller, **detail: Any) -> None:
    try:
        with transaction.atomic():
            User.objects.bulk_create(users)
            Alias.objects.bulk_create(_aliases_of(pool, users))
            searched_attributes.write(pool, users)
            audit.record(caller, "SeedUsers", pool=pool, **detail)
    except IntegrityError:
        raise UsernameExistsException("Somebody has one of these names already: choose another prefix.") from None


def address_of(prefix: str, number: int) -> str:
    return f"{name_of(prefix, number)}@example.com"


def number_of(number: int) -> str:
    """A telephone number of this user alone, where those are what people sign in by."""
    return f"+1555{number:0{DIGITS}}"


def name_of(prefix: str, number: int) -> str:
    return f"{prefix}{number:0{DIGITS}}"


def _user(pool: UserPool, prefix: str, number: int, password: str) -> User:
    address = address_of(prefix, number)
    given = {"email": address, "email_verified": "true", "name": f"Somebody {number}"}
    username = name_of(prefix, number)
    if "email" in pool.username_attributes:
        username = address
    elif pool.username_attributes:
        username = number_of(number)
        given |= {"phone_number": username, "phone_number_verified": "true"}
    user = new_users.build(pool, username, given)
    user.status = User.Status.CONFIRMED
    if password:
        passwords.set_password(user, password)
    return user


def _aliases_of(pool: UserPool, users: list[User]) -> list[Alias]:
    return [
        Alias(pool=pool, user=user, attribute=attribute, key=key)
        for user in users
        for attribute, key in aliases.entitled(user).items()
    ]


def _made_so_far(pool: UserPool, count: int, prefix: str) -> int:
    """The number to go on with. They are made in order, a batch whole or not at all, so halving finds it."""
    low, high = 0, count
    while low < high:
        middle = (low + high) // 2
        if User.objects.filter(pool=pool, searched_email=address_of(prefix, middle).lower()).exists():
            low = middle + 1
        else:
            high = middle
    return low
