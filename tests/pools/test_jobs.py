"""Jobs go on where they were stopped, do each thing once, and say what could not be done."""

import csv
import datetime
import io

import pytest
from django.utils import timezone

from notifications.models import Message
from pools import tasks
from pools.actions import groups, jobs, user_jobs
from pools.actions.user_search import UserQuery
from pools.errors import InvalidParameterException, ResourceNotFoundException
from pools.models import AuditEvent, GroupMembership, Job, JobFailure, JobOutput, User
from tests.conftest import CALLER

ALL = UserQuery()


class Killed(BaseException):
    """What ends a process: nothing catches it."""


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(user_jobs._OfUsers, "batch", 3)


@pytest.fixture
def people(pool):
    made = [
        User(
            pool=pool,
            username=f"user{number:02}",
            username_key=f"user{number:02}",
            status="CONFIRMED",
            attributes={"email": f"user{number:02}@example.com", "email_verified": "true"},
        )
        for number in range(10)
    ]
    return User.objects.bulk_create(made)


def start(pool, kind, who=ALL, **options):
    return user_jobs.start(pool, kind, who, caller=CALLER, **options)


def finished(job):
    jobs.work_on(job.pk)
    job.refresh_from_db()
    return job


def killed_at(monkeypatch, kind, number, job):
    """A worker does the job, and dies when it comes to this user."""
    ordinary, calls = jobs._kinds[kind].do, []

    def do(self, job, item, caller):
        calls.append(item.key)
        if len(calls) == number:
            raise Killed
        return ordinary(job, item, caller)

    with monkeypatch.context() as patch:
        patch.setattr(type(jobs._kinds[kind]), "do", do)
        with pytest.raises(Killed):
            jobs.work_on(job.pk)


def let_the_lease_end():
    Job.objects.update(due_at=timezone.now())


@pytest.mark.parametrize(
    ("kind", "event", "is_done"),
    [
        ("disable-users", "AdminDisableUser", lambda: not User.objects.filter(enabled=True).exists()),
        ("delete-users", "AdminDeleteUser", lambda: not User.objects.exists()),
        ("add-to-group", "AdminAddUserToGroup", lambda: GroupMembership.objects.count() == 10),
        ("reset-passwords", "AdminResetUserPassword", lambda: Message.objects.count() == 10),
    ],
)
@pytest.mark.parametrize("number", [1, 2, 6, 10])
def test_a_killed_worker_loses_nothing_and_doubles_nothing(kind, event, is_done, number, pool, people, monkeypatch):
    groups.create_group(pool, "staff", caller=CALLER)
    job = start(pool, kind, group="staff" if kind == "add-to-group" else "")
    killed_at(monkeypatch, kind, number, job)
    jobs.work_on(job.pk)  # is held by the one that died
    job.refresh_from_db()
    assert job.state == Job.State.WAITING

    let_the_lease_end()
    tasks.sweep_jobs()

    job.refresh_from_db()
    assert (job.state, job.failed, job.percent) == ("done", 0, 100)
    assert is_done()
    assert AuditEvent.objects.filter(name=event).count() == 10


def test_what_is_done_is_recorded_as_done_by_who_asked(pool, people):
    finished(start(pool, "disable-users"))

    assert (
        AuditEvent.objects.filter(name="AdminDisableUser").values("actor", "via", "request_id").distinct().count() == 1
    )
    assert set(AuditEvent.objects.filter(name__endswith="Job").values_list("name", flat=True)) == {
        "StartJob",
        "CompleteJob",
    }


def test_only_those_who_match_are_changed_and_nobody_who_came_later(pool, people):
    User.objects.filter(username__in=["user03", "user07"]).update(status="UNCONFIRMED")
    job = start(pool, "disable-users", UserQuery(status="UNCONFIRMED"))
    User.objects.filter(username="user07").update(created_at=timezone.now() + datetime.timedelta(seconds=1))

    assert finished(job).done == 1
    assert User.objects.get(enabled=False).username == "user03"


def test_a_user_who_cannot_be_changed_holds_nobody_up(pool, people):
    User.objects.filter(username="user04").update(attributes={})
    job = finished(start(pool, "reset-passwords"))

    failure = JobFailure.objects.get()
    assert (job.done, job.failed, failure.label, failure.error) == (9, 1, "user04", "InvalidParameterException")


def test_an_unexpected_error_is_of_one_user_and_tells_nothing(pool, people, monkeypatch):
    monkeypatch.setattr(user_jobs.users, "admin_disable_user", lambda user, caller: {}["secret"])
    job = finished(start(pool, "disable-users"))

    assert (job.state, job.failed) == ("done", 10)
    assert set(JobFailure.objects.values_list("message", flat=True)) == {"An unexpected error; see the log."}


def test_the_chosen_ones_are_changed(pool, people, alice):
    job = finished(start(pool, "disable-users", [people[0].sub, alice.sub, people[5].sub, people[6].sub]))

    assert (job.done, job.total) == (4, 4)
    assert User.objects.filter(enabled=False).count() == 4


