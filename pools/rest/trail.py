"""What the audit trail is told of a request: the Cognito operation that it performs, with its parameters redacted."""

import functools
from typing import Any

from botocore.model import StructureShape
from django.conf import settings
from django.utils import timezone

from pools.actions import audit
from pools.actions.audit_buffer import BUFFER
from pools.caller import Asked, Caller
from pools.contract import redaction, service_model
from pools.errors import PoolError
from pools.models import AuditEvent

_PATH_MEMBERS = {"pool_id": "UserPoolId", "client_id": "ClientId", "user": "Username", "group_name": "GroupName"}


def asked_for(service: str, name: str, path: dict[str, str], given: dict[str, Any], region: str) -> Asked:
    """What is asked, under the operation's name. `given` has the wire's names."""
    asked = Asked(name, service, region, pool_id=path.get("pool_id", ""), client_id=path.get("client_id", ""))
    if service == "cognito-idp" and name in service_model.load(service).operation_names:
        asked.is_read_only = service_model.contract(service, name).is_read_only
        named = {_PATH_MEMBERS[part]: value for part, value in path.items() if part in _PATH_MEMBERS}
        asked.parameters = functools.partial(_parameters, service, name, named | given, [])
    return asked


def answered(caller: Caller) -> None:
    """Have the request recorded, unless an action did or it only read."""
    asked = caller.asked
    if asked and "" not in asked.recorded and (settings.AUDIT_READS or not asked.is_read_only):
        BUFFER.add(functools.partial(audit.of_request, caller, asked, timezone.now()))


def refused(caller: Caller, error: PoolError) -> None:
    """Have the refusal recorded, unless an action did."""
    asked = caller.asked
    if asked and error.name not in asked.recorded:
        BUFFER.add(functools.partial(_refusal, caller, asked, timezone.now(), error))


def _refusal(caller: Caller, asked: Asked, moment: Any, error: PoolError) -> AuditEvent:
    """The message may repeat what was asked: what is hidden in the parameters is hidden in it, too."""
    hidden: list[Any] = []
    if isinstance(asked.parameters, functools.partial):
        *before, _ = asked.parameters.args
        asked.parameters.func(*before, hidden)
    message = redaction.without(error.recorded_message, hidden)
    return audit.of_request(caller, asked, moment, error=error.name, message=message)


def _parameters(service: str, name: str, given: dict[str, Any], hidden: list[Any]) -> dict[str, Any] | None:
    """Of what the wire's operation knows; what only this API takes, such as a hash, is left out."""
    shape = service_model.load(service).operation_model(name).input_shape
    known = shape.members if isinstance(shape, StructureShape) else {}
    return service_model.contract(service, name).redact_input(
        {member: value for member, value in given.items() if member in known}, hidden
    )
