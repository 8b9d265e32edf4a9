"""The people who administer, and the access keys that sign calls in their name."""

from django.db import IntegrityError, transaction

from pools import ids
from pools.actions import audit
from pools.caller import Caller
from pools.errors import InvalidParameterException, LimitExceededException
from pools.models import AccessKey, Administrator

MAX_ACCESS_KEYS = 2  # per administrator (API-28)


def create_administrator(username: str, password: str, *, caller: Caller, is_superuser: bool = True) -> Administrator:
    """Someone who may sign in to the console. A superuser may do everything."""
    with transaction.atomic():
        administrator = Administrator(username=username, is_staff=True, is_superuser=is_superuser)
        administrator.set_password(password)
        administrator.save(force_insert=True)
        audit.record(caller, "CreateUser", arn=administrator.arn, is_superuser=is_superuser)
    return administrator


def create_access_key(
    owner: Administrator, access_key_id: str | None = None, secret: str | None = None, *, caller: Caller
) -> AccessKey:
    """A new pair, active at once. `secret` on it is to be shown now and never again (APP-26)."""
    key = AccessKey(access_key_id=access_key_id or ids.new_access_key_id(), owner=owner)
    key.secret = secret or ids.new_secret_access_key()
    with transaction.atomic():
        Administrator.objects.select_for_update().get(pk=owner.pk)  # of two requests at once, one waits
        if AccessKey.objects.filter(owner=owner).count() >= MAX_ACCESS_KEYS:
            raise LimitExceededException(f"Cannot exceed quota for AccessKeysPerUser: {MAX_ACCESS_KEYS}")
        _insert(key)
        audit.record(caller, "CreateAccessKey", owner=owner.arn, access_key_id=key.access_key_id)
    return key


def _insert(key: AccessKey) -> None:
    try:
        with transaction.atomic():
            key.save(force_insert=True)
    except IntegrityError as error:
        raise InvalidParameterException(f"Access key {key.access_key_id} already exists.") from error


def set_access_key_status(key: AccessKey, status: AccessKey.Status, *, caller: Caller) -> None:
    """An inactive key signs nothing until it is active again."""
    with transaction.atomic():
        AccessKey.objects.filter(pk=key.pk).update(status=status)
        audit.record(caller, "UpdateAccessKey", access_key_id=key.access_key_id, status=status)


def delete_access_key(key: AccessKey, *, caller: Caller) -> None:
    """The key is gone for good."""
    with transaction.atomic():
        AccessKey.objects.filter(pk=key.pk).delete()
        audit.record(caller, "DeleteAccessKey", access_key_id=key.access_key_id)
