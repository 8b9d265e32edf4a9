"""The search of the event history: what is looked for, and how it is found without reading the whole trail."""

import datetime
from typing import Any

from django import forms
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from pools.console import keyset
from pools.console.keyset import Page
from pools.contract import service_model
from pools.models import AuditEvent

SCANNED = 5_000  # events that one page looks at for those that meet the other conditions
COUNTED = 10_000  # events that a count is over
ANY_ERROR = "*"
CHANGES, READS, ALL = "changes", "reads", "all"

# Exact conditions by the selectiveness that they are likely to have. The first that is given is found by its index;
# what else is asked is looked for among the newest of those
_INDEXED = {
    "sub": "sub",
    "key": "access_key_id",
    "ip": "ip_address",
    "error": "error",
    "name": "name",
    "pool": "pool_id",
}

_KINDS = [
    ("", _("Automatic")),
    (CHANGES, _("Changes and sign-ins")),
    (READS, _("Read-only")),
    (ALL, _("Everything")),
]


class EventSearch(forms.Form):
    """Every field is an exact condition; a blank one is none."""

    name = forms.CharField(label=_("Event name"), required=False, max_length=64)
    error = forms.CharField(label=_("Error code"), required=False, max_length=64)
    sub = forms.CharField(label=_("User (sub)"), required=False, max_length=36)
    ip = forms.CharField(label=_("Source IP"), required=False, max_length=45)
    key = forms.CharField(label=_("Access key"), required=False, max_length=128)
    pool = forms.CharField(label=_("User pool"), required=False, max_length=55)
    start = forms.DateTimeField(label=_("From (UTC)"), required=False)
    end = forms.DateTimeField(label=_("To (UTC)"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=_KINDS,
    )

    def __init__(self, *args: Any, pool_id: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pool_id = pool_id
        if pool_id:
            del self.fields["pool"]
        for name in ("start", "end"):
            self.fields[name].widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        self.fields["name"].widget.attrs |= {"list": "event-names", "placeholder": "InitiateAuth"}
        self.fields["error"].widget.attrs |= {"placeholder": _("* for any error")}

    @property
    def wanted(self) -> dict[str, str]:
        """The exact conditions that were given."""
        given = self.cleaned_data | {"pool": self.pool_id or self.cleaned_data.get("pool", "")}
        return {name: given[name] for name in _INDEXED if given.get(name)}

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was asked for, beyond the pool whose area this is."""
        return self.is_valid() and any(self.cleaned_data.values())

    @property
    def conditions(self) -> list[tuple[Any, Any]]:
        """What was asked for in words, to show while the form is folded."""
        if not self.is_valid():
            return []
        given = {name: value for name, value in self.cleaned_data.items() if value}
        if "kind" in given:
            given["kind"] = dict(_KINDS)[given["kind"]]
        return [(self.fields[name].label, _shown(value)) for name, value in given.items()]

    def rows(self) -> tuple[QuerySet[AuditEvent], Q]:
        """What an index finds, and what else they have to meet."""
        wanted, rest = self.wanted, Q()
        rows = AuditEvent.objects.all()
        kind = self.cleaned_data["kind"] or (ALL if wanted.keys() - {"pool"} else CHANGES)
        first = next(iter(wanted), None)
        for name, value in wanted.items():
            condition = ~Q(error="") if (name, value) == ("error", ANY_ERROR) else Q(**{_INDEXED[name]: value})
            rows, rest = (rows.filter(condition), rest) if name == first else (rows, rest & condition)
        if kind != ALL and first in (None, "sub", "pool") and kind == CHANGES:
            rows = rows.filter(read_only=False)
        elif kind != ALL:
            rest &= Q(read_only=kind == READS)
        return _within(rows, self.cleaned_data["start"], self.cleaned_data["end"]), rest


def find(search: EventSearch, after: str = "", size: int = keyset.PAGE_SIZE) -> Page:
    """The page of the newest events that meet the search. Where few of many do, a page may be short, or empty, and
    still have a next one."""
    rows, rest = search.rows()
    if not rest:
        return keyset.newest_first(rows, after, size)
    place = keyset.read_place(after, rows)
    if place:
        rows = rows.filter(keyset.older(*place))
    scanned = rows.order_by("-created_at", "-pk")[:SCANNED]
    met = AuditEvent.objects.filter(rest, pk__in=scanned.values("pk")).order_by("-created_at", "-pk")
    found = list(met[: size + 1])
    if len(found) > size:
        more = keyset.place_of(found[size - 1].created_at, found[size - 1].pk)
    else:
        last = list(scanned.values_list("created_at", "pk"))[SCANNED - 1 :]
        more = keyset.place_of(*last[0]) if last else ""
    return Page(items=found[:size], next=more, is_first=place is None)


def count_by(search: EventSearch, *columns: str, limit: int = 25) -> list[dict[str, Any]]:
    """How often each of these combinations is among the newest `COUNTED` events, the most frequent first (API-136)."""
    rows, rest = search.rows()
    newest = rows.order_by("-created_at")[:COUNTED]
    counted = AuditEvent.objects.filter(rest, pk__in=newest.values("pk")).order_by()
    return list(counted.values(*columns).annotate(number=Count("*")).order_by("-number", *columns)[:limit])


def operation_names() -> list[str]:
    """Names to choose from while typing."""
    return sorted(service_model.load("cognito-idp").operation_names)


def _shown(value: Any) -> Any:
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime.datetime) else value


def _within(
    rows: QuerySet[AuditEvent], start: datetime.datetime | None, end: datetime.datetime | None
) -> QuerySet[AuditEvent]:
    if start:
        rows = rows.filter(created_at__gte=start)
    return rows.filter(created_at__lt=end) if end else rows
