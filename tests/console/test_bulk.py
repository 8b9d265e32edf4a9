"""What is done to many users at once, and the pages of the jobs that do it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from pools.actions import groups, jobs, principals, user_jobs
from pools.models import Administrator, AuditEvent, GroupMembership, Job, User
from tests.conftest import CALLER


def ask(console, pool, action, *people, headers=None, **more):
    form = {"action": action, "sub": [str(user.sub) for user in people], "scope": "chosen"} | more
    return console.post(reverse("admin:users_bulk", args=[pool.id]), form, headers=headers or {})


def job_page(console, job, page="job", **options):
    return console.get(reverse(f"admin:{page}", args=[job.pool_id, job.pk]), **options)


def test_it_is_asked_how_many_are_meant_before_anything_is_done(console, pool, alice, bob):
    answer = ask(console, pool, "disable-users", alice, bob)

    assert "2 users" in answer.content.decode()
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("query", "number", "words"),
    [
        ("", "2 users", "everybody in this pool"),
        ("attribute=username&value=ali", "1 user", "User name starts with “ali”"),
        ("enabled=false", "", "Nobody matches the search"),
        ("group=nobody", "", "There is no group nobody."),
    ],
)
def test_all_that_match_are_counted(query, number, words, console, pool, alice, bob):
    text = ask(console, pool, "disable-users", scope="all", query=query).content.decode()

    assert number in text
    assert words in text


def test_the_question_comes_as_a_dialog_too(console, pool, alice):
    answer = ask(console, pool, "add-to-group", alice, headers={"X-Poolhouse-Part": "dialog"})

    assert b"<html" not in answer.content
    assert b'name="group"' in answer.content


def test_few_are_done_at_once(console, operator, pool, alice, bob):
    answer = ask(console, pool, "disable-users", alice, bob, confirmed="1")

    job = Job.objects.get()
    assert answer.url == reverse("admin:job", args=[pool.id, job.pk])
    assert (job.state, job.done) == ("done", 2)
    assert set(AuditEvent.objects.filter(name="AdminDisableUser").values_list("actor", flat=True)) == {operator.arn}


def test_all_that_match_are_done_by_a_worker(console, pool, alice, bob):
    ask(console, pool, "disable-users", scope="all", query="attribute=username&value=ali", confirmed="1")
    job = Job.objects.get()
    assert (job.state, job.done) == ("waiting", 0)
    assert "About to begin" in job_page(console, job).content.decode()

    jobs.work_on(job.pk)

    assert list(User.objects.filter(enabled=False)) == [alice]
    assert "1</strong> of 1 done" in job_page(console, job).content.decode()


@pytest.mark.parametrize(
    ("loses", "says"),
    [
        (lambda charlie: charlie.inline_policies.all().delete(), "is not authorized to perform"),
        (lambda charlie: principals.update_principal(charlie, is_active=False, caller=CALLER), "is gone or inactive"),
    ],
    ids=["the right", "the account"],
)
def test_who_lost_what_it_takes_meanwhile_does_no_more(loses, says, console_of, console, pool, alice):
    helper = console_of("cognito-idp:ListUsers", "cognito-idp:AdminDisableUser")
    ask(helper, pool, "disable-users", scope="all", query="", confirmed="1")
    loses(Administrator.objects.get(username="charlie"))
    job = Job.objects.get()

    jobs.work_on(job.pk)

    assert says in job_page(console, job).content.decode()
    assert not User.objects.filter(enabled=False).exists()


def test_a_job_of_the_command_line_is_not_by_nobody(console, pool, alice):
    job = user_jobs.start(pool, "disable-users", [alice.sub], caller=CALLER, is_awaited=True)

    assert "UTC on the command line." in job_page(console, job).content.decode()
    assert "Command line" in console.get(reverse("admin:jobs", args=[pool.id])).content.decode()


def test_users_are_added_to_a_group(console, pool, alice):
    groups.create_group(pool, "staff", caller=CALLER)
    assert "Choose a group" in ask(console, pool, "add-to-group", alice, confirmed="1").content.decode()
    assert "Group not found" in ask(console, pool, "add-to-group", alice, group="no", confirmed="1").content.decode()

    ask(console, pool, "add-to-group", alice, group="staff", confirmed="1")

    assert GroupMembership.objects.get().user == alice


def test_nobody_chosen_is_nothing_to_do(console, pool, alice):
    assert "No users are chosen" in ask(console, pool, "delete-users").content.decode()
    assert "Choose 1 to" in ask(console, pool, "delete-users", confirmed="1").content.decode()
    assert ask(console, pool, "delete-users", sub="no uuid", confirmed="1").status_code == 200
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    "form", [{"action": "promote"}, {}, {"action": "disable-users", "scope": "all", "query": "mfa=x"}]
)
def test_what_is_not_offered_is_not_found(form, console, pool):
    assert console.post(reverse("admin:users_bulk", args=[pool.id]), form).status_code == 404


def test_an_export_is_taken_along(console, pool, alice, bob):
    ask(console, pool, "export-users", scope="all", confirmed="1")
    job = Job.objects.get()
    assert job_page(console, job, "job_file").status_code == 404
    jobs.work_on(job.pk)

    file = job_page(console, job, "job_file")

    assert b"alice@example.com" in b"".join(file.streaming_content)
    assert file["Content-Type"].startswith("text/csv")
    assert AuditEvent.objects.filter(name="DownloadJobFile").count() == 1


def test_failures_are_listed(console, pool, alice, bob):
    User.objects.filter(pk=bob.pk).update(status="EXTERNAL_PROVIDER")
    ask(console, pool, "reset-passwords", alice, bob, confirmed="1")

    text = job_page(console, Job.objects.get()).content.decode()
    assert "1 failed" in text
    assert "User password cannot be reset in the current state." in text


def test_a_job_is_cancelled(console, pool, alice):
    ask(console, pool, "delete-users", scope="all", confirmed="1")
    job = Job.objects.get()
    console.post(reverse("admin:job_cancel", args=[pool.id, job.pk]))
    jobs.work_on(job.pk)

    assert "Cancelled" in job_page(console, job).content.decode()
    assert User.objects.filter(pk=alice.pk).exists()


def test_a_running_job_tells_how_far_it_is(console, pool, alice):
    job = Job.objects.create(pool=pool, kind="disable-users", total=400, done=100, started_at=timezone.now())
    answer = job_page(console, job, headers={"X-Poolhouse-Part": "job"})

    assert b"<html" not in answer.content
    assert 'value="25"' in answer.content.decode()
    assert "In progress" in console.get(reverse("admin:jobs", args=[pool.id])).content.decode()


def test_a_job_of_another_pool_is_not_found(console, pool, quick_keys):
    from pools.models import UserPool

    other = UserPool.objects.create(id="us-east-1_Other0000", name="Other", region="us-east-1")
    job = Job.objects.create(pool=other, kind="disable-users")
    assert console.get(reverse("admin:job", args=[pool.id, job.pk])).status_code == 404
    assert console.post(reverse("admin:job_cancel", args=[pool.id, job.pk])).status_code == 404


def test_each_change_needs_its_own_permission(console_of, pool, alice):
    helper = console_of("cognito-idp:ListUsers", "cognito-idp:AdminEnableUser")
    page = helper.get(reverse("admin:users", args=[pool.id])).content.decode()

    assert "Enable user access" in page
    assert "Disable user access" not in page
    assert ask(helper, pool, "disable-users", alice, confirmed="1").status_code == 403
    assert ask(helper, pool, "enable-users", alice, confirmed="1").status_code == 302


def test_who_may_not_delete_cannot_stop_who_does(console, console_of, pool, alice):
    ask(console, pool, "delete-users", scope="all", confirmed="1")
    job = Job.objects.get()

    assert (
        console_of("cognito-idp:ListUsers").post(reverse("admin:job_cancel", args=[pool.id, job.pk])).status_code == 403
    )


@pytest.mark.parametrize(
    ("action", "is_asked"), [("delete-users", True), ("export-users", True), ("enable-users", False)]
)
def test_what_hurts_asks_again_who_is_there(action, is_asked, console, pool, alice):
    session = console.session
    session["confirmed_at"] = 0
    session.save()
    answer = ask(console, pool, action, alice, confirmed="1")

    assert ("Confirm that it is you" in answer.content.decode()) is is_asked
    assert (str(alice.sub) in answer.content.decode()) is is_asked
    assert Job.objects.exists() is not is_asked
