"""Charts of what was counted, on the home page and on a pool's own; and the checklist of a new pool."""

import csv
import datetime
import io
import json

import pytest
from django.urls import reverse
from django.utils import timezone

from pools.actions import domains, roles
from pools.actions.analytics import counting, tallies
from pools.console.analytics import making
from pools.models import Administrator, AuditEvent, CountingProgress, Tally, UserPool
from tests import counted
from tests.conftest import CALLER
from tests.pools.signing_in import by_password

pytestmark = pytest.mark.one_database
OTHER = "us-east-1_Other1234"
KINDS = [
    ("sign_in", ""),
    ("sign_in_failed", "wrong_password"),
    ("sign_in_failed", "SomethingNewException"),
    ("factor", "password"),
    ("sign_up", "self"),
    ("confirmation", "self"),
    ("refresh", ""),
    ("message", "email:sent"),
    ("latency", "sign_in:50"),
    ("latency", "api:5"),
]


def count(pool_id, metric, label="", *, days=0, number=1, grain="d", client_id=""):
    start = tallies.day_of(timezone.now()) - datetime.timedelta(days=days)
    return Tally(
        pool_id=pool_id, grain=grain, start=start, metric=metric, label=label, client_id=client_id, count=number
    )


@pytest.fixture
def seeded(pool, app):
    """Half a year of every kind of number, of two app clients."""
    clients = ["", app.client_id, "another"]
    rows = [
        count(pool.id, *kind, days=day, client_id=client)
        for kind in [*KINDS, ("active", "")]
        for day in range(180)
        for client in clients
    ]
    rows.append(count(pool.id, "active", grain="m", number=42, days=timezone.now().day - 1))
    Tally.objects.bulk_create(rows)
    CountingProgress.objects.create(moment=timezone.now())
    return pool


def address(pool, name="pool_analytics", *more, **query):
    return reverse(f"admin:{name}", args=[pool.id, *more], query=query)


def figures(page):
    """Each chart's name, and the totals of its series or rows."""
    return {
        chart.name: [row.number for row in chart.rows]
        if hasattr(chart, "is_ranking")
        else [series.total for series in chart.series]
        for chart in page.context["charts"]
    }


@pytest.mark.spec("TRG-255", "CON-11", "APP-20")
def test_what_happened_is_on_the_page_a_moment_later(console, idp, app, alice, monkeypatch, trail):
    monkeypatch.setattr(counting, "FRESH", datetime.timedelta(0))
    by_password(idp, app)
    counted.everything()

    page = console.get(address(app.pool))

    assert figures(page)["sign-ins"] == [1, 0]
    assert figures(page)["factors"] == [1]
    assert figures(page)["active-users"] == figures(page)["monthly-active-users"] == [1]
    assert [tile.number for tile in page.context["tiles"]] == ["1", "0.0 %", "0", "1", "1"]


@pytest.mark.parametrize(("span", "days"), [("7d", 7), ("30d", 30), ("90d", 90)])
def test_a_span_has_its_own_days_alone(console, seeded, span, days):
    shown = figures(console.get(address(seeded, range=span)))

    assert shown["sign-ins"] == [3 * days, 6 * days]
    assert shown["failures"] == [3 * days, 3 * days]
    assert shown["active-users"] == [days]


def test_the_numbers_of_one_app_client(console, seeded, app):
    shown = figures(console.get(address(seeded, range="7d", client=app.client_id)))

    assert (shown["sign-ins"], shown["active-users"]) == ([7, 14], [7])
    assert "messages" not in shown


def test_hours_of_a_day(console, pool):
    now = timezone.now()
    hours = [tallies.hour_of(now - datetime.timedelta(hours=back)) for back in (0, 23, 24)]
    Tally.objects.bulk_create(
        Tally(pool_id=pool.id, grain="h", start=hour, metric="sign_in", count=5) for hour in hours
    )

    page = console.get(address(pool, range="24h"))

    assert figures(page)["sign-ins"][0] == 10
    assert page.context["tiles"][0].change == 100


@pytest.mark.parametrize("query", [{"range": "nonsense"}, {"client": "nobody's"}, {"range": "7d", "client": "\0"}])
def test_what_is_no_choice_is_the_first_one(console, seeded, query):
    page = console.get(address(seeded, **query))

    assert page.status_code == 200
    assert figures(page)["sign-ins"][0] == 21


def test_ninety_days_take_few_queries(console, seeded, app, django_assert_max_num_queries):
    with django_assert_max_num_queries(19):
        console.get(address(seeded, range="90d", client=app.client_id))
    with django_assert_max_num_queries(19):
        console.get(address(seeded, "user_pool"))
    with django_assert_max_num_queries(19):
        console.get(reverse("admin:index", query={"range": "90d"}))


