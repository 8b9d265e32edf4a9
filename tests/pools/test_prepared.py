import uuid

import pytest

from pools.models import Session, User
from pools.models.prepared import Lookup
from pools.models.session import NEW_SESSION, SESSION_WITH_ALL
from pools.models.user import USER_BY_NAME, USER_BY_SUB

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(app, alice):
    return Session.objects.create(user=alice, client=app, auth_time="2026-01-01T00:00Z", expires_at="2027-01-01T00:00Z")


def test_a_lookup_reads_what_the_queryset_reads(session):
    found = SESSION_WITH_ALL.find(session.id)
    expected = Session.objects.select_related("user", "client__pool").get(id=session.id)

    assert vars(found) | {"_state": None} == vars(expected) | {"_state": None}
    assert vars(found.client.pool) | {"_state": None} == vars(expected.client.pool) | {"_state": None}


def test_what_is_joined_is_there_without_another_query(session, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert SESSION_WITH_ALL.find(session.id).client.pool.name == "people"


def test_a_lookup_sees_each_change(alice):
    assert USER_BY_NAME.find(alice.pool_id, "alice").enabled
    User.objects.filter(pk=alice.pk).update(enabled=False)
    assert not USER_BY_NAME.find(alice.pool_id, "alice").enabled


def test_a_found_row_can_be_saved(alice):
    found = USER_BY_SUB.find(alice.pool_id, alice.sub)
    found.enabled = False
    found.save(update_fields=["enabled"])

    assert not User.objects.get(pk=alice.pk).enabled


@pytest.mark.parametrize("name", ["nobody", "", "alice' OR 'a'='a", "%"])
def test_no_row_is_none(alice, name):
    assert USER_BY_NAME.find(alice.pool_id, name) is None
    assert USER_BY_SUB.find(alice.pool_id, uuid.uuid4()) is None


def test_a_lookup_of_many_keeps_their_order_and_ends_at_its_limit(alice, bob):
    people = Lookup(lambda: User.objects.order_by("-username"), "pool_id", limit=2)
    User.objects.create(pool=alice.pool, username="aaron", username_key="aaron")
    assert people.find_all(alice.pool_id) == [bob, alice]


def test_an_insertion_writes_what_saving_writes(app, alice):
    times = {"auth_time": "2026-01-01T00:00Z", "expires_at": "2027-01-01T00:00Z"}
    saved = Session.objects.create(user=alice, client=app, scopes=["openid"], **times)
    inserted = NEW_SESSION.insert(Session(user=alice, client=app, scopes=["openid"], **times))

    own = {"id", "refresh_secret", "event_id", "began_at"}
    (one, other) = Session.objects.filter(id__in=[saved.id, inserted.id]).values()
    assert {name: one[name] for name in one.keys() - own} == {name: other[name] for name in other.keys() - own}


def test_an_inserted_row_can_be_changed(app, alice):
    session = NEW_SESSION.insert(
        Session(user=alice, client=app, auth_time="2026-01-01T00:00Z", expires_at="2027-01-01T00:00Z")
    )
    session.device_key = "key"
    session.save(update_fields=["device_key"])

    assert Session.objects.get(id=session.id).device_key == "key"
