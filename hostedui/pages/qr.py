"""The picture that an authenticator app scans."""

import base64

import qrcode
from qrcode.image.svg import SvgPathImage

_GROUP = 4  # characters of the key between two spaces


def as_image(text: str) -> str:
    """A QR code as the address of an image, which the pages' content policy allows. Its margin is the page's."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0, image_factory=SvgPathImage)
    code.add_data(text)
    picture = code.make_image().to_string()
    return f"data:image/svg+xml;base64,{base64.b64encode(picture).decode()}"


def in_groups(key: str) -> str:
    """The key as people copy it by eye; apps do not mind the spaces."""
    return " ".join(key[start : start + _GROUP] for start in range(0, len(key), _GROUP))
