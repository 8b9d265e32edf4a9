"""The event history: searched by every condition, without reading the whole trail, and taken along as JSON lines."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pools.console import event_search
from pools.models import AuditEvent

SUB = "0b6f0000-0000-4000-8000-000000000001"


@pytest.fixture
def happened(db):
    """Makes an event of some minutes ago."""

    def make(name="InitiateAuth", minutes=1, **columns):
        moment = timezone.now() - timedelta(minutes=minutes)
        return AuditEvent.objects.create(name=name, created_at=moment, via="api", **columns)

    return make


@pytest.fixture
def search(console, db):
    def ask(**query):
        return console.get(reverse("admin:events"), query).context["page"].items

    return ask


@pytest.mark.spec("API-97", "API-136")
@pytest.mark.parametrize(
    ("condition", "columns"),
    [
        ({"name": "SignUp"}, {"name": "SignUp"}),
        ({"sub": SUB}, {"sub": SUB}),
        ({"ip": "10.1.2.3"}, {"ip_address": "10.1.2.3"}),
        ({"key": "AKIAX"}, {"access_key_id": "AKIAX"}),
        ({"pool": "us-east-1_x"}, {"pool_id": "us-east-1_x"}),
        ({"error": "NotAuthorizedException"}, {"error": "NotAuthorizedException"}),
        ({"error": "*"}, {"error": "CodeMismatchException"}),
        ({"kind": "reads"}, {"read_only": True}),
        ({"kind": "all", "name": "GetUser"}, {"name": "GetUser", "read_only": True}),
        ({"ip": "10.1.2.3", "error": "*", "name": "X"}, {"ip_address": "10.1.2.3", "error": "Y", "name": "X"}),
        ({"ip": "10.1.2.3", "kind": "changes"}, {"ip_address": "10.1.2.3"}),
    ],
)
def test_events_are_searched_by_each_condition(search, happened, condition, columns):
    happened("Another", ip_address="10.9.9.9", access_key_id="AKIAY", pool_id="us-east-1_y")
    wanted = happened(**columns)

    assert wanted in search(**condition)
    assert "Another" not in [event.name for event in search(**condition)]


def test_events_are_searched_by_time(search, happened):
    happened("Early", 90)
    happened("Meant", 60)
    happened("Late", 30)
    start, end = timezone.now() - timedelta(minutes=75), timezone.now() - timedelta(minutes=45)

    found = search(start=start.strftime("%Y-%m-%dT%H:%M"), end=end.strftime("%Y-%m-%dT%H:%M"))

    assert [event.name for event in found] == ["Meant"]


def test_reads_are_not_among_the_changes(search, happened):
    happened("GetUser", read_only=True)
    happened("SignUp")

    assert [event.name for event in search() if event.name != "ConsoleLogin"] == ["SignUp"]


@pytest.mark.parametrize(
    "query", [{"start": "yesterday"}, {"kind": "odd"}, {"name": "x" * 65}, {"sub": "\0"}, {"after": "x", "ip": "1"}]
)
def test_odd_searches_find_nothing(console, query):
    answer = console.get(reverse("admin:events"), query)

    assert answer.status_code == 200
    assert answer.context["page"].items == []


def test_a_rare_event_is_looked_for_a_bounded_way_at_once(console, happened, monkeypatch):
    monkeypatch.setattr(event_search, "SCANNED", 2)
    wanted = happened("Rare", 9, ip_address="10.1.2.3")
    [happened("Common", minutes, ip_address="10.1.2.3") for minutes in (1, 2, 3)]
    query = {"ip": "10.1.2.3", "name": "Rare"}

    first = console.get(reverse("admin:events"), query).context["page"]
    second = console.get(reverse("admin:events"), query | {"after": first.next}).context["page"]

    assert (first.items, second.items) == ([], [wanted])


def test_a_page_costs_the_same_however_many_there_are(console, happened, django_assert_max_num_queries):
    [happened("SignUp", minutes, ip_address="10.1.2.3") for minutes in range(60)]

    with django_assert_max_num_queries(8):
        page = console.get(reverse("admin:events"), {"ip": "10.1.2.3", "name": "SignUp"}).context["page"]

    assert len(page.items) == 25
    assert page.next


@pytest.mark.spec("API-136")
def test_counts_by_address_and_event(console, happened):
    happened(ip_address="10.1.2.3", error="NotAuthorizedException")
    happened(ip_address="10.1.2.3", error="NotAuthorizedException")
    happened(ip_address="10.9.9.9", error="NotAuthorizedException")
    happened(ip_address="10.9.9.9")

    answer = console.get(reverse("admin:events_counts"), {"by": "events", "error": "NotAuthorizedException"})

    assert [(row["ip_address"], row["name"], row["number"]) for row in answer.context["rows"]] == [
        ("10.1.2.3", "InitiateAuth", 2),
        ("10.9.9.9", "InitiateAuth", 1),
    ]


@pytest.mark.spec("API-136")
def test_counts_of_forgotten_passwords_by_address(console, happened):
    happened("ForgotPassword", ip_address="10.1.2.3")
    happened("SignUp", ip_address="10.1.2.3")

    answer = console.get(reverse("admin:events_counts"), {"by": "addresses", "name": "ForgotPassword"})

    assert [(row["ip_address"], row["number"]) for row in answer.context["rows"]] == [("10.1.2.3", 1)]


def test_an_event_is_shown_as_its_record(console, happened):
    event = happened(error="NotAuthorizedException", error_message="Wrong.", request_id="one")
    happened("SignUp", request_id="one")

    answer = console.get(reverse("admin:event", args=[event.id]))

    assert json.loads(answer.context["record"])["errorCode"] == "NotAuthorizedException"
    assert [other.name for other in answer.context["others"]] == ["SignUp"]


def test_an_event_that_is_not_there(console):
    assert console.get(reverse("admin:event", args=[SUB])).status_code == 404


@pytest.mark.spec("API-97")
def test_what_was_found_is_taken_along_as_json_lines(console, happened):
    happened("SignUp", ip_address="10.1.2.3")
    happened("SignUp", ip_address="10.9.9.9")

    answer = console.get(reverse("admin:events_download"), {"ip": "10.1.2.3"})

    [line] = b"".join(answer.streaming_content).decode().splitlines()
    assert json.loads(line)["sourceIPAddress"] == "10.1.2.3"
    assert ".jsonl" in answer["Content-Disposition"]


def test_a_pool_has_its_own_events_alone(console, pool, happened):
    happened("Elsewhere", pool_id="us-east-1_x")

    page = console.get(reverse("admin:pool_events", args=[pool.id]), {"kind": "all"}).context["page"]
    lines = b"".join(console.get(reverse("admin:pool_events_download", args=[pool.id])).streaming_content)

    assert [event.name for event in page.items] == ["CreateUserPool"]
    assert b"Elsewhere" not in lines


@pytest.mark.parametrize("name", ["events", "events_counts", "events_download"])
def test_who_may_not_look_events_up_sees_none(console_of, name):
    assert console_of("cognito-idp:ListUsers").get(reverse(f"admin:{name}")).status_code == 403
