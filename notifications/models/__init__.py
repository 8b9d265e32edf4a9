from notifications.models.allowance import Allowance
from notifications.models.destination import SuppressedAddress, VerifiedAddress
from notifications.models.message import Message
from notifications.models.sending_identity import SendingIdentity

__all__ = ["Allowance", "Message", "SendingIdentity", "SuppressedAddress", "VerifiedAddress"]