def test_a_user_of_another_pool_is_not_touched(pool, people, quick_keys):
    from pools.actions import user_pools

    other = user_pools.create_user_pool("other", region="us-east-1", caller=CALLER)
    job = finished(start(other, "delete-users", [people[0].sub]))

    assert (job.state, job.done) == ("done", 0)
    assert User.objects.count() == 10


def test_a_cancelled_job_stops_after_its_batch(pool, people, monkeypatch):
    job = start(pool, "disable-users")
    ordinary = user_jobs.users.admin_disable_user

    def disable_and_cancel(user, caller):
        ordinary(user, caller=caller)
        jobs.cancel(job, caller=CALLER)

    monkeypatch.setattr(user_jobs.users, "admin_disable_user", disable_and_cancel)

    assert finished(job).state == Job.State.CANCELLED
    assert User.objects.filter(enabled=False).count() == 3
    assert jobs.cancel(job, caller=CALLER) is False
    assert AuditEvent.objects.filter(name="CancelJob").count() == 1


def test_a_job_lets_others_have_their_turn(pool, people):
    job = start(pool, "disable-users")
    jobs.work_on(job.pk, seconds=0)

    job.refresh_from_db()
    assert (job.state, job.done, job.due_at <= timezone.now()) == ("waiting", 3, True)
    assert finished(job).done == 10


def test_a_broken_job_is_tried_again_and_given_up_at_last(pool, people, monkeypatch):
    def break_off(self, job, position, size):
        raise RuntimeError("no disk")

    monkeypatch.setattr(user_jobs._OfUsers, "portion", break_off)
    job = start(pool, "disable-users")
    states = []
    for _ in range(jobs.MAX_TROUBLES):
        let_the_lease_end()
        states.append(finished(job).state)

    assert states == ["waiting"] * (jobs.MAX_TROUBLES - 1) + ["failed"]
    assert job.last_error == "RuntimeError: no disk"


def test_a_job_on_a_group_that_is_gone_fails_at_once(pool, people):
    staff = groups.create_group(pool, "staff", caller=CALLER)
    job = start(pool, "disable-users", UserQuery(group="staff"))
    groups.delete_group(staff, caller=CALLER)

    assert (finished(job).state, job.last_error) == ("failed", "There is no group staff.")


def test_a_job_ends_with_its_pool(pool, people):
    job = start(pool, "disable-users")
    type(pool).objects.filter(pk=pool.pk).update(deleted_at=timezone.now())

    assert finished(job).state == Job.State.CANCELLED


@pytest.mark.parametrize("number", [1, 5])
def test_an_export_holds_everybody_once_whenever_it_was_killed(number, pool, people, monkeypatch):
    User.objects.filter(username="user03").update(attributes={"name": '=HYPERLINK("https://evil.example")'})
    User.objects.filter(username="user04").update(attributes={"phone_number": "+15550100", "name": "Anna, B."})
    monkeypatch.setattr(user_jobs._Export, "batch", 3)
    job = start(pool, user_jobs.EXPORT)
    killed_at(monkeypatch, user_jobs.EXPORT, number, job)
    let_the_lease_end()

    assert finished(job).done == 10
    assert jobs.has_file(job)
    text = "".join(JobOutput.objects.order_by("position").values_list("text", flat=True))
    rows = {row["cognito:username"]: row for row in csv.DictReader(io.StringIO(text))}
    assert (len(rows), text.count("\n")) == (10, 11)
    assert rows["user03"]["name"].startswith("'=")
    assert (rows["user04"]["phone_number"], rows["user04"]["name"]) == ("+15550100", "Anna, B.")
    assert rows["user01"]["email_verified"] == "true"


def test_files_and_jobs_are_forgotten(pool, people):
    job = finished(start(pool, user_jobs.EXPORT))
    finished(start(pool, "reset-passwords", [people[0].sub]))
    jobs.forget_old()
    assert jobs.has_file(job)

    Job.objects.update(finished_at=timezone.now() - jobs.OUTPUT_KEPT_FOR)
    jobs.forget_old()
    assert not jobs.has_file(job)

    Job.objects.update(finished_at=timezone.now() - jobs.KEPT_FOR)
    tasks.forget_old_jobs()
    assert not Job.objects.exists()


@pytest.mark.parametrize("number", [0, user_jobs.MOST_CHOSEN + 1])
def test_there_are_bounds_to_who_is_chosen(number, pool, alice):
    with pytest.raises(InvalidParameterException):
        start(pool, "disable-users", [alice.sub] * number)


def test_what_cannot_be_searched_for_begins_no_job(pool):
    with pytest.raises(InvalidParameterException):
        start(pool, "disable-users", UserQuery("custom:no", "a"))
    with pytest.raises(ResourceNotFoundException):
        start(pool, "add-to-group", group="nobody")
    assert not Job.objects.exists()
