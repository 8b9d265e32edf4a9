"""Each page of the console for each role of an administrator: opened or refused as the role's policy says, read here by
other means than the product's; and nowhere a word of a user pool that the administrator may not see."""

import contextlib
import fnmatch
import json
import re
import uuid

import pytest
from django.contrib import admin
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.backends.cache import SessionStore
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import reverse

from notifications import outbox
from pools.access import principals as access
from pools.actions import app_clients, audit, groups, jobs, policies, principals, roles, user_jobs, user_pools
from pools.actions.user_search import UserQuery
from pools.caller import Caller
from pools.console import confirmation, registry
from pools.console.user_changes import CHANGES, change_user
from pools.errors import PoolError
from pools.models import Administrator, ManagedPolicy, UserPool
from pools.policies import managed
from pools.policies.roles import FOR_CHOSEN_POOLS, Role

pytestmark = pytest.mark.one_database

HIDDEN = "hidden-people"
ARN_KINDS = {"username": "user", "group_name": "group", "policy_name": "policy"}
# Pages that ask for no action of their own: what they show is one's own, or asked for within them
FOR_EVERYBODY = {
    "account",
    "account_app",
    "account_app_remove",
    "account_confirm",
    "account_identity_link",
    "account_identity_unlink",
    "account_passkey_add",
    "account_passkey_delete",
    "account_recovery_codes",
    "account_session_end",
    "account_sessions_end_others",
    "access_key_change",
    "access_key_create",
    "access_keys",
    "api",
    "api_token_create",
    "api_token_delete",
    "api_token_switch",
    "api_tokens",
    "palette",
    "dismiss_invitation",
    "switch_console",
}
# Those that know by the row which pool they are about
BY_ROW = {"event": "cloudtrail:LookupEvents", "message_retry": "poolhouse:RetryMessage"}
METHODS = {"message_retry": "post"}  # which asks once it knows that something is to be done
CASES = [(role, False) for role in Role] + [(role, True) for role in FOR_CHOSEN_POOLS]
IDS = [f"{role}-{'chosen' if is_chosen else 'all'}" for role, is_chosen in CASES]
each_case = pytest.mark.parametrize("charlie", CASES, ids=IDS, indirect=True)
of_chosen_pools = pytest.mark.parametrize("charlie", CASES[len(Role) :], ids=IDS[len(Role) :], indirect=True)


@pytest.fixture
def values(pool, app, alice) -> dict[str, str]:
    """What the parts of addresses stand for."""
    event = audit.record(Caller(), "SignUp", user=alice)
    message = outbox.queue("email", "a@example.com", subject="Hello", text="Hello", reference=pool.id)
    principals.create_principal("bot", caller=Caller())
    principals.create_group("team", caller=Caller())
    policies.create_policy("looking", managed.BUILT_IN[0].document, caller=Caller())
    job = user_jobs.start(pool, user_jobs.EXPORT, UserQuery(), caller=Caller(), is_awaited=True)
    jobs.work_on(job.pk)
    groups.create_group(pool, "team", caller=Caller())
    return {
        "job_id": str(job.pk),
        "pool_id": pool.id,
        "client_id": app.client_id,
        "sub": str(alice.sub),
        "event_id": str(event.id),
        "message_id": str(message.id),
        "username": "bot",
        "group_name": "team",
        "policy_name": "looking",
        "verb": "disable",
        "region": "us-east-1",
        "name": "UserPools",
        "chart": "sign-ins",
    }


@pytest.fixture
def hidden(pool, quick_keys) -> UserPool:
    """A pool with something of everything, of which a role of the other pool may know nothing."""
    made = user_pools.create_user_pool(HIDDEN, region="us-east-1", caller=Caller())
    app_clients.create_app_client(made, f"{HIDDEN}-app", caller=Caller())
    outbox.queue("email", f"dora@{HIDDEN}.example", subject="A code", text="123456", reference=made.id)
    return made


@pytest.fixture
def charlie(request, pool) -> Administrator:
    """An administrator with the role, over this pool alone or over all."""
    role, is_chosen = request.param
    made = principals.create_principal("charlie", password="Correct-Horse-1", caller=Caller())
    roles.assign_role(made, role, [pool] if is_chosen else None, caller=Caller())
    return made


def statements() -> list[dict]:
    """The policy that charlie holds, as it was written."""
    [attached] = Administrator.objects.get(username="charlie").attachments.all()
    name = attached.policy_arn.rpartition("/")[2]
    built_in = [known.document for known in managed.BUILT_IN if known.name == name]
    return json.loads((built_in or [ManagedPolicy.objects.get(name=name).document])[0])["Statement"]


def allows(action: str, resource: str) -> bool:
    """IAM's rule for documents without denials and conditions, which all roles are."""
    return any(_is_named(each, action) and _is_about(each["Resource"], resource) for each in statements())


def _is_named(statement: dict, action: str) -> bool:
    wanted = statement.get("Action", statement.get("NotAction"))
    return any(fnmatch.fnmatchcase(action, pattern) for pattern in wanted) == ("Action" in statement)


