"""Workflows of the original console: row, page, and the steps there."""

from tests.console.walking import into_pool
from tests.console.workflows.material import CSS, IDENTITY, LOGO
from tests.console.workflows.providers import by_hand, credentials, kind, map_nickname, metadata

ORIGINAL = {
    "CON-35": ("Attributes", lambda walk: walk.see("Which standard attributes are required?")),
    "CON-74": (
        "Attributes",
        lambda walk: (
            walk.see("Do you want to add custom attributes?").enter("Name", "plan").enter("Max", "20"),
            walk.page.locator("#custom-attributes")
            .get_by_role("button", name="Save")
            .or_(walk.page.locator("#custom-attributes").get_by_role("button", name="Add custom attribute"))
            .first.click(),
            walk.choose("Confirm changes").see("custom:plan"),
        ),
    ),
    "CON-87": (
        "Policies",
        lambda walk: (
            walk.enter("Minimum length", "10"),
            walk.page.locator("#password-policy").get_by_role("button", name="Save changes").click(),
            walk.choose("Confirm changes").see("The changes are saved."),
        ),
    ),
    "CON-101": ("MFA and verifications", lambda walk: walk.see("Which attributes do you want to verify?")),
    "CON-115": ("Message customizations", lambda walk: walk.see("Message")),
    "CON-139": (
        "Tags",
        lambda walk: (
            walk.enter("Tag key", "team").enter("Tag value", "blue").choose("Save changes").choose("Confirm changes"),
            walk.see("The changes are saved."),
        ),
    ),
    "CON-141": (
        "Devices",
        lambda walk: walk.tick("User Opt-In").choose("Save changes").choose("Confirm changes").see("are saved"),
    ),
    "CON-85": (
        "App clients",
        lambda walk: (
            walk.choose("Set attribute read and write permissions").clear("website: writable"),
            walk.page.locator("form[id^=attribute-permissions]").get_by_role("button").click(),
            walk.see("Review changes").choose("Confirm changes").see("The changes are saved."),
        ),
    ),
    "CON-166": ("Triggers", lambda walk: walk.see("Pre sign-up", "Post authentication", "User Migration")),
    "CON-129": (
        "Message customizations",
        lambda walk: (
            walk.choose("Show templates").see("Do you want to customize your user invitation messages?"),
            walk.choose("Edit Invitation email")
            .enter("Email subject", "Welcome")
            .choose("Save changes")
            .see("are saved"),
        ),
    ),
    "CON-132": (
        "Message customizations",
        lambda walk: (
            walk.see("Do you want to customize your email address?").tick("Send email with Amazon SES"),
            walk.enter("SES Region", "eu-west-1").enter("FROM email address ARN", IDENTITY),
            walk.enter("REPLY-TO email address", "help@shop.example").save(),
        ),
    ),
    "CON-172": (
        "Analytics",
        lambda walk: (
            walk.choose("Add analytics and campaigns").pick("Cognito app client", "web").choose("Choose project"),
            walk.enter("Amazon Pinpoint project", "ab" * 16).tick("Share user attribute data with Amazon Pinpoint"),
            walk.enter("IAM role", "arn:aws:iam::123456789012:role/analytics").save(),
            into_pool(walk, "original", "People").choose("Analytics").see("ab" * 16, "Add app mapping"),
        ),
    ),
    "CON-188": (
        "UI customization",
        lambda walk: (
            walk.see("App client to customize").choose("web").upload("Logo", "logo.png", LOGO),
            walk.enter("CSS customizations", CSS).choose("Save changes").see("The changes are saved."),
        ),
    ),
    "CON-194": (
        "Resource Servers",
        lambda walk: (
            walk.choose("Add a resource server").enter("Resource server name", "Photos"),
            walk.enter("Resource server identifier", "photos").choose("Create resource server").see("Photos"),
        ),
    ),
    "CON-202": (
        "Identity providers",
        lambda walk: (
            kind(walk, "Facebook").enter("Facebook app ID", "123").enter("App secret", "s3cret"),
            walk.enter("Authorized scopes", "public_profile, email").choose("Enable Facebook"),
            walk.see("Identity provider Facebook is created."),
        ),
    ),
    "CON-204": (
        "Identity providers",
        lambda walk: (
            credentials(kind(walk, "OpenId Connect"), "Corp", "Attributes request method").choose("Run discovery"),
            by_hand(walk.see("Unable to contact well-known endpoint")).choose("Create provider"),
            walk.see("Identity provider Corp is created.")
            .choose("App client settings")
            .see("Enabled Identity Providers"),
            walk.tick("Corp").save(),
        ),
    ),
    "CON-210": (
        "Identity providers",
        lambda walk: (
            metadata(kind(walk, "SAML").enter("SAML Provider name", "Adfs")).enter("Identifiers", "adfs.example"),
            walk.tick("Enable IdP sign out flow").choose("Create provider").see("Identity provider Adfs is created."),
        ),
    ),
    "CON-221": (
        "Attribute mapping",
        lambda walk: map_nickname(
            walk.choose("Facebook"), "Add Facebook attribute", "Facebook attribute", "short_name"
        ),
    ),
    "CON-222": (
        "Attribute mapping",
        lambda walk: map_nickname(walk.choose("Adfs"), "Add SAML attribute", "SAML attribute", "urn:oid:nick"),
    ),
}
