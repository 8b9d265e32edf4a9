"""Addresses that nothing is sent to: what bounced or complained, and in a sandbox all that is not verified."""

from notifications.models import Message, SuppressedAddress, VerifiedAddress
from notifications.sender_urls import SenderUrl
from notifications.senders.base import SendError

VERIFYING = "sandbox"  # the reference of messages that carry a code to verify an address by
LONGEST_ADDRESS = 320  # characters; longer ones are of nobody (RFC 5321 section 4.5.3.1)
_ALWAYS_VERIFIED = ("@simulator.amazonses.com", "@simulator.amazonaws.com")  # also in a sandbox (USR-220)


def check(message: Message, url: SenderUrl) -> None:
    """Raise `SendError` if nothing may be sent to the address of this message."""
    address = message.address.lower()
    suppressed = SuppressedAddress.objects.filter(channel=message.channel, address=address).first()
    if suppressed:
        raise SendError(f"{suppressed.get_reason_display()} before: nothing is sent there.", is_final=True)
    if url.limits.is_sandbox and message.reference != VERIFYING and not _is_verified(message.channel, address):
        raise SendError("The sender is in its sandbox, and the address is not verified.", is_final=True)


def suppress(channel: str, address: str, reason: str, detail: str = "") -> None:
    """Send nothing there any more."""
    if len(address) > LONGEST_ADDRESS:
        return
    SuppressedAddress.objects.update_or_create(
        channel=channel, address=address.lower(), defaults={"reason": reason, "detail": detail[:512]}
    )


def forgive(channel: str, address: str) -> bool:
    """Send there again. False if nothing was suppressed."""
    return bool(SuppressedAddress.objects.filter(channel=channel, address=address.lower()).delete()[0])


def _is_verified(channel: str, address: str) -> bool:
    if address.endswith(_ALWAYS_VERIFIED):
        return True
    return VerifiedAddress.objects.filter(channel=channel, address=address, verified_at__isnull=False).exists()
