"""SMS by Vonage's SMS API."""

from notifications import limits
from notifications.models import Message
from notifications.sender_urls import SenderUrl
from notifications.senders import http
from notifications.senders.base import SendError

_ENDPOINT = "https://rest.nexmo.com"
_TAKEN = "0"
_MENDED_LATER = {"1", "4", "5", "9"}  # throttled; wrong credentials; their own trouble; no credit


class VonageSender:
    """`vonage://API_KEY:API_SECRET@?from=Shop`. A double is not known, as with SMTP; `client-ref` tells it."""

    keeps_body = False

    def __init__(self, url: SenderUrl) -> None:
        self.url = url

    def send(self, message: Message) -> str:
        base = self.url.options.get("endpoint", _ENDPOINT).rstrip("/")
        form = {
            "api_key": self.url.username,
            "api_secret": self.url.password,
            "from": http.origin_of(message, self.url) or "Vonage",
            "to": message.address.lstrip("+"),
            "text": message.text,
            "type": "text" if limits.is_gsm_7(message.text) else "unicode",
            "client-ref": str(message.id),
        }
        answer = http.post("Vonage", f"{base}/sms/json", data=form)
        if answer.status_code != 200:
            raise SendError(f"Vonage answered {answer.status_code}.", is_final=http.is_final(answer.status_code))
        parts = http.json_of(answer).get("messages") or [{}]
        status = str(parts[0].get("status", ""))  # of the first part: once that is out, another try would double it
        if status != _TAKEN:
            raise SendError(f"Vonage refused it with status {status or 'unknown'}.", is_final=_is_final(status))
        return str(parts[0].get("message-id", ""))


def _is_final(status: str) -> bool:
    return bool(status) and status not in _MENDED_LATER
