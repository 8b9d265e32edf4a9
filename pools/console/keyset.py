"""Pages of a list, newest first, found by where the page before ended: no counting, no offset."""

import base64
import binascii
import dataclasses
import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime

PAGE_SIZE = 25


@dataclasses.dataclass(frozen=True)
class Page:
    items: list[Any]
    next: str = ""  # what the address of the next page says after `?after=`; empty on the last one
    is_first: bool = True


def newest_first(queryset: QuerySet, after: str = "", size: int = PAGE_SIZE) -> Page:
    """The page of rows that were created before the one that `after` tells of. What is no such place is the start."""
    place = read_place(after, queryset)
    ordered = queryset.order_by("-created_at", "-pk")
    if place:
        ordered = ordered.filter(older(*place))
    rows = list(ordered[: size + 1])
    more = place_of(rows[size - 1].created_at, rows[size - 1].pk) if len(rows) > size else ""
    return Page(items=rows[:size], next=more, is_first=place is None)


def older(moment: datetime.datetime, key: Any) -> Q:
    """What comes after this place in a list that has the newest first."""
    return (Q(created_at__lt=moment) | Q(pk__lt=key)) & Q(created_at__lte=moment)


def count_up_to(queryset: QuerySet, limit: int) -> str:
    """How many there are as people read it; `99+` when there are more than the limit of 99."""
    found = len(queryset.order_by().values_list("pk", flat=True)[: limit + 1])
    return f"{limit:,}+" if found > limit else f"{found:,}"


def place_of(moment: datetime.datetime, key: Any) -> str:
    """The place as an address tells of it."""
    return base64.urlsafe_b64encode(f"{moment.isoformat()} {key}".encode()).decode()


def read_place(after: str, queryset: QuerySet) -> tuple[datetime.datetime, Any] | None:
    try:
        moment, _, key = base64.urlsafe_b64decode(after.encode()).decode().partition(" ")
        created_at, pk = parse_datetime(moment), queryset.model._meta.pk.to_python(key)
    except (binascii.Error, ValueError, ValidationError):
        return None
    return (created_at, pk) if created_at and created_at.tzinfo and key else None
