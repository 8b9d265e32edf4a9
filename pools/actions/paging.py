"""Where a list goes on: sealed, so that nobody can read or make up a position."""

from notifications import sealing
from pools.errors import InvalidParameterException


def seal_position(listing: str, position: str) -> str:
    """The token that continues this listing after `position`."""
    return sealing.seal(f"page of {listing}", position.encode()).decode()


def open_position(listing: str, token: str) -> str:
    """The position in a token of this listing. Raises InvalidParameterException."""
    try:
        return sealing.unseal(f"page of {listing}", token).decode()
    except sealing.Unsealable as error:
        raise InvalidParameterException("Invalid pagination token.") from error
