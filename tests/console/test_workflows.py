"""The guide's steps in both consoles of the running product, by their labels, as somebody follows them who has never
seen it: from an empty installation to a user who is signed in at an app, then page by page."""

import contextlib
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests import product

pytestmark = [pytest.mark.server, pytest.mark.browser, pytest.mark.one_database]

CALLBACK = "http://localhost:9/callback"
PASSWORD = "Correct-Horse-1"


class Walk:
    """Somebody at a page who sees labels and nothing else."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def choose(self, label: str) -> "Walk":
        """Click the button or the link of this name, the one in the page before one in its frame."""
        name = re.compile(rf"(^|\s){re.escape(label)}$")
        found = [place.get_by_role(role, name=name) for place in self._places() for role in ("button", "link")]
        summaries = [place.locator("summary").filter(has_text=label) for place in self._places()]
        _first_of([*found[:2], summaries[0], *found[2:]]).click()
        return self

    def enter(self, label: str, text: str) -> "Walk":
        _first_of([place.get_by_label(label, exact=exact) for exact in (True, False) for place in self._places()]).fill(
            text
        )
        return self

    def tick(self, *labels: str) -> "Walk":
        for label in labels:
            self._box(label).check()
        return self

    def clear(self, label: str) -> "Walk":
        self._box(label).uncheck()
        return self

    def see(self, *texts: str) -> "Walk":
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(text)
        return self

    def times(self, number: int, label: str) -> "Walk":
        """Choose this again and again."""
        for _each in range(number):
            self.choose(label)
        return self

    def _box(self, label: str) -> Locator:
        name = re.compile(rf"^{re.escape(label)}")
        return _first_of([self.page.get_by_role("checkbox", name=name), self.page.get_by_role("radio", name=name)])

    def _places(self) -> tuple[Locator, Locator]:
        return self.page.locator("main.ph"), self.page.locator("body")


def _first_of(found: list[Locator]) -> Locator:
    """The first that can be seen, once one can be."""
    anything = found[0]
    for each in found[1:]:
        anything = anything.or_(each)
    expect(anything.filter(visible=True).first).to_be_visible()
    return next(each.filter(visible=True).first for each in found if each.filter(visible=True).count())


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


def use(walk: Walk, console: str) -> Walk:
    """The console of this name; which one was used last is remembered for the administrator."""
    walk.page.goto(walk.page.url.split("/admin/")[0] + "/admin/user-pools/")
    button = walk.page.locator(f"button[name=console][value={console}]").first
    if button.count():
        button.click()
    return walk


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
    "CON-194": (
        "Resource Servers",
        lambda walk: (
            walk.choose("Add a resource server").enter("Resource server name", "Photos"),
            walk.enter("Resource server identifier", "photos").choose("Create resource server").see("Photos"),
        ),
    ),
}


@pytest.mark.spec(
    "CON-11", "CON-35", "CON-74", "CON-85", "CON-87", "CON-101", "CON-115", "CON-139", "CON-141", "CON-194"
)
@pytest.mark.parametrize("row", ORIGINAL)
def test_a_workflow_of_the_original_console(row, original):
    page, steps = ORIGINAL[row]
    _into_pool(original, "original", "People").choose(page)
    steps(original)


@pytest.fixture(scope="module")
def new(console_at) -> Walk:
    return console_at("new")


def _saved(walk: Walk) -> None:
    walk.choose("Save changes").choose("Confirm changes").see("The changes are saved.")


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
            _saved(walk),
        ),
    ),
    "CON-88": (
        "Sign-in experience",
        lambda walk: (
            walk.choose("Edit Password policy").enter("Password minimum length", "14").clear("Special character"),
            _saved(walk),
        ),
    ),
    "CON-113": (
        "Sign-up experience",
        lambda walk: (
            walk.choose("Edit Keep original attribute value active when an update is pending").tick("Email address"),
            _saved(walk),
        ),
    ),
    "CON-138": (
        "User pool properties",
        lambda walk: (walk.choose("Edit Tags").enter("Tag key", "team").enter("Tag value", "red"), _saved(walk)),
    ),
    "CON-179": (
        "App integration",
        lambda walk: (
            walk.choose("web").choose("Edit Hosted UI").enter("Allowed sign-out URLs", "https://app.example.com/bye"),
            _saved(walk),
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


@pytest.mark.spec("CON-13", "CON-36", "CON-75", "CON-86", "CON-88", "CON-113", "CON-138", "CON-179", "CON-195")
@pytest.mark.parametrize("row", NEW)
def test_a_workflow_of_the_new_console(row, new):
    page, steps = NEW[row]
    _into_pool(new, "new", "Customers").choose(page)
    steps(new)


def _into_pool(walk: Walk, console: str, name: str) -> Walk:
    use(walk, console).page.get_by_role("link", name=name).first.click()
    return walk
