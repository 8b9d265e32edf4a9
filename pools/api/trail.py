"""What the audit trail and the metrics are told of a call of the wire API."""

import dataclasses
import functools
import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from pools.access.principals import Principal
from pools.actions import audit
from pools.actions.audit_buffer import BUFFER
from pools.actions.sign_in import REFRESH_FLOWS
from pools.api import call_metrics
from pools.api.call import Call
from pools.caller import Asked, Caller
from pools.contract import redaction
from pools.contract.service_model import Contract
from pools.errors import PoolError
from pools.models import AuditEvent, AuditResponse


class Trail:
    """Follows one call, which may end anywhere. Whoever handles it says what is known so far."""

    def __init__(self, request: HttpRequest, request_id: str) -> None:
        self.caller = Caller(
            ip_address=request.META.get("REMOTE_ADDR", ""),
            user_agent=request.META.get("HTTP_USER_AGENT", ""),
            request_id=request_id,
        )
        self.asked: Asked | None = None
        self.call: Call | None = None
        self._contract: Contract | None = None
        self._given: dict[str, Any] = {}
        self._started = time.perf_counter()

    def found(self, service: str, operation: str, contract: Contract) -> None:
        """An operation of this name exists. Of one that does not, nothing is recorded."""
        self._contract = contract
        self.asked = Asked(operation, service, is_read_only=contract.is_read_only)

    def authenticated(self, principal: Principal | None) -> None:
        """Who signed, if somebody had to."""
        if self.asked is not None:
            self.asked.region = principal.region if principal else settings.REGION
        self.caller = dataclasses.replace(
            self.caller,
            arn=principal.arn if principal else "",
            access_key_id=principal.access_key_id if principal else "",
            asked=self.asked,
        )

    def parsed(self, given: dict[str, Any]) -> None:
        """What is asked, held to the contract."""
        if self.asked is not None and self._contract is not None:
            self.asked.parameters = functools.partial(self._contract.redact_input, given, [])
            self._given = given

    def answered(self, output: dict[str, Any]) -> None:
        """The call was answered with this, in the shape of the wire."""
        asked, contract = self.asked, self._contract
        assert asked is not None
        assert contract is not None
        self._end(asked, output, None)
        if event_id := asked.recorded.get(""):
            if self.caller.arn and output:
                BUFFER.add(functools.partial(_response, event_id, timezone.now(), contract, output))
        elif settings.AUDIT_READS or not asked.is_read_only:
            step = self._step(output)
            BUFFER.add(functools.partial(audit.of_request, self._actor(), asked, timezone.now(), **step))

    def refused(self, error: PoolError) -> None:
        """The call was refused, which an action may have recorded already."""
        asked = self.asked
        if asked is None:
            return
        self._end(asked, {}, error)
        if error.name not in asked.recorded:
            told = functools.partial(_refusal, self._actor(), asked, timezone.now(), error, self.call)
            BUFFER.add(functools.partial(told, **self._step({})))

    def _end(self, asked: Asked, output: dict[str, Any], error: PoolError | None) -> None:
        """Count it, by what exists. The trail has the app client that was named, whether it exists or not."""
        self._note(asked, output)
        call_metrics.count(asked, self._given, output, error, time.perf_counter() - self._started)
        asked.note(client_id=self._given.get("ClientId", ""))

    def _note(self, asked: Asked, output: dict[str, Any]) -> None:
        """What was looked up on the way is known without asking again."""
        known = vars(self.call) if self.call is not None else {}
        if bearer := known.get("bearer"):
            asked.note(pool_id=bearer.client.pool_id, client_id=bearer.client.client_id, sub=str(bearer.user.pk))
        elif client := known.get("client"):
            asked.note(pool_id=client.pool_id, client_id=client.client_id)
        elif pool := known.get("pool"):
            asked.note(pool_id=pool.id)
        for attribute in output.get("UserAttributes", ())[:1]:  # `sub` comes first
            asked.note(sub=attribute["Value"] if attribute["Name"] == "sub" else "")

    def _step(self, output: dict[str, Any]) -> dict[str, Any]:
        """What sets a request on the way to a sign-in, or after it, apart from the sign-in itself."""
        if self._given.get("AuthFlow") in REFRESH_FLOWS:
            return {"step": "REFRESH_TOKEN"}
        return {"step": output["ChallengeName"]} if output.get("ChallengeName") else {}

    def _actor(self) -> Caller:
        """With an access token it is the user who calls."""
        bearer = vars(self.call).get("bearer") if self.call is not None else None
        if bearer is None:
            return self.caller
        return dataclasses.replace(self.caller, sub=str(bearer.user.pk))


def _refusal(
    caller: Caller, asked: Asked, moment: Any, error: PoolError, call: Call | None, **detail: Any
) -> AuditEvent:
    """The message may repeat what was asked: what is hidden in the parameters is hidden in it, too."""
    hidden: list[Any] = []
    given = asked.parameters
    if call is not None and isinstance(given, functools.partial):
        given.func(call.input, hidden)
    message = redaction.without(error.recorded_message, hidden)
    return audit.of_request(caller, asked, moment, error=error.name, message=message, **detail)


def _response(event_id: Any, moment: Any, contract: Contract, output: dict[str, Any]) -> AuditResponse:
    return AuditResponse(event_id=event_id, created_at=moment, elements=contract.redact_output(output, []))
