"""E-mail by Amazon SES."""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from django.core.exceptions import ValidationError

from notifications.models import Message
from notifications.sender_urls import SenderUrl
from notifications.senders import aws
from notifications.senders.base import SendError
from notifications.senders.letters import letter_of

_PARTS_OF_ARN = 6


class SesSender:
    """`ses://KEY_ID:SECRET@us-east-1?from=no-reply@example.com`, with `configuration_set` and `endpoint` as needed.

    SES gives each letter a Message-ID of its own; ours goes along in `X-Poolhouse-Id`.
    """

    keeps_body = False

    def __init__(self, url: SenderUrl) -> None:
        self.url = url

    def send(self, message: Message) -> str:
        try:
            answer = self._client(message).send_email(**self._request(message))
        except (BotoCoreError, ClientError) as error:
            raise aws.error_of(error) from error
        except (ValidationError, ValueError) as error:
            raise SendError(f"{type(error).__name__}: the address or a header is malformed.", is_final=True) from error
        return str(answer["MessageId"])

    def _client(self, message: Message) -> Any:
        """Where the identity is verified, its ARN says, unless the URL does."""
        region = "" if self.url.host else _region_of(message.identity)
        return aws.client(self.url, "sesv2", region=region)

    def _request(self, message: Message) -> dict[str, Any]:
        letter = letter_of(message, self.url)
        del letter.extra_headers["Message-ID"]
        letter.extra_headers["X-Poolhouse-Id"] = str(message.id)
        request: dict[str, Any] = {
            "FromEmailAddress": letter.from_email,
            "Destination": {"ToAddresses": letter.to},
            "Content": {"Raw": {"Data": letter.message().as_bytes()}},
            "EmailTags": [{"Name": "poolhouse_id", "Value": str(message.id)}],
        }
        if message.reference:
            request["EmailTags"].append({"Name": "user_pool", "Value": message.reference})
        if configuration_set := message.options.get("ConfigurationSet") or self.url.options.get("configuration_set"):
            request["ConfigurationSetName"] = configuration_set
        if _region_of(message.identity):  # whoever lends us an identity lets us send by its policy (USR-222)
            request["FromEmailAddressIdentityArn"] = message.identity
        return request


def _region_of(arn: str) -> str:
    parts = arn.split(":")
    return parts[3] if len(parts) == _PARTS_OF_ARN and parts[2] == "ses" else ""
