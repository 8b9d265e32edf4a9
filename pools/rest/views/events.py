"""Audit events."""

from typing import Any

from rest_framework import serializers

from pools.actions import audit_lookup, audit_records
from pools.rest.call import Call
from pools.rest.fields import answer, page_of, text
from pools.rest.operations import LARGEST_PAGE, PageQuery, Resource, operation
from pools.rest.routes import route

Event = answer(
    "Event",
    {
        "id": serializers.UUIDField(),
        "created_at": serializers.DateTimeField(),
        "name": serializers.CharField(help_text="The operation."),
        "error": serializers.CharField(help_text="The name of the error that it ended in; empty for none."),
        "pool_id": serializers.CharField(),
        "actor": serializers.CharField(help_text="ARN or `sub` of who did it."),
        "record": serializers.DictField(help_text="The event as a record of CloudTrail's shape, secrets hidden."),
    },
)
EventQuery = type(
    "EventQuery",
    (PageQuery,),
    {name: text(256, required=False, help_text=f"Events whose `{name}` this is.") for name in audit_lookup.FILTERS},
)


@route("events", tag="Audit events")
class Events(Resource):
    @operation("LookupEvents", query=EventQuery, answers=page_of(Event), action="cloudtrail:LookupEvents")
    def get(self, call: Call) -> dict[str, Any]:
        """Look up audit events, newest first."""
        wanted = {name: value for name, value in call.query.items() if name in audit_lookup.FILTERS}
        limit, cursor = call.query.get("limit", LARGEST_PAGE), call.query.get("cursor")
        events, token = audit_lookup.lookup_events(limit=limit, token=cursor, **wanted)
        records = audit_records.word_all(events)
        return call.page([_event(event, record) for event, record in zip(events, records, strict=True)], token)


def _event(event: Any, record: dict[str, Any]) -> dict[str, Any]:
    names = ("id", "created_at", "name", "error", "pool_id", "actor")
    return {name: getattr(event, name) for name in names} | {"record": record}
