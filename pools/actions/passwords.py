"""Passwords: what a pool demands of them, and how one is kept and checked.

Kept is an SRP verifier, sealed with a key that is not in the database, so that a copied table cannot be searched for
weak passwords. A password that comes in clear is checked against the same verifier. A pool may keep argon2id hashes
instead, which knows no SRP; and a user may bring a hash from elsewhere, which the first sign-in turns into what the
pool keeps.
"""

import functools
import secrets
import string
import uuid

from django.utils import timezone

from notifications import sealing
from pools.actions import password_hashes, srp
from pools.errors import InvalidParameterException, InvalidPasswordException
from pools.models import PastPassword, User, UserPool

_PURPOSE = "srp verifier"
_KEPT_IN = ("srp_salt", "sealed_srp_verifier", "password_hash")
_VERIFIER_BYTES = 384  # a number of the 3072-bit group

MAXIMUM_LENGTH = 256  # characters (CON-89)
SYMBOLS = frozenset(string.punctuation + " ")  # CON-92
_GENERATED_LENGTH = 12  # unless the policy asks for more
_GENERATED_SYMBOLS = "!#$%*+-=?@_"  # none that a mail's HTML or a shell would take for its own

_CHARACTER_RULES = (
    ("RequireUppercase", frozenset(string.ascii_uppercase), "Password must have uppercase characters"),
    ("RequireLowercase", frozenset(string.ascii_lowercase), "Password must have lowercase characters"),
    ("RequireNumbers", frozenset(string.digits), "Password must have numeric characters"),
    ("RequireSymbols", SYMBOLS, "Password must have symbol characters"),
)


def check_policy(pool: UserPool, password: str) -> None:
    """Raise `InvalidPasswordException` with the first demand that the password does not meet (CON-88 to CON-92)."""
    policy = pool.password_policy
    if len(password) < policy["MinimumLength"]:
        raise _refusal("Password not long enough")
    if len(password) > MAXIMUM_LENGTH:
        raise _refusal("Password too long")
    if password != password.strip():
        raise _refusal("Password must not begin or end with a space")
    for rule, characters, message in _CHARACTER_RULES:
        if policy[rule] and characters.isdisjoint(password):
            raise _refusal(message)


def set_password(user: User, password: str) -> list[str]:
    """Give the user this password. Returns the names of the changed fields; saving them is the caller's, and before
    that `password_history.keep_replaced` in the same transaction."""
    _keep(user, password)
    user.password_set_at = timezone.now()
    return [*_KEPT_IN, "password_set_at"]


def set_hash(user: User, encoded: str) -> list[str]:
    """Give the user the password of a hash in one of Django's formats, as `set_password` does. Raises
    `InvalidParameterException` for any other format."""
    if not password_hashes.is_known(encoded):
        raise InvalidParameterException("The password hash has no known format.")
    user.srp_salt, user.sealed_srp_verifier, user.password_hash = "", None, encoded
    user.password_set_at = timezone.now()
    return [*_KEPT_IN, "password_set_at"]


def has_password(user: User) -> bool:
    return user.sealed_srp_verifier is not None or bool(user.password_hash)


def renew(user: User, password: str) -> None:
    """Keep the right password, just given in clear, as its pool now wants it kept. The password stays the same one, so
    its age does too. Nothing happens if it was changed meanwhile, or is kept so already."""
    if _is_kept_as_wanted(user):
        return
    before = {name: getattr(user, name) for name in _KEPT_IN}
    _keep(user, password)
    User.objects.filter(pk=user.pk, **before).update(**{name: getattr(user, name) for name in _KEPT_IN})


def verifier_of(user: User) -> int | None:
    """The verifier for an SRP exchange, None while the user has none."""
    return None if user.sealed_srp_verifier is None else _unseal(user.sealed_srp_verifier)


def is_correct(user: User, password: str) -> bool:
    """Whether this is the user's password. Takes as long for a user who has none."""
    if not has_password(user):
        simulate_check(user.pool, user.username, password)
        return False
    return is_kept_as(user, password, user)


def is_kept_as(user: User, password: str, kept: User | PastPassword) -> bool:
    """Whether this is the password of the user's that is kept there."""
    if kept.password_hash:
        return password_hashes.is_match(password, kept.password_hash)
    assert kept.sealed_srp_verifier is not None  # one of the two is there
    given = srp.verifier(user.pool.short_name, user.username, password, kept.srp_salt)
    return _bytes_match(given, _unseal(kept.sealed_srp_verifier))


def simulate_check(pool: UserPool, username: str, password: str) -> None:
    """The work of `is_correct` for a user who does not exist, so that time does not tell (CON-227)."""
    if not pool.knows_srp:
        password_hashes.simulate_check(password)
        return
    salt, verifier = simulated_verifier(pool, username)
    _bytes_match(srp.verifier(pool.short_name, username, password, salt), verifier)


def simulated_verifier(pool: UserPool, username: str) -> tuple[str, int]:
    """Salt and verifier of a user who does not exist: always the same ones for a name in a pool (CON-228)."""
    seed = f"{pool.id}/{pool.fold(username)}"
    salt = sealing.fingerprint("simulated salt", seed)[:32]
    verifier = int.from_bytes(bytes.fromhex(sealing.fingerprint("simulated verifier", seed)) * 11, "big")
    sealing.unseal(_PURPOSE, _decoy())  # a real one is unsealed, which takes its time
    return salt, verifier


def simulated_username(pool: UserPool, username: str) -> str:
    """The internal user name of a user who does not exist, for pools where nobody signs in by it (CON-228)."""
    return str(uuid.UUID(sealing.fingerprint("simulated sub", f"{pool.id}/{pool.fold(username)}")[:32], version=4))


def random_temporary_password(pool: UserPool) -> str:
    """A password that meets the pool's policy, to be changed at the first sign-in."""
    length = max(_GENERATED_LENGTH, pool.password_policy["MinimumLength"])
    alphabets = [string.ascii_uppercase, string.ascii_lowercase, string.digits, _GENERATED_SYMBOLS]
    characters = [secrets.choice(alphabet) for alphabet in alphabets]
    characters += [secrets.choice("".join(alphabets)) for _ in range(length - len(characters))]
    secrets.SystemRandom().shuffle(characters)
    return "".join(characters)


def _keep(user: User, password: str) -> None:
    user.srp_salt, user.sealed_srp_verifier, user.password_hash = "", None, ""
    if not user.pool.knows_srp:
        user.password_hash = password_hashes.hash_password(password)
        return
    user.srp_salt = srp.new_salt()
    verifier = srp.verifier(user.pool.short_name, user.username, password, user.srp_salt)
    user.sealed_srp_verifier = sealing.seal(_PURPOSE, verifier.to_bytes(_VERIFIER_BYTES, "big"))


def _is_kept_as_wanted(user: User) -> bool:
    return not user.password_hash if user.pool.knows_srp else password_hashes.is_ours(user.password_hash)


def _unseal(sealed_verifier: bytes | memoryview) -> int:
    return int.from_bytes(sealing.unseal(_PURPOSE, bytes(sealed_verifier)), "big")


@functools.cache
def _decoy() -> bytes:
    return sealing.seal(_PURPOSE, bytes(_VERIFIER_BYTES))


def _refusal(demand: str) -> InvalidPasswordException:
    return InvalidPasswordException(f"{InvalidPasswordException.message}: {demand}")


def _bytes_match(one: int, other: int) -> bool:
    return secrets.compare_digest(one.to_bytes(_VERIFIER_BYTES, "big"), other.to_bytes(_VERIFIER_BYTES, "big"))
