"""The guide's steps in both consoles of the running product, by their labels, as somebody follows them who has never
seen it: from an empty installation to a user who is signed in at an app, then page by page."""

import base64
import contextlib
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests import product
from tests.certifying import issue
from tests.console.walking import Walk, into_pool, use

pytestmark = [pytest.mark.server, pytest.mark.browser, pytest.mark.one_database]

CALLBACK = "http://localhost:9/callback"
PASSWORD = "Correct-Horse-1"
IDENTITY = "arn:aws:ses:eu-west-1:123456789012:identity/shop@shop.example"
CSS = ".submitButton-customizable { background-color: #0b7a4b; }"
CERTIFICATE = issue("auth.shop.example")
LOGO = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture(scope="module")
def running(tmp_path_factory) -> Iterator[product.Product]:
    with product.Product(tmp_path_factory.mktemp("workflows") / "data", DEMO="0") as running:
        yield running


@pytest.fixture(scope="module")
def console_at(chromium: Browser, running):
    """Makes browsers in which the administrator uses one of the consoles."""
    with contextlib.ExitStack() as opened:

        def sign_in(console: str) -> Walk:
            context = chromium.new_context()
            opened.callback(context.close)
            context.set_default_timeout(30_000)
            walk = Walk(context.new_page())
            walk.page.goto(f"{running.url}/admin/user-pools/")
            walk.page.get_by_label("Username").fill("admin")
            walk.page.get_by_label("Password").fill(product.ADMIN_PASSWORD)
            walk.page.get_by_role("button", name="Sign in", exact=True).click()
            return use(walk, console)

        yield sign_in


def sign_up(walk: Walk, email: str) -> str:
    """As a user at the hosted UI, with the code that the administrator reads; gives where the browser ends."""
    with walk.page.expect_popup() as opened:
        walk.choose("View hosted UI")
    visitor = opened.value
    visitor.route("http://localhost:9/**", lambda route: route.fulfill(body="The app"))
    visitor.get_by_role("link", name="Sign up").click()
    visitor.get_by_label("Email").fill(email)
    visitor.get_by_label("Password", exact=True).fill(PASSWORD)
    visitor.get_by_role("button", name="Sign up").click()
    code_field = visitor.get_by_label(re.compile("code", re.IGNORECASE)).first
    code_field.fill(_code_of(walk, email))
    visitor.get_by_role("button", name="Confirm account").click()
    visitor.wait_for_url(re.compile(r"/callback\?"))  # FED-53: without being asked to sign in
    return visitor.url


def _code_of(walk: Walk, email: str) -> str:
    walk.choose("Inbox")
    walk.page.get_by_label("Address", exact=True).fill(email)
    walk.choose("Search")
    return walk.page.locator(".ph-big-code output").inner_text()


@pytest.fixture(scope="module")
def original(console_at) -> Walk:
    return console_at("original")


@pytest.mark.spec(
    "CON-03", "CON-04", "CON-15", "CON-16", "CON-54", "CON-160", "CON-178", "CON-184", "CON-186", "APP-143"
)
def test_the_original_console_leads_from_nothing_to_a_signed_in_user(console_at):
    walk = console_at("original")
    walk.choose("Home").see("Add Sign-up and Sign-in").choose("Manage User Pools").see("Your User Pools")
    walk.choose("Create a user pool").enter("Pool name", "People").choose("Step through settings")
    walk.see("How do you want your end users to sign-in?")
    walk.tick("Email address or phone number", "Allow email addresses").times(8, "Next step")
    walk.see("Review").choose("Create pool").see("User pool People is created.")

    walk.choose("App clients").choose("Add an app client").enter("App client name", "web")
    walk.clear("Generate client secret").tick("Enabled").choose("Create app client").see(
        "App client id", "(no secret key)"
    )
    walk.choose("Return to pool details").choose("App client settings")
    walk.tick("Cognito User Pool").enter("Callback URL(s)", CALLBACK).enter("Sign out URL(s)", CALLBACK)
    walk.tick("Authorization code grant", "Implicit grant")
    walk.tick("openid", "email", "phone", "profile", "aws.cognito.signin.user.admin")
    walk.choose("Save changes").see("Review changes").choose("Confirm changes").see("The changes are saved.")
    walk.choose("Choose domain name").enter("Domain prefix", "people").choose("Check availability")
    walk.see("This domain is available.").choose("Save changes").see("http://people.auth.localhost")

    walk.choose("App clients").choose("Open")
    assert sign_up(walk, "alice@example.com").startswith(f"{CALLBACK}?code=")


