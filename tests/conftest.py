"""What every test may ask for: the SDK, a pool with an app, the known people, what was sent to them."""

import contextlib
import functools
import gc
import io
import os
import re
import shutil
from collections.abc import Iterator

import boto3
import botocore
import hypothesis
import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.client import BaseClient
from botocore.config import Config
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.db import connection
from django.db.models import Model
from django.test import Client, override_settings
from playwright.sync_api import Browser

from notifications.models import Message
from pools.actions import app_clients, passwords, signing_keys, user_pools
from pools.actions.audit_buffer import BUFFER
from pools.caller import Caller, Via
from pools.models import AccessKey, Administrator, AppClient, AuditEvent, SigningKey, User, UserPool, append_only
from tests import looking, machine, migrated
from tests.once import made_once

# Playwright's event loop stays in this thread for the whole session; Django would refuse the database because of it
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

# How long an example takes says something of the machine alone
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

ENDPOINT = "http://localhost:8000"
REGION = "us-east-1"
ACCESS_KEY_ID = "AKIAROOTROOTROOTROOT"
SECRET_ACCESS_KEY = "root/secret/root/secret/root/secret/root"
PASSWORD = "Correct-Horse-1"
POOL_ID = f"{REGION}_aB3dE6gH9"
CALLER = Caller(via=Via.COMMAND)
ALL_FLOWS = [
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_CUSTOM_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
    "ALLOW_USER_AUTH",
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_USER_SRP_AUTH",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What proves the same on each database is left out where the suite has run already."""
    if os.environ.get("POOLHOUSE_TEST_SECOND_DATABASE") == "1":
        ran = pytest.mark.skip(reason="proven on the first database")
        for item in items:
            marks = {mark.name for mark in item.iter_markers()}
            if marks & {"one_database", "node", "browser"} and "every_database" not in marks:
                item.add_marker(ran)


def pytest_collection_finish() -> None:
    """What is there now stays until the end: the collector of garbage need not look at it again and again."""
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """A copy of a migrated database. SQLite's is a file, as in production: several threads cannot wait for each other
    on a database in memory."""
    test = connection.settings_dict["TEST"]
    if connection.vendor == "sqlite":
        folder = tmp_path_factory.mktemp("database")
        test["NAME"] = str(migrated.copy_sqlite(folder))
    else:
        test["TEMPLATE"] = migrated.postgresql_template(os.environ["POOLHOUSE_DATABASE_URL"])


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb) -> bool:
    return django_db_keepdb or connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Without the triggers that keep the audit trail: tests with threads empty the tables after themselves."""
    with django_db_blocker.unblock():
        append_only.remove(connection)


@pytest.fixture
def trail(db):
    """The audit events as they would stand in the database a moment later; call it to have them, oldest first."""
    BUFFER.clear()
    return _events


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The one browser of all tests that want one."""
    with machine.running_chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core."""
    machine.need(shutil.which("npm"), "npm is not installed: apt-get install nodejs npm")
    machine.install_packages(looking.NODE_FOLDER)
    return (looking.NODE_FOLDER / "node_modules" / "axe-core" / "axe.min.js").read_text()


@pytest.fixture(autouse=True, scope="session")
def plain_static_files():
    """Names of static files without the hash that `collectstatic` gives them."""
    backend = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES=settings.STORAGES | {"staticfiles": backend}):
        yield


@pytest.fixture
def root_key(db) -> AccessKey:
    """The access key that the tests sign with, of an administrator who may do everything."""
    return made_once("root_key", _make_root_key)


@pytest.fixture
def sdk(root_key):
    """Makes boto3 clients whose requests go to Django, within the test's own transaction."""
    return _new_client


@pytest.fixture
def idp(root_key):
    """The real SDK, signed with the root access key. It leaves checking the input to the server."""
    return _shared_client("cognito-idp")


@pytest.fixture
def anonymous(db):
    """The SDK without credentials, as apps use it."""
    return _shared_client("cognito-idp", signature_version=botocore.UNSIGNED)


@pytest.fixture
def refused():
    """`with refused("CodeMismatchException") as refusal:`; afterwards `refusal.message` and `refusal.status`."""
    return _refused


@pytest.fixture
def pool(db, quick_keys) -> UserPool:
    return made_once("pool", _make_pool)


@pytest.fixture
def app(pool) -> AppClient:
    """An app client without a secret that may use every flow and hides nothing."""
    client = made_once("app", lambda: _make_app(pool))
    client.pool = pool
    return client


@pytest.fixture
def alice(pool) -> User:
    return _person(pool, "alice")


@pytest.fixture
def bob(pool) -> User:
    return _person(pool, "bob")


@pytest.fixture
def inbox(db) -> "Inbox":
    return Inbox()


@pytest.fixture
def quick_keys(monkeypatch):
    """Pools made in a test share two RSA key pairs: making one takes longer than most tests."""
    monkeypatch.setattr(signing_keys.rsa, "generate_private_key", _next_key)


