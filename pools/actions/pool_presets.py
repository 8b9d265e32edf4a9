"""Settings of a new pool from the few choices that a short form offers."""

from collections.abc import Collection
from typing import Any

USERNAME = "username"
CONTACTS = ("email", "phone_number")


def settings_of_new_pool(
    sign_in_options: Collection[str], *, case_sensitive: bool, self_registration: bool
) -> dict[str, Any]:
    """Columns of the pool. Beside a user name, an e-mail address or phone number is an alias of it (CON-53); without
    one it is the user name itself (CON-55).

    A pool needs a contact to send codes to: the chosen ones are verified at sign-up, and without a choice e-mail is
    asked for.
    """
    contacts = [contact for contact in CONTACTS if contact in sign_in_options]
    has_usernames = USERNAME in sign_in_options or not contacts
    verified = contacts or ["email"]
    return {
        "alias_attributes": contacts if has_usernames else [],
        "username_attributes": [] if has_usernames else contacts,
        "case_sensitive": case_sensitive,
        "auto_verified_attributes": verified,
        "schema": [{"Name": verified[0], "Required": True}] if len(verified) == 1 else [],
        "admin_create_user_config": {"AllowAdminCreateUserOnly": not self_registration},
    }
