"""The console's visitors."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

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
    """Makes browsers of administrators who have the permissions given, such as `pools.view_user`."""

    def sign_in(*permissions: str) -> Client:
        charlie = Administrator.objects.create_user("charlie", is_staff=True)
        names = [permission.split(".") for permission in permissions]
        for app, codename in names:
            charlie.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
        client = Client()
        client.force_login(charlie)
        return client

    return sign_in
