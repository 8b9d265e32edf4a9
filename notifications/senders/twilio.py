"""SMS by Twilio's Programmable Messaging API."""

import requests

from notifications.models import Message
from notifications.sender_urls import SenderUrl
from notifications.senders import http
from notifications.senders.base import SendError

_ENDPOINT = "https://api.twilio.com"


class TwilioSender:
    """`twilio://ACCOUNT_SID:AUTH_TOKEN@?from=+15555550100`, or `messaging_service=MG...` instead of `from`.

    The API knows no idempotency key, so the window of SMTP is open here too.
    """

    keeps_body = False

    def __init__(self, url: SenderUrl) -> None:
        self.url = url

    def send(self, message: Message) -> str:
        form = {"To": message.address, "Body": message.text} | self._sender(message)
        account = self.url.username
        base = self.url.options.get("endpoint", _ENDPOINT).rstrip("/")
        answer = http.post(
            "Twilio",
            f"{base}/2010-04-01/Accounts/{account}/Messages.json",
            data=form,
            auth=(self.url.options.get("api_key", account), self.url.password),
        )
        if answer.status_code != 201:
            raise SendError(f"Twilio answered {_reason(answer)}", is_final=http.is_final(answer.status_code))
        return str(http.json_of(answer).get("sid", ""))

    def _sender(self, message: Message) -> dict[str, str]:
        if service := self.url.options.get("messaging_service"):
            return {"MessagingServiceSid": service}
        return {"From": http.origin_of(message, self.url)}


def _reason(answer: requests.Response) -> str:
    """Status and the number that Twilio's list of errors knows it by; their text may repeat the phone number."""
    number = http.json_of(answer).get("code")
    return f"{answer.status_code} (error {number})." if number else f"{answer.status_code}."
