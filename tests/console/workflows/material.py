"""What is entered and uploaded on the way through the consoles."""

import base64

from tests.certifying import issue

IDENTITY = "arn:aws:ses:eu-west-1:123456789012:identity/shop@shop.example"
CSS = ".submitButton-customizable { background-color: #0b7a4b; }"
CERTIFICATE = issue("auth.shop.example")
LOGO = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
NOWHERE = "https://127.0.0.1"  # the product asks nobody there: discovery fails at once
