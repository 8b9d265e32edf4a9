"""SMS by an HTTP gateway."""

from notifications.models import Message
from notifications.sender_urls import SenderUrl
from notifications.senders import http
from notifications.senders.base import SendError


class HttpGatewaySender:
    """Posts `{"to": ..., "text": ..., "id": ...}` as JSON; any 2xx means taken. The id tells a double."""

    keeps_body = False

    def __init__(self, url: SenderUrl) -> None:
        self.url = url

    def send(self, message: Message) -> str:
        body = {"to": message.address, "text": message.text, "id": str(message.id)}
        answer = http.post("The SMS gateway", self.url.address, json=body, headers={"Idempotency-Key": str(message.id)})
        status = answer.status_code
        if not 200 <= status < 300:
            raise SendError(f"The SMS gateway answered {status}.", is_final=http.is_final(status))
        return ""
