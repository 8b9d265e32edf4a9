"""The console's visitors."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from pools.actions import policies, principals
from pools.caller import Caller
from pools.models import Administrator


@pytest.fixture(autouse=True)
def _quick(settings):
    """Hashed names of static files need a collected folder, which tests do without; and hashing takes its time."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}


@pytest.fixture
def operator(db) -> Administrator:
    return Administrator.objects.create(username="operator", is_staff=True, is_superuser=True)


@pytest.fixture
def console(operator) -> Client:
    """A browser in which an administrator with full access is signed in."""
    client = Client()
    client.force_login(operator)
    return client


@pytest.fixture
def console_of(db):
    """Makes browsers of administrators whom a policy allows these actions, such as `cognito-idp:ListUsers`."""

    def sign_in(*actions: str) -> Client:
        charlie = principals.create_principal("charlie", password="Correct-Horse-1", caller=Caller())
        statement = {"Effect": "Allow", "Action": list(actions) or ["none:None"], "Resource": "*"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        policies.put_inline_policy(charlie, "own", document, caller=Caller())
        client = Client()
        client.force_login(charlie)
        return client

    return sign_in


@pytest.fixture
def save_slice(console, pool):
    """Confirms the form of a slice of the pool's settings; gives the answer."""

    def save(name: str, data: dict[str, object], **more: object):
        address = reverse("admin:pool_slice", args=[pool.id, name])
        return console.post(address, data | {"confirmed": "1"} | more)

    return save
