"""Workflows of the new console: row, page, and the steps there."""

from tests.console.walking import into_pool
from tests.console.workflows.material import CERTIFICATE, CSS, IDENTITY, LOGO
from tests.console.workflows.providers import by_hand, credentials, kind, map_nickname, metadata

NEW = {
    "CON-36": ("Sign-up experience", lambda walk: walk.see("Required attributes")),
    "CON-75": (
        "Sign-up experience",
        lambda walk: (
            walk.page.locator("#custom-attributes").get_by_role("link").click()
            or walk.enter("Name", "level").choose("Save changes").choose("Confirm changes").see("custom:level")
        ),
    ),
    "CON-86": (
        "App integration",
        lambda walk: (
            walk.choose("web").choose("Edit Attribute read and write permissions").clear("website: writable"),
            walk.save(),
        ),
    ),
    "CON-88": (
        "Sign-in experience",
        lambda walk: (
            walk.choose("Edit Password policy").enter("Password minimum length", "14").clear("Special character"),
            walk.save(),
        ),
    ),
    "CON-100": (
        "User pool settings",
        lambda walk: (
            walk.see("Deletion protection").choose("Deactivate").choose("Confirm changes").see("are saved", "Inactive"),
            walk.choose("Activate").choose("Confirm changes").see("are saved", "Active"),
        ),
    ),
    "CON-113": (
        "Sign-up experience",
        lambda walk: (
            walk.choose("Edit Keep original attribute value active when an update is pending").tick("Email address"),
            walk.save(),
        ),
    ),
    "CON-130": (
        "Messaging",
        lambda walk: (
            walk.choose("Show templates").see("Verification messages", "Invitation messages"),
            walk.choose("Edit Verification email with a code").enter("Email subject", "Your code"),
            walk.choose("Save changes").see("The changes are saved."),
        ),
    ),
    "CON-133": (
        "Messaging",
        lambda walk: (
            walk.choose("Edit Email").tick("Send email with Amazon SES").enter("SES Region", "eu-west-1"),
            walk.enter("FROM email address", IDENTITY).enter("Configuration set", "events"),
            walk.enter("FROM sender name", "Shop <shop@shop.example>"),
            walk.enter("REPLY-TO email address", "help@shop.example").save(),
        ),
    ),
    "CON-138": (
        "User pool properties",
        lambda walk: (walk.choose("Edit Tags").enter("Tag key", "team").enter("Tag value", "red"), walk.save()),
    ),
    "CON-179": (
        "App integration",
        lambda walk: (
            walk.choose("web").choose("Edit Hosted UI").enter("Allowed sign-out URLs", "https://app.example.com/bye"),
            walk.save(),
        ),
    ),
    "CON-170": (
        "App integration",
        lambda walk: (
            walk.see("App clients and analytics").choose("web").choose("Edit Amazon Pinpoint analytics"),
            walk.enter("Amazon Pinpoint project", "cd" * 16).save(),
        ),
    ),
    "CON-187": (
        "Certificates",
        lambda walk: (
            walk.choose("Import certificate").enter("Certificate", CERTIFICATE.pem),
            walk.enter("Private key", CERTIFICATE.key_pem).choose("Import certificate"),
            into_pool(walk, "new", "Customers").choose("App integration").choose("Actions"),
            walk.choose("Create custom domain").enter("Domain name", "auth.shop.example"),
            walk.pick("ACM certificate", "auth.shop.example").choose("Create custom domain").see("Alias target"),
        ),
    ),
    "CON-189": (
        "App integration",
        lambda walk: (
            walk.see("Hosted UI customization").choose("Customize").upload("Logo", "logo.png", LOGO),
            walk.enter("CSS customizations", CSS).choose("Save changes").see("The changes are saved."),
        ),
    ),
    "CON-190": (
        "App integration",
        lambda walk: (
            walk.choose("web").see("Hosted UI customization").choose("Use client-level settings"),
            walk.enter("CSS customizations", CSS).choose("Save changes").see("The changes are saved."),
            walk.see("This app client has its own customization"),
        ),
    ),
    "CON-195": (
        "App integration",
        lambda walk: (
            walk.choose("Show resource servers").choose("Create a resource server"),
            walk.enter("Resource server name", "Photos").enter("Resource server identifier", "photos"),
            walk.choose("Create resource server").see("Photos"),
        ),
    ),
    "CON-203": (
        "Sign-in experience",
        lambda walk: (
            walk.choose("Manage identity providers").see("Federated sign-in").choose("Add an identity provider"),
            kind(walk, "Google").enter("Client ID", "123").enter("Client secret", "s3cret").choose("Create"),
            walk.see("Identity provider Google is created."),
            into_pool(walk, "new", "Customers").choose("App integration").choose("web").choose("Edit Hosted UI"),
            walk.tick("Google").save(),
        ),
    ),
    "CON-205": (
        "Sign-in experience",
        lambda walk: (
            walk.choose("Manage identity providers").choose("Add an identity provider"),
            credentials(kind(walk, "OpenID Connect"), "Corp", "Attribute request method").tick("Manual input"),
            by_hand(walk).choose("Create").see("Identity provider Corp is created."),
        ),
    ),
    "CON-211": (
        "Sign-in experience",
        lambda walk: (
            walk.choose("Manage identity providers").choose("Add an identity provider"),
            metadata(kind(walk, "SAML").enter("Provider name", "Adfs")).enter("Identifiers", "adfs.example, adfs.test"),
            walk.tick("Add sign-out flow").choose("Create").see("Identity provider Adfs is created."),
        ),
    ),
    "CON-223": (
        "Sign-in experience",
        lambda walk: (
            walk.choose("Manage identity providers").choose("Google").choose("Edit attribute mapping"),
            map_nickname(walk, "Add another attribute", "Google attribute", "nickname"),
        ),
    ),
    "CON-224": (
        "Sign-in experience",
        lambda walk: (
            walk.choose("Manage identity providers").choose("Adfs").choose("Edit attribute mapping"),
            map_nickname(walk, "Add another attribute", "SAML attribute", "urn:oid:nick"),
            walk.choose("Delete").enter("Provider name", "Adfs").choose("Delete").see("Adfs is deleted."),
        ),
    ),
}