@pytest.mark.spec("CON-05", "CON-17", "CON-18", "CON-55", "CON-161", "CON-179", "CON-187", "CON-193", "APP-145")
def test_the_new_console_leads_from_nothing_to_a_signed_in_user(console_at):
    walk = console_at("new")
    walk.choose("User pools").choose("Create a user pool").see("Configure sign-in experience")
    walk.clear("User name").tick("Email").choose("Next").see("Password policy").times(3, "Next")
    walk.see("Integrate your app").enter("User pool name", "Customers").clear("Use the Cognito Hosted UI")
    walk.enter("App client name", "first").choose("Next")
    walk.see("Review and create").choose("Create user pool").see("User pool Customers is created.")

    walk.choose("App integration").choose("Actions").choose("Create Cognito domain").enter("Domain prefix", "customers")
    walk.choose("Create Cognito domain").see("http://customers.auth.localhost")
    walk.choose("App integration").choose("Create an app client").tick("Public client").enter("App client name", "web")
    walk.see("Don't generate a client secret").tick("ALLOW_USER_SRP_AUTH", "Cognito user pool")
    walk.enter("Allowed callback URLs", CALLBACK).tick("Authorization code grant", "Implicit grant", "openid", "email")
    walk.choose("Create app client").see("App client information", CALLBACK)
    assert sign_up(walk, "bob@example.com").startswith(f"{CALLBACK}?code=")


@pytest.mark.spec("CON-16", "CON-52")
def test_the_original_console_makes_a_pool_with_aliases(original):
    walk = use(original, "original").choose("Create a user pool").enter("Pool name", "Aliases")
    walk.choose("Review defaults").choose("Attributes").see("How do you want your end users to sign-in?")
    walk.tick("Username", "Also allow sign in with verified email address").choose("Next step").choose("Review")
    walk.choose("Create pool").see("User pool Aliases is created.").choose("Attributes").see("verified email address")


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
}


@pytest.mark.spec(
    "CON-11",
    "CON-35",
    "CON-74",
    "CON-85",
    "CON-87",
    "CON-101",
    "CON-115",
    "CON-129",
    "CON-132",
    "CON-139",
    "CON-141",
    "CON-172",
    "CON-188",
    "CON-194",
)
@pytest.mark.parametrize("row", ORIGINAL)
def test_a_workflow_of_the_original_console(row, original):
    page, steps = ORIGINAL[row]
    into_pool(original, "original", "People").choose(page)
    steps(original)


@pytest.fixture(scope="module")
def new(console_at) -> Walk:
    return console_at("new")


@pytest.mark.spec("CON-53")
def test_the_new_console_makes_a_pool_with_aliases(new):
    walk = use(new, "new").choose("Create a user pool").see("Cognito user pool sign-in options")
    walk.tick("User name", "Email", "Allow users to sign in with a preferred user name").times(4, "Next")
    walk.enter("User pool name", "New aliases").clear("Use the Cognito Hosted UI").enter("App client name", "first")
    walk.choose("Next").choose("Create user pool").see("User pool New aliases is created.")


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
}


@pytest.mark.spec(
    "CON-13", "CON-36", "CON-75", "CON-86", "CON-88", "CON-100", "CON-113", "CON-130", "CON-133", "CON-138", "CON-170",
    "CON-179", "CON-187", "CON-189", "CON-190", "CON-195",
)  # fmt: skip
@pytest.mark.parametrize("row", NEW)
def test_a_workflow_of_the_new_console(row, new):
    page, steps = NEW[row]
    into_pool(new, "new", "Customers").choose(page)
    steps(new)