def test_a_chart_has_its_numbers_as_a_table_and_as_a_file(console, seeded):
    page = console.get(address(seeded, range="7d"))
    text = page.content.decode()
    file = console.get(address(seeded, "pool_analytics_csv", "sign-ins", range="7d"))

    rows = list(csv.reader(io.StringIO(file.content.decode())))
    assert rows[0] == ["Time (UTC)", "Succeeded", "Failed"]
    assert rows[-1] == [f"{timezone.now():%Y-%m-%d}T00:00Z", "3", "6"]
    assert len(rows) == 8
    assert f'filename="{seeded.id}-sign-ins-7d.csv"' in file["Content-Disposition"]
    drawn = json.loads(page.context["charts"][0].drawing)
    assert drawn["series"][0]["values"] == [3] * 7
    assert text.count('<details class="ph-numbers"') == text.count("data-chart=")
    assert "SomethingNewException" in text


def test_a_file_of_a_chart_that_is_none_is_not_there(console, seeded):
    assert console.get(address(seeded, "pool_analytics_csv", "nothing")).status_code == 404
    assert console.get(reverse("admin:analytics_csv", args=["factors"])).status_code == 404


def test_an_empty_pool_is_told_what_to_do_next(console, pool):
    assert "Create app client" in console.get(address(pool)).content.decode()


def test_a_pool_without_activity_offers_a_longer_time(console, app):
    text = console.get(address(app.pool, range="7d")).content.decode()

    assert "Show 90 days" in text
    assert "range=90d" in text


@pytest.mark.spec("CON-170")
def test_the_overview_has_the_last_week_and_the_way_to_all(console, seeded):
    page = console.get(address(seeded, "user_pool"))

    assert page.context["figures"][0].number == "21"
    assert address(seeded) in page.content.decode()


@pytest.mark.spec("CON-11", "CON-170")
def test_the_original_console_has_analytics_among_the_general_settings(console, pool):
    Administrator.objects.update(console="original")
    groups = console.get(address(pool)).context["navigation"]

    links = [str(link["label"]) for link in groups[0]["links"]]
    assert links[links.index("Triggers") + 1] == "Analytics"


def test_numbers_that_stand_still_say_so(console, seeded):
    CountingProgress.objects.update(moment=timezone.now() - datetime.timedelta(minutes=10))

    assert "the worker is behind" in console.get(address(seeded)).content.decode()


def test_every_factor_and_kind_has_a_name():
    assert set(making.FACTORS) == set(making.Factor)
    assert set(making.KINDS) == set(making.Kind)


# The home page


@pytest.fixture
def two_pools(pool):
    other = UserPool.objects.create(id=OTHER, name="hidden-people", region="us-east-1")
    Tally.objects.bulk_create([count(pool.id, "sign_in", number=3), count(other.id, "sign_in", number=40)])
    Tally.objects.bulk_create([count(pool.id, "active", number=3), count(other.id, "active", number=40)])
    return pool


def test_the_home_page_adds_all_pools_up(console, two_pools):
    page = console.get(reverse("admin:index"))

    assert figures(page)["sign-ins"] == [43, 0]
    assert figures(page)["active-users"] == [43]


def test_the_home_page_counts_only_pools_that_one_may_see(client, two_pools):
    charlie = Administrator.objects.create(username="charlie", is_staff=True)
    roles.assign_role(charlie, roles.Role.AUDITOR, [two_pools], caller=CALLER)
    client.force_login(charlie)
    page = client.get(reverse("admin:index"))
    file = client.get(reverse("admin:analytics_csv", args=["sign-ins"])).content.decode()

    assert figures(page)["sign-ins"] == [3, 0]
    assert "hidden-people" not in page.content.decode()
    assert file.splitlines()[-1].endswith(",3,0")


# First steps


def steps(console, pool):
    shown = console.get(address(pool, "user_pool")).context["steps"]
    return [step["is_done"] for step in shown["list"]] if shown else None


def test_a_new_pool_has_its_first_steps_before_it(console, pool):
    assert steps(console, pool) == [False] * 6


def test_each_step_is_done_by_what_is_there(console, app, alice, settings):
    domains.create_domain(app.pool, "shop", caller=CALLER)
    settings.EMAIL_URL = "smtp://mail.example"

    assert steps(console, app.pool) == [True] * 5 + [False]
    text = console.get(address(app.pool, "user_pool")).content.decode()
    assert reverse("admin:hosted_ui", args=[app.pool_id, app.client_id]) in text


def test_the_first_sign_in_ends_the_checklist(console, idp, app, alice):
    assert steps(console, app.pool)[-1] is False

    by_password(idp, app)

    assert steps(console, app.pool) is None


def test_the_checklist_can_be_put_away(console, pool):
    console.post(address(pool, "first_steps_dismiss"))
    console.post(address(pool, "first_steps_dismiss"))

    assert steps(console, pool) is None
    assert AuditEvent.objects.filter(name="DismissFirstSteps").count() == 1


def test_whoever_may_only_look_sees_the_steps_without_their_buttons(console_of, pool):
    charlie = console_of("cognito-idp:DescribeUserPool")
    text = charlie.get(address(pool, "user_pool")).content.decode()

    assert "Create an app client" in text
    assert reverse("admin:app_client_create", args=[pool.id]) not in text
    assert charlie.post(address(pool, "first_steps_dismiss")).status_code == 403
