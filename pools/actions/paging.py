"""Where a list goes on: sealed, so that nobody can read or make up a position."""

from typing import Any

from django.db.models import QuerySet

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


def page(rows: QuerySet, by: str, listing: str, *, limit: int, token: str | None) -> tuple[list[Any], str | None]:
    """The next `limit` rows in the order of this column, whose values are unique in the listing, and the token of the
    page after it, if there is one. Costs the same anywhere in the list. Raises InvalidParameterException."""
    rows = rows.order_by(by)
    if token:
        rows = rows.filter(**{f"{by}__gt": open_position(listing, token)})
    found = list(rows[: limit + 1])
    more = seal_position(listing, str(getattr(found[limit - 1], by))) if len(found) > limit else None
    return found[:limit], more
