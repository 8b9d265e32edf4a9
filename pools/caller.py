"""Who is asking. A plain value at the bottom of the house: every face makes one, every action takes one."""

import dataclasses
import enum
import uuid


class Via(enum.StrEnum):
    """The door that the request came through."""

    API = "api"
    CONSOLE = "console"
    HOSTED_UI = "hosted_ui"
    COMMAND = "command"


@dataclasses.dataclass(frozen=True, slots=True)
class Caller:
    """The actor behind a call, as the audit event names it.

    `arn` is empty for an anonymous caller and for an end user, who is known by `sub`.
    """

    via: Via = Via.API
    arn: str = ""
    access_key_id: str = ""
    sub: str = ""
    ip_address: str = ""
    user_agent: str = ""
    request_id: str = dataclasses.field(default_factory=lambda: str(uuid.uuid4()))
