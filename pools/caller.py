"""Who is asking. A plain value at the bottom of the house: every face makes one, every action takes one."""

import dataclasses
import enum
import uuid
from collections.abc import Callable
from typing import Any


class Via(enum.StrEnum):
    """The door that the request came through."""

    API = "api"
    REST = "rest"
    CONSOLE = "console"
    HOSTED_UI = "hosted_ui"
    COMMAND = "command"


def _no_parameters() -> None:
    return None


@dataclasses.dataclass(slots=True, eq=False)
class Asked:
    """What a face was asked for, under the name that the audit trail knows the request by.

    It completes the event of that name which an action records, and tells the face afterwards whether one was: a
    request leaves one event of its own name. `parameters` words them without secrets, when somebody wants them.
    """

    name: str
    service: str = "cognito-idp"
    region: str = ""
    parameters: Callable[[], dict[str, Any] | None] = _no_parameters
    is_read_only: bool = False
    pool_id: str = ""
    client_id: str = ""
    sub: str = ""
    recorded: dict[str, uuid.UUID] = dataclasses.field(default_factory=dict)  # by the error, empty for success

    def note(self, *, pool_id: str = "", client_id: str = "", sub: str = "") -> None:
        """What it turned out to be about. What is known already stays."""
        self.pool_id = self.pool_id or pool_id
        self.client_id = self.client_id or client_id
        self.sub = self.sub or sub


@dataclasses.dataclass(frozen=True, slots=True)
class UserContext:
    """What an app says of the user whom it calls for: where he is, by what device. What it does not say is empty."""

    ip_address: str = ""
    device_name: str = ""
    device_id: str = ""
    timezone: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Caller:
    """The actor behind a call, as the audit event names it.

    `arn` is empty for an anonymous caller and for an end user, who is known by `sub`. `context` is there where an app
    may say who is behind its call (SEC-201, SEC-205).
    """

    via: Via = Via.API
    arn: str = ""
    access_key_id: str = ""
    sub: str = ""
    ip_address: str = ""
    user_agent: str = ""
    request_id: str = dataclasses.field(default_factory=lambda: str(uuid.uuid4()))
    context: UserContext | None = dataclasses.field(default=None, repr=False)
    asked: Asked | None = dataclasses.field(default=None, compare=False, repr=False)
