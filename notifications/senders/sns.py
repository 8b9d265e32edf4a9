"""SMS by Amazon SNS, or by its successor, End User Messaging."""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from notifications.models import Message
from notifications.sender_urls import SenderUrl
from notifications.senders import aws


class SnsSender:
    """`sns://KEY_ID:SECRET@us-east-1`, with `from` (a number or a sender id) and `endpoint` as needed.

    With `assume_role=on` the pool's caller role is assumed before, as Cognito does; its external id is told then.
    """

    keeps_body = False

    def __init__(self, url: SenderUrl) -> None:
        self.url = url

    def send(self, message: Message) -> str:
        try:
            return self._send_by_eums(message) if "Eums" in message.options else self._publish(message)
        except (BotoCoreError, ClientError) as error:
            raise aws.error_of(error) from error

    def _publish(self, message: Message) -> str:
        told = {"AWS.SNS.SMS.SMSType": "Transactional"} | self._origin()
        answer = self._client("sns", message).publish(
            PhoneNumber=message.address,
            Message=message.text,
            MessageAttributes={name: {"DataType": "String", "StringValue": value} for name, value in told.items()},
        )
        return str(answer["MessageId"])

    def _send_by_eums(self, message: Message) -> str:
        """As the `EumsSms` of the pool says (USR-275)."""
        eums = message.options["Eums"]
        request: dict[str, Any] = {
            "DestinationPhoneNumber": message.address,
            "MessageBody": message.text,
            "MessageType": "TRANSACTIONAL",
        }
        names = {"OriginationIdentity": "OriginationIdentity", "ConfigurationSetName": "ConfigurationSetName"}
        request |= {theirs: eums[ours] for ours, theirs in names.items() if eums.get(ours)}
        india = {"IN_ENTITY_ID": eums.get("InEntityId"), "IN_TEMPLATE_ID": eums.get("InTemplateId")}
        if told := {name: value for name, value in india.items() if value}:
            request["DestinationCountryParameters"] = told
        return str(self._client("pinpoint-sms-voice-v2", message).send_text_message(**request)["MessageId"])

    def _client(self, service: str, message: Message) -> Any:
        role = message.identity if self.url.options.get("assume_role") == "on" else ""
        return aws.client(
            self.url,
            service,
            region=message.options.get("Region", ""),
            role=role,
            external_id=message.options.get("ExternalId", ""),
        )

    def _origin(self) -> dict[str, str]:
        """A phone number, or a name where a country's networks let it through."""
        sender = self.url.options.get("from", "")
        if not sender:
            return {}
        return {"AWS.MM.SMS.OriginationNumber" if sender.startswith("+") else "AWS.SNS.SMS.SenderID": sender}
