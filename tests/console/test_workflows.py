"""The guide's steps in both consoles of the running product, by their labels, as somebody follows them who has never
seen it: from an empty installation to a user who is signed in at an app, then page by page."""

import contextlib
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests import product
from tests.console.walking import Walk, into_pool, use
from tests.console.workflows.new import NEW
from tests.console.workflows.original import ORIGINAL

pytestmark = [pytest.mark.server, pytest.mark.browser, pytest.mark.one_database]

CALLBACK = "http://localhost:9/callback"
PASSWORD = "Correct-Horse-1"


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
    "CON-202",
    "CON-204",
    "CON-210",
    "CON-221",
    "CON-222",
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


@pytest.mark.spec(
    "CON-13", "CON-36", "CON-75", "CON-86", "CON-88", "CON-100", "CON-113", "CON-130", "CON-133", "CON-138", "CON-170",
    "CON-179", "CON-187", "CON-189", "CON-190", "CON-195", "CON-203", "CON-205", "CON-211", "CON-223", "CON-224",
)  # fmt: skip
@pytest.mark.parametrize("row", NEW)
def test_a_workflow_of_the_new_console(row, new):
    page, steps = NEW[row]
    into_pool(new, "new", "Customers").choose(page)
    steps(new)