def _events(**wanted) -> list[AuditEvent]:
    BUFFER.flush()
    return list(AuditEvent.objects.filter(**wanted).order_by("created_at"))


class Inbox:
    """What was written to people, newest first."""

    def to(self, address: str) -> list[Message]:
        return list(Message.objects.filter(address=address).order_by("-created_at"))

    def code_for(self, address: str) -> str:
        """The code in the newest message to this address."""
        return re.search(r"\b\d{6}\b", self.to(address)[0].text).group()


class Refusal:
    name = message = ""
    status = 0


@contextlib.contextmanager
def _refused(name: str):
    refusal = Refusal()
    with pytest.raises(ClientError) as raised:
        yield refusal
    answer = raised.value.response
    refusal.name, refusal.message = answer["Error"]["Code"], answer["Error"]["Message"]
    refusal.status = answer["ResponseMetadata"]["HTTPStatusCode"]
    assert refusal.name == name, refusal.message


_ROOT_ID = 1_000_000  # written again as it was: no number that another administrator may have got meanwhile


def _make_root_key() -> list[Model]:
    root = Administrator.objects.create(id=_ROOT_ID, username="root", is_superuser=True, is_staff=True)
    key = AccessKey(access_key_id=ACCESS_KEY_ID, owner=root)
    key.secret = SECRET_ACCESS_KEY
    key.save()
    return [key, root]


def _make_pool() -> list[Model]:
    pool = user_pools.create_user_pool(
        "people", region=REGION, caller=CALLER, pool_id=POOL_ID, auto_verified_attributes=["email"]
    )
    return [pool, *SigningKey.objects.filter(pool=pool), *AuditEvent.objects.filter(name="CreateUserPool")]


def _make_app(pool: UserPool) -> list[Model]:
    client = app_clients.create_app_client(
        pool,
        "shop",
        caller=CALLER,
        client_id="1example23456789abcdefghij",
        explicit_auth_flows=ALL_FLOWS,
        allowed_o_auth_flows_user_pool_client=True,
        allowed_o_auth_flows=["code"],
        allowed_o_auth_scopes=["openid", "email", "phone", "profile", "aws.cognito.signin.user.admin"],
        callback_urls=["https://shop.example/callback"],
        logout_urls=["https://shop.example/bye"],
        supported_identity_providers=["COGNITO"],
    )
    return [client, *AuditEvent.objects.filter(name="CreateUserPoolClient")]


def _person(pool: UserPool, name: str) -> User:
    made_for = f"{name} of {pool.pk}, {pool.fold('X')}, {pool.password_storage}"
    user = made_once(made_for, lambda: _make_person(pool, name)) if pool.pk == POOL_ID else _make_person(pool, name)[0]
    user.pool = pool
    return user


def _make_person(pool: UserPool, name: str) -> list[Model]:
    user = User(
        pool=pool,
        username=name,
        username_key=pool.fold(name),
        status=User.Status.CONFIRMED,
        attributes={"email": f"{name}@example.com", "email_verified": "true"},
    )
    passwords.set_password(user, PASSWORD)
    user.save()
    user.refresh_from_db()
    return [user]


@functools.cache
def _shared_client(service: str, **options) -> BaseClient:
    """One for all tests: making a client takes longer than a call."""
    return _new_client(service, parameter_validation=False, **options)


def _new_client(
    service="cognito-idp",
    *,
    access_key_id=ACCESS_KEY_ID,
    secret=SECRET_ACCESS_KEY,
    session_token=None,
    region_name=REGION,
    before_sending=None,
    **config,
) -> BaseClient:
    client = boto3.client(
        service,
        endpoint_url=ENDPOINT,
        region_name=region_name,
        aws_access_key_id=access_key_id,
        aws_secret_access_key=secret,
        aws_session_token=session_token,
        config=Config(**{"retries": {"total_max_attempts": 1}} | config),
    )
    client.meta.events.register("before-send", _sender(before_sending))
    return client


def _sender(before_sending):
    def send(request: AWSPreparedRequest, **kwargs) -> AWSResponse:
        if before_sending:
            before_sending(request)
        headers = {name: _text(value) for name, value in request.headers.items()}
        headers.setdefault("Host", request.url.split("/")[2])
        content_type = headers.pop("Content-Type", "")
        answer = Client().generic("POST", "/", request.body or b"", content_type, headers=headers)
        return AWSResponse(request.url, answer.status_code, dict(answer.headers), _Raw(answer.content))

    return send


class _Raw(io.BytesIO):
    def stream(self, **kwargs):
        yield self.read()


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


_real_generate = rsa.generate_private_key
_keys: list[rsa.RSAPrivateKey] = []
_turn = 0


def _next_key(public_exponent: int, key_size: int) -> rsa.RSAPrivateKey:
    global _turn
    if len(_keys) < 2:
        _keys.append(_real_generate(public_exponent=public_exponent, key_size=key_size))
    _turn += 1
    return _keys[_turn % len(_keys)]
