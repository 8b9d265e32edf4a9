"""What the details of all kinds have in common: required keys, known keys, scopes."""

from collections.abc import Collection, Mapping, Sequence

from pools.errors import InvalidParameterException

_LONGEST = 2048  # characters of a value; a private key is longer in no format
_LONGEST_KEY = 8192


def check_keys(given: Mapping[str, str], required: Sequence[str], known: Collection[str]) -> None:
    """Raise `InvalidParameterException` where one of the required keys has no value, or a key is none of this kind's,
    so that a mistyped one is noticed."""
    if any(not given.get(key, "").strip() for key in required):
        listed = f"{', '.join(required[:-1])} and {required[-1]}"
        raise InvalidParameterException(f"{listed} are all required idp details.")
    unknown = sorted(given.keys() - {*required, *known})
    if unknown:
        raise InvalidParameterException(f"ProviderDetails contains unknown keys: [{', '.join(unknown)}]")
    for key, value in given.items():
        longest = _LONGEST_KEY if key == "private_key" else _LONGEST
        if len(value) > longest or "\0" in value:
            raise InvalidParameterException(f"{key} has at most {longest} characters.")


def given_of(given: Mapping[str, str], keys: Sequence[str]) -> dict[str, str]:
    """Those of the keys that have a value."""
    return {key: given[key] for key in keys if given.get(key, "").strip()}
