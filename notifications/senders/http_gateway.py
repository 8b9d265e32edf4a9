"""SMS by an HTTP gateway."""

import requests
from django.conf import settings

from notifications.models import Message
from notifications.senders.base import SendError

TRY_AGAIN = {408, 425, 429}  # statuses below 500 that time may mend


class HttpGatewaySender:
    """Posts `{"to": ..., "text": ..., "id": ...}` as JSON; any 2xx means taken. The id tells a double."""

    keeps_body = False

    def __init__(self, url: str) -> None:
        self.url = url

    def send(self, message: Message) -> None:
        body = {"to": message.address, "text": message.text, "id": str(message.id)}
        try:
            answer = requests.post(
                self.url,
                json=body,
                headers={"Idempotency-Key": str(message.id)},
                timeout=settings.SENDER_TIMEOUT_SECONDS,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise SendError(f"The SMS gateway cannot be reached: {type(error).__name__}") from error
        if not 200 <= answer.status_code < 300:
            is_final = answer.status_code < 500 and answer.status_code not in TRY_AGAIN
            raise SendError(f"The SMS gateway answered {answer.status_code}.", is_final=is_final)
