"""ListUsers: the filter's grammar, pages, and that an index does the work."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pools.actions import list_users, user_filter, user_pools
from pools.errors import InvalidParameterException
from pools.models import User
from tests.conftest import CALLER, REGION


def _user(pool, name, **fields):
    return User.objects.create(pool=pool, username=name, username_key=pool.fold(name), **fields)


@pytest.fixture
def people(pool):
    _user(pool, "carol", status="CONFIRMED", attributes={"email": "Carol@Example.com", "family_name": 'O"Neil'})
    _user(pool, "carl", attributes={"email": "carl@example.com", "name": "Carl", "phone_number": "+13125550001"})
    _user(pool, "Dave", enabled=False, attributes={"email": "dave@example.com", "phone_number": "+14325550001"})
    _user(pool, "erin", status="RESET_REQUIRED", attributes={"family_name": "back\\slash", "given_name": "Érin"})
    return pool


def found(pool, text, **options):
    return {user.username for user in list_users.list_users(pool, filter_text=text, **options).users}


@pytest.mark.spec("USR-124", "USR-128", "USR-129", "USR-131", "CON-51")
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", {"carol", "carl", "Dave", "erin"}),
        ('username = "carol"', {"carol"}),
        ('username = "dave"', set()),
        ('username ^= "car"', {"carol", "carl"}),
        ('username ^= "CAR"', set()),
        ('email = "carol@example.com"', {"carol"}),
        ('email="CAROL@EXAMPLE.COM"', {"carol"}),
        ('  email  ^=  "car"  ', {"carol", "carl"}),
        ('email = "car"', set()),
        ('email ^= ""', {"carol", "carl", "Dave"}),
        ('email ^= "%"', set()),
        ('phone_number ^= "+1312"', {"carl"}),
        ('name = "Carl"', {"carl"}),
        ('given_name ^= "Ér"', {"erin"}),
        (r'family_name = "O\"Neil"', {"carol"}),
        (r'family_name = "back\\slash"', {"erin"}),
        ('preferred_username = "x"', set()),
        ('cognito:user_status = "CONFIRMED"', {"carol"}),
        ('cognito:user_status = "confirmed"', {"carol"}),
        ('cognito:user_status ^= "c"', {"carol"}),
        ('cognito:user_status ^= "unco"', {"carl", "Dave"}),
        ('status = "Enabled"', {"carol", "carl", "erin"}),
        ('status = "Disabled"', {"Dave"}),
        ('status = "disabled"', set()),
        ('status ^= "Dis"', {"Dave"}),
        ('status ^= ""', {"carol", "carl", "Dave", "erin"}),
        ('status = ""', set()),
        ('sub = "no uuid"', set()),
        ('email ^= "\U0010ffff"', set()),
        ('email ^= "\ud7ff"', set()),
    ],
)
def test_a_filter_finds_whom_it_names(people, text, names):
    assert found(people, text) == names


@pytest.mark.spec("API-120")
@pytest.mark.parametrize("length", [1, 8, 9, 10, 36])
def test_users_are_found_by_the_start_of_their_sub(people, length):
    carol = User.objects.get(username="carol")
    assert "carol" in found(people, f'sub ^= "{str(carol.sub)[:length]}"')
    assert found(people, f'sub = "{carol.sub}"') == {"carol"}
    assert found(people, f'sub = "{str(carol.sub)[:8]}"') == set()


@pytest.mark.spec("USR-128")
@pytest.mark.parametrize(
    "text",
    ["email", 'email = carol"', 'email == "carol"', 'email = "a" or email = "b"', 'email = "a"b"', 'email ^= "\0"'],
)
def test_a_malformed_filter_is_refused(people, text):
    with pytest.raises(InvalidParameterException, match="Error while parsing filter"):
        found(people, text)


@pytest.mark.spec("USR-125")
@pytest.mark.parametrize("attribute", ["custom:color", "birthdate", "pool_id", "srp_salt"])
def test_other_attributes_are_not_searched(people, attribute):
    with pytest.raises(InvalidParameterException, match=f"Invalid search attribute: {attribute}"):
        found(people, f'{attribute} = "x"')


def test_a_long_value_is_compared_to_its_end(pool):
    start = "x" * 256
    _user(pool, "one", attributes={"name": start + "one"})
    _user(pool, "two", attributes={"name": start + "TWO"})
    assert list_users.list_users(pool, filter_text=f'name = "{start}two"').users[0].username == "two"
    assert found(pool, f'name ^= "{start}o"') == {"one"}
    assert found(pool, f'name = "{start}"') == set()


@pytest.mark.spec("USR-126", "USR-132", "USR-267")
@pytest.mark.parametrize(
    "text",
    [
        "",
        'name = "Same"',
        'name ^= "s"',
        'username ^= "u"',
        'cognito:user_status ^= "u"',
        'status = "Enabled"',
        'sub ^= ""',
    ],
)
@pytest.mark.parametrize("limit", [1, 2, 7])
def test_pages_hold_everybody_once(pool, text, limit):
    _many(pool, 7, name="same")
    names = _names_on_all_pages(pool, text, limit)
    assert sorted(names) == [f"user{number}" for number in range(7)]


@pytest.mark.spec("USR-130")
def test_users_come_in_the_order_of_what_is_searched(pool):
    [_user(pool, f"u{name}", attributes={"name": name}) for name in ("b", "a", "c")]
    assert _names_on_all_pages(pool, 'name ^= ""', 1) == ["ua", "ub", "uc"]


def test_a_user_who_comes_between_pages_moves_nobody(pool):
    _many(pool, 4)
    first = list_users.list_users(pool, filter_text='username ^= "user"', limit=2)
    _user(pool, "user00")
    rest = list_users.list_users(pool, filter_text='username ^= "user"', pagination_token=first.next_token)
    assert [user.username for user in rest.users] == ["user2", "user3"]


@pytest.mark.spec("USR-132")
def test_a_token_ends_after_an_hour(pool):
    _many(pool, 2)
    with time_machine.travel(datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC), tick=False) as clock:
        token = list_users.list_users(pool, limit=1).next_token
        clock.shift(datetime.timedelta(hours=1, seconds=1))
        with pytest.raises(InvalidParameterException):
            list_users.list_users(pool, pagination_token=token)


@pytest.mark.spec("USR-132")
@pytest.mark.parametrize("text", ['username ^= "u"', 'username ^= ""'])
def test_a_token_serves_the_filter_it_was_made_for(pool, text):
    _many(pool, 2)
    token = list_users.list_users(pool, limit=1).next_token
    with pytest.raises(InvalidParameterException):
        list_users.list_users(pool, filter_text=text, pagination_token=token)


def test_a_token_serves_no_other_pool(pool, quick_keys):
    _many(pool, 2)
    other = user_pools.create_user_pool("others", region=REGION, caller=CALLER)
    with pytest.raises(InvalidParameterException):
        list_users.list_users(other, pagination_token=list_users.list_users(pool, limit=1).next_token)


def test_a_made_up_token_is_refused(idp, pool, refused):
    with refused("InvalidParameterException"):
        idp.list_users(UserPoolId=pool.id, PaginationToken="made-up")


def test_the_wire_lists_users_as_cognito_does(idp, pool, alice):
    (user,) = idp.list_users(UserPoolId=pool.id, Filter='email = "alice@example.com"')["Users"]
    assert user["Username"] == "alice"
    assert user["Attributes"][0] == {"Name": "sub", "Value": str(alice.sub)}
    assert (user["Enabled"], user["UserStatus"]) == (True, "CONFIRMED")
    assert user["UserCreateDate"] == alice.created_at.replace(microsecond=user["UserCreateDate"].microsecond)


@pytest.mark.spec("USR-127")
def test_only_the_attributes_asked_for_are_listed(idp, pool, alice, refused):
    (user,) = idp.list_users(UserPoolId=pool.id, AttributesToGet=["email"])["Users"]
    assert user["Attributes"] == [{"Name": "email", "Value": "alice@example.com"}]
    with refused("InvalidParameterException"):
        idp.list_users(UserPoolId=pool.id, AttributesToGet=["name"])


@pytest.mark.spec("USR-126")
@pytest.mark.parametrize("limit", [-1, 61])
def test_a_page_has_at_most_sixty_users(idp, pool, refused, limit):
    with refused("InvalidParameterException"):
        idp.list_users(UserPoolId=pool.id, Limit=limit)


@pytest.mark.parametrize(("limit", "count"), [(None, 60), (0, 60), (5, 5)])
def test_a_page_holds_as_many_as_asked_for(pool, limit, count):
    _many(pool, 61)
    assert len(list_users.list_users(pool, limit=limit).users) == count


def test_a_page_takes_one_query_and_the_next_at_most_two(pool, django_assert_num_queries):
    _many(pool, 4)
    with django_assert_num_queries(1):
        first = list_users.list_users(pool, filter_text='email ^= ""', limit=2)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        list_users.list_users(pool, filter_text='email ^= ""', limit=2, pagination_token=first.next_token)
    assert len(captured) <= 2


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ('email = "user7@example.com"', "user_by_email"),
        ('email ^= "user7"', "user_by_email"),
        ('phone_number ^= "+1"', "user_by_phone_number"),
        ('username ^= "user7"', "one_user_of_a_name_per_pool"),
        ('cognito:user_status = "CONFIRMED"', "user_by_status"),
        ('status = "Disabled"', "user_by_enabled"),
        ("", "user_by_creation"),
    ],
)
def test_an_index_finds_and_sorts_the_users(pool, text, index):
    _many(pool, 300)
    search = user_filter.parse(pool, text)
    users = search.narrow(User.objects.filter(pool=pool)).order_by(*search.order)[:61]
    plan = _plan(users)
    assert index in plan.replace("sqlite_autoindex_pools_user_2", "one_user_of_a_name_per_pool")
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan


def _plan(users):
    """How the database would find them if the table were large."""
    large = {"postgresql": "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; ANALYZE pools_user"}
    with connection.cursor() as cursor:
        cursor.execute(large.get(connection.vendor, "SELECT 1"))
    return users.explain()


def _many(pool, count, **attributes):
    User.objects.bulk_create(
        User(
            pool=pool,
            username=f"user{number}",
            username_key=f"user{number}",
            attributes={"email": f"user{number}@example.com", **attributes},
        )
        for number in range(count)
    )


def _names_on_all_pages(pool, text, limit):
    page = list_users.list_users(pool, filter_text=text, limit=limit)
    names = [user.username for user in page.users]
    while page.next_token:
        page = list_users.list_users(pool, filter_text=text, limit=limit, pagination_token=page.next_token)
        names += [user.username for user in page.users]
    return names