def _is_about(patterns: str | list[str], resource: str) -> bool:
    listed = [patterns] if isinstance(patterns, str) else patterns
    return any(pattern == "*" or (resource != "*" and fnmatch.fnmatchcase(resource, pattern)) for pattern in listed)


def resource_of(route: str, values: dict[str, str]) -> str:
    if "pool_id" in route or "message_id" in route or "event_id" in route:
        return f"arn:aws:cognito-idp:us-east-1:000000000000:userpool/{values['pool_id']}"
    named = [kind for name, kind in ARN_KINDS.items() if f"<str:{name}>" in route]
    return f"arn:aws:iam::000000000000:{named[0]}/x" if named else "*"


def is_expected(page: registry.Page, values: dict[str, str]) -> bool:
    if page.name in FOR_EVERYBODY:
        return True
    if page.name in ("user_pools", "analytics_csv"):  # which open to whoever may see a pool
        return allows("cognito-idp:DescribeUserPool", resource_of("pool_id", values))
    return allows(BY_ROW.get(page.name, page.permission), resource_of(page.route, values))


def parts_of(page: registry.Page, values: dict[str, str]) -> dict[str, str]:
    return dict(_value(*part, values) for part in _parts(page.route))


def _parts(route: str) -> list[tuple[str, str]]:
    return re.findall(r"<(?:(\w+):)?(\w+)>", route)


def _value(kind: str, name: str, values: dict[str, str]) -> tuple[str, str]:
    made_up = {"uuid": str(uuid.UUID(int=7)), "int": "7"}.get(kind, "x")
    return name, values.get(name, made_up)


@pytest.fixture
def visit(monkeypatch):
    """Opens pages as charlie, without the frame around them: what stands in it is no page's own. None: refused."""
    frame = {"sidebar_navigation": []}
    monkeypatch.setattr(admin.site, "each_context", lambda request: dict(frame))
    charlie = access.of_user(Administrator.objects.get(username="charlie"))

    def run(view, method: str = "get", **address: str):
        request = getattr(RequestFactory(), method)("/admin/")
        request.user, request.principal, request.caller = charlie.user, charlie, Caller(arn=charlie.arn)
        request.session = SessionStore()
        confirmation.note(request)
        request._messages = CookieStorage(request)
        with contextlib.suppress(Http404, PoolError):
            return view(request, **address)

    return run


def is_open(visit, view, address: dict[str, str], method: str = "get") -> bool:
    try:
        visit(view, method, **address)
    except PermissionDenied:
        return False
    return True


@each_case
def test_a_page_opens_where_the_policy_of_the_role_says_so(charlie, values, visit):
    opened = {
        page.name: is_open(visit, page.view, parts_of(page, values), METHODS.get(page.name, "get"))
        for page in registry.pages
    }

    assert opened == {page.name: is_expected(page, values) for page in registry.pages}


@each_case
def test_what_may_be_done_to_a_user_is_what_the_policy_of_the_role_says(charlie, pool, values, visit):
    verbs = sorted(CHANGES, key=lambda verb: (verb == "delete", verb))
    at = {"pool_id": pool.id, "sub": values["sub"]}

    done = {verb: is_open(visit, change_user, at | {"verb": verb}, "post") for verb in verbs}

    assert done == {verb: allows(CHANGES[verb].action, resource_of("pool_id", values)) for verb in verbs}


@of_chosen_pools
def test_every_page_of_another_pool_is_closed(charlie, values, visit, hidden):
    pages = [page for page in registry.pages if "<str:pool_id>" in page.route]
    there = values | {"pool_id": hidden.id}

    assert [page.name for page in pages if is_open(visit, page.view, parts_of(page, there))] == []


@pytest.mark.parametrize("charlie", [(Role.OPERATOR, True)], indirect=True)
def test_no_page_tells_of_a_pool_that_a_role_is_not_over(charlie, pool, values, hidden):
    """An operator of a pool may open whatever the other roles of it may."""
    browser = Client()
    browser.force_login(charlie)
    pools = reverse("admin:user_pools")
    open_pages = [page for page in registry.pages if is_expected(page, values) and page.name != "api"]
    addresses = [reverse("admin:index"), f"{pools}?search=hidden", f"{pools}?search={hidden.id}"]
    addresses += [reverse(f"admin:{page.name}", kwargs=parts_of(page, values)) for page in open_pages]
    questions = ["q=hidden", f"q={hidden.id}", f"pool={hidden.id}", f"q={hidden.app_clients.get().client_id}"]
    addresses += [f"{reverse('admin:palette')}?{question}" for question in questions]
    addresses += [reverse("admin:user_pool", args=[hidden.id]), reverse("admin:users", args=[hidden.id])]

    def told(address: str) -> bool:
        text = browser.get(address).getvalue().decode()
        return HIDDEN in text or (hidden.id in text and hidden.id not in address)

    assert [address for address in addresses if told(address)] == []
