"""How long the audit trail is kept."""

import datetime
import uuid

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from pools.models import AuditEvent, AuditExport, AuditHorizon, AuditResponse
from pools.models.audit_event import Appended

_BATCH = 1000  # rows in one short transaction


def forget_old() -> int:
    """Delete what is older than the installation keeps; how many events that were. May be stopped anywhere and run
    again. What the scheduled export has not taken yet stays."""
    if not settings.AUDIT_DAYS:
        return 0
    horizon = _horizon()
    AuditHorizon.objects.update_or_create(id=1, defaults={"moment": horizon})
    _forget(AuditResponse, horizon)
    return _forget(AuditEvent, horizon)


def _horizon() -> datetime.datetime:
    horizon = timezone.now() - datetime.timedelta(days=settings.AUDIT_DAYS)
    if settings.AUDIT_EXPORT_URL:
        exported = AuditExport.objects.filter(target=settings.AUDIT_EXPORT_URL).values_list("moment", flat=True).first()
        return min(horizon, exported or datetime.datetime.min.replace(tzinfo=datetime.UTC))
    return horizon


def _forget(model: type[Appended], horizon: datetime.datetime) -> int:
    """Past the model's own guard, which this function alone may pass; the database's triggers let old rows go."""
    rows: QuerySet = QuerySet(model).filter(created_at__lt=horizon)
    count = 0
    while batch := list[uuid.UUID](rows.order_by("created_at").values_list("pk", flat=True)[:_BATCH]):
        with transaction.atomic():
            QuerySet(model).filter(pk__in=batch)._raw_delete("default")
        count += len(batch)
    return count
