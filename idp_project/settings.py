"""Every setting of an installation, read from the environment (docs/settings.md has the table).

What differs between user pools is a column of the pool, not a setting. A missing or malformed value stops the start
with one line that names the variable.
"""

import ipaddress
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import environs
from cryptography.fernet import Fernet
from django.conf import global_settings
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from marshmallow import validate

from idp_project import first_keys, logs
from idp_project.schedule import SCHEDULE
from notifications import sender_urls
from pools.rest import wording as rest_wording

BASE_DIR = Path(__file__).resolve().parent.parent

env = environs.Env(prefix="POOLHOUSE_", eager=False)


def matches(pattern: str, wanted: str) -> validate.Regexp:
    return validate.Regexp(rf"^({pattern})\Z", error=f"Must be {wanted}.")


def network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    try:
        return ipaddress.ip_network(text.strip())
    except ValueError as error:
        raise validate.ValidationError(f"Must be addresses or networks: {error}.") from error


def are_topics(texts: list[str]) -> None:
    for text in texts:
        matches(r"arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]+", "ARNs of topics of SNS")(text)


def are_roles(roles: dict[str, str]) -> None:
    if unknown := sorted(set(roles.values()) - {"owner", "operator", "help-desk", "auditor"}):
        raise validate.ValidationError(f"Must be owner, operator, help-desk or auditor, not {', '.join(unknown)}.")


def is_file_or_empty(text: str) -> None:
    if text and not Path(text).is_file():
        raise validate.ValidationError("Must be a file that is there.")


def sender_of(channel: str) -> Callable[[str], None]:
    def check(text: str) -> None:
        try:
            sender_urls.SenderUrl.parse(text, channel)
        except sender_urls.Malformed as error:
            raise validate.ValidationError(str(error)) from error

    return check


# Where it listens and how it is reached
HOST = env.str("HOST", "127.0.0.1")
PORT = env.int("PORT", 8000, validate=validate.Range(min=1, max=65535))
TLS = env.str("TLS", "off", validate=matches(r"off|local|arn:aws:acm:.+", "off, local or a certificate's ARN"))
PUBLIC_URL = env.str(
    "PUBLIC_URL",
    f"{'http' if TLS == 'off' else 'https'}://localhost:{PORT}",
    validate=matches(r"https?://[^/]+(/[^/]+)*", "an http(s) address without a trailing slash"),
)
WORKERS = env.int("WORKERS", 2, validate=validate.Range(min=1, max=256))
DEMO = env.bool("DEMO", True)

# Proxies in front of us, and which headers they write; nobody else's are read (pools/access/proxies.py)
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", [], subcast=network)
FORWARDING_HEADERS = env.str("FORWARDING_HEADERS", "x-forwarded", validate=validate.OneOf(["x-forwarded", "forwarded"]))

# Whether the parent of a custom domain must have an A record, as Cognito asks (APP-199)
CHECK_PARENT_DOMAINS = env.bool("CHECK_PARENT_DOMAINS", False)

# Who we say we are, in pool ids and ARNs
REGION = env.str("REGION", "us-east-1", validate=matches(r"[a-z]{2}(-gov|-iso[a-z]?)?-[a-z]+-\d", "a region's name"))
ACCOUNT_ID = env.str("ACCOUNT_ID", "000000000000", validate=matches(r"\d{12}", "12 digits"))

# Where things are kept
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var"))).resolve()
STATIC_ROOT = Path(env.str("STATIC_DIR", str(DATA_DIR / "static"))).resolve()
PREPARE_STATEMENTS = env.bool("PREPARE_STATEMENTS", True)
DATABASE = env.dj_db_url("DATABASE_URL", f"sqlite:///{DATA_DIR / 'poolhouse.sqlite3'}")
REDIS_URL = env.str("REDIS_URL", "", validate=matches(r"((rediss?|unix)://.+)?", "redis://host:port/number"))
BROKER_URL = env.str("BROKER_URL", REDIS_URL or "filesystem://localhost")

# Who may enter at first. Asked for by the first start only; see idp_project/management/commands/bootstrap.py
ADMIN_USERNAME = env.str("ADMIN_USERNAME", "admin", validate=validate.Length(min=1, max=150))
ADMIN_PASSWORD = env.str("ADMIN_PASSWORD", "")
ACCESS_KEY_ID = env.str("ACCESS_KEY_ID", "", validate=matches(r"(\w{16,128})?", "16 to 128 letters and digits"))
SECRET_ACCESS_KEY = env.str("SECRET_ACCESS_KEY", "")

# Whether every administrator who signs in by password has to have a second factor, and sets one up at the next sign-in
REQUIRE_ADMIN_MFA = env.bool("REQUIRE_ADMIN_MFA", False)

# An OpenID provider that administrators may sign in by (docs/access.md), one of the installation's own pools included
OIDC_ISSUER = env.str(
    "OIDC_ISSUER",
    "",
    validate=matches(r"(https://\S+|http://(localhost|127\.0\.0\.1)(:\d+)?(/\S*)?)?", "https, or http on this machine"),
)
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", "")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", "")
OIDC_BUTTON = env.str("OIDC_BUTTON", "Sign in with single sign-on")
OIDC_SCOPES = env.str("OIDC_SCOPES", "openid profile email")
OIDC_SIGN_ALGORITHM = env.str("OIDC_SIGN_ALGORITHM", "RS256", validate=validate.OneOf(["RS256", "RS512", "ES256"]))
OIDC_ROLE_CLAIM = env.str("OIDC_ROLE_CLAIM", "")
OIDC_ROLES: dict[str, str] = env.dict("OIDC_ROLES", {}, validate=are_roles)
OIDC_CREATE = env.str("OIDC_CREATE", "nobody", validate=validate.OneOf(["nobody", "with-role", "anybody"]))

# How messages leave. "inbox:" keeps them in the console's inbox, with the code readable
EMAIL_URL = env.str("EMAIL_URL", "inbox:", validate=sender_of("email"))
SMS_URL = env.str("SMS_URL", "inbox:", validate=sender_of("sms"))
OPEN_INBOX = env.bool("OPEN_INBOX", False)  # notifications/localstack.py
SENDER_TIMEOUT_SECONDS = env.int("SENDER_TIMEOUT_SECONDS", 10, validate=validate.Range(min=1, max=60))

# Networks that are not of the public internet and yet may be asked by webhooks and the like (notifications/outgoing.py)
OUTGOING_NETWORKS = env.list("OUTGOING_NETWORKS", [], subcast=network)

# Who may tell of bounces and complaints (docs/messages.md)
WEBHOOK_SECRET = env.str("WEBHOOK_SECRET", "", validate=matches(r"([^:]+:.{16,})?", "user:password, of 16 letters"))
WEBHOOK_KEYS: dict[str, str] = env.dict("WEBHOOK_KEYS", {})
SES_TOPICS = env.list("SES_TOPICS", [], subcast=str.strip, validate=are_topics)
ANYMAIL = {name.upper(): key for name, key in WEBHOOK_KEYS.items()} | {"WEBHOOK_SECRET": WEBHOOK_SECRET}

# How often an hour a password may be asked back, asking and answering together (USR-209)
RECOVERY_ATTEMPTS_PER_HOUR = env.int("RECOVERY_ATTEMPTS_PER_HOUR", 10, validate=validate.Range(min=5, max=20))

# Functions that triggers ask (docs/triggers.md): which of the machine's modules may be run, which endpoints besides AWS
# may be asked, and how many requests of a web server process may wait for functions at once
FUNCTION_MODULES: list[str] = env.list("FUNCTION_MODULES", [])
LAMBDA_ENDPOINTS: list[str] = env.list("LAMBDA_ENDPOINTS", [])
FUNCTION_CALLS = env.int("FUNCTION_CALLS", 8, validate=validate.Range(min=1, max=128))

# Threat protection (docs/security.md): a local database of places, a range service of passwords that others know
GEOIP_DATABASE = env.str("GEOIP_DATABASE", "", validate=is_file_or_empty)
BREACHED_PASSWORDS_URL = env.str(
    "BREACHED_PASSWORDS_URL", "", validate=matches(r"(https?://\S+)?", "the URL that five hex digits are added to")
)

# Request rates: none, Cognito's where the console has no other, or those of the console alone (docs/quotas.md)
RATE_LIMITS = env.str("RATE_LIMITS", "off", validate=validate.OneOf(["off", "cognito", "custom"]))

# Analytics (docs/analytics.md)
ANALYTICS_DAYS = env.int("ANALYTICS_DAYS", 400, validate=validate.Range(min=0, max=36_500))

# The audit trail (docs/audit.md)
AUDIT_READS = env.bool("AUDIT_READS", True)
AUDIT_DAYS = env.int("AUDIT_DAYS", 90, validate=validate.Range(min=0, max=36_500))
AUDIT_EXPORT_URL = env.str(
    "AUDIT_EXPORT_URL", "", validate=matches(r"(file:///.+|s3://.+)?", "file:///folder or s3://bucket/prefix")
)

# Who may read /metrics; without it, this machine alone
METRICS_TOKEN = env.str("METRICS_TOKEN", "")

# Keys. The first of MASTER_KEYS seals, all open
SECRET_KEY = env.str("SECRET_KEY", "")
MASTER_KEYS: list[str] = env.list("MASTER_KEYS", [])

DEBUG = env.bool("DEBUG", False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["*"])  # every pool's domain is a host of ours
LOG_LEVEL = env.str("LOG_LEVEL", "INFO", validate=validate.OneOf(["DEBUG", "INFO", "WARNING", "ERROR"]))
LOG_FORMAT = env.str("LOG_FORMAT", "console", validate=validate.OneOf(["console", "json"]))

try:
    env.seal()
    DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (SECRET_KEY and MASTER_KEYS):
        _kept = first_keys.load(DATA_DIR)
        SECRET_KEY = SECRET_KEY or _kept["POOLHOUSE_SECRET_KEY"]
        MASTER_KEYS = MASTER_KEYS or _kept["POOLHOUSE_MASTER_KEYS"].split(",")
    for _key in MASTER_KEYS:
        Fernet(_key)
except environs.EnvValidationError as error:
    _messages = cast(dict[str, list[str]], error.error_messages)
    sys.exit("; ".join(f"{name}: {' '.join(map(str, why))}" for name, why in _messages.items()))
except KeyError as error:
    sys.exit(f"POOLHOUSE_DATA_DIR: {DATA_DIR / first_keys.FILE_NAME} lacks {error.args[0]}.")
except OSError as error:
    sys.exit(f"POOLHOUSE_DATA_DIR: cannot be written: {error}")
except ValueError:
    sys.exit("POOLHOUSE_MASTER_KEYS: each key must be 32 url-safe base64-encoded bytes.")

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": DATABASE | {"ATOMIC_REQUESTS": False}}
if DATABASE["ENGINE"] == "django.db.backends.sqlite3":
    Path(str(DATABASE["NAME"])).parent.mkdir(parents=True, exist_ok=True)
    DATABASES["default"] |= {
        "ENGINE": "idp_project.sqlite",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",  # a writer waits at BEGIN instead of failing half way
            "timeout": 20,
            # The log goes into the database every 16 MB: what was changed twice meanwhile is written once
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-64000;"
            "PRAGMA wal_autocheckpoint=4000;",
        },
        "TEST": {"NAME": str(DATA_DIR / "test.sqlite3")},  # a file, as in service: one in memory knows no waiting
    }
else:
    # What the URL asks for (?sslmode=...) stays. Statements of the hot path are prepared at their first use
    own = {"pool": {"min_size": 1, "max_size": 8}, "prepare_threshold": 5 if PREPARE_STATEMENTS else None}
    DATABASES["default"] |= {"CONN_MAX_AGE": 0, "OPTIONS": own | DATABASE.get("OPTIONS", {})}

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if REDIS_URL:
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "pools.console.apps.ConsoleConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",  # thousands' separators in the console
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "oauth2_provider",
    "notifications",
    "pools",
    "federation",
    "hostedui",
    "idp_project",
]

MIDDLEWARE = [
    "pools.access.proxies.ForwardingMiddleware",  # first of all: who asks, and how
    "idp_project.access_log.AccessLogMiddleware",
    "idp_project.health.HealthMiddleware",
    "idp_project.metrics.MetricsMiddleware",
    "pools.api.middleware.WireApiMiddleware",  # the hot path: answers before anything below is run
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hostedui.hosts.PoolHostMiddleware",
    "hostedui.trail.TrailMiddleware",
    "hostedui.direct.DirectMiddleware",  # what apps call needs nothing below
    "django.contrib.sessions.middleware.SessionMiddleware",
    "hostedui.languages.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "pools.console.middleware.CallerMiddleware",
    "hostedui.rates.RateMiddleware",
]

ROOT_URLCONF = "idp_project.urls"
WSGI_APPLICATION = "idp_project.wsgi.application"
APPEND_SLASH = False
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "pools.console.oidc_backend.ProviderBackend",
]
AUTH_USER_MODEL = "pools.Administrator"
LOGIN_URL = "admin:login"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# The first makes, all check: of administrators, and of users who bring a hash along. Most of those are plain bcrypt
PASSWORD_HASHERS = [*global_settings.PASSWORD_HASHERS, "django.contrib.auth.hashers.BCryptPasswordHasher"]

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "hostedui" / "locale"]  # before what other applications say for the same words
# What the hosted pages are translated to (hostedui/locale)
LANGUAGES = [
    ("ar", "العربية"),
    ("de", "Deutsch"),
    ("en", "English"),
    ("es", "Español"),
    ("fr", "Français"),
    ("he", "עברית"),
    ("id", "Bahasa Indonesia"),
    ("it", "Italiano"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("nl", "Nederlands"),
    ("pt-br", "Português (Brasil)"),
    ("zh-hans", "简体中文"),
    ("zh-hant", "繁體中文"),
]
USE_TZ = True

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Cookies and headers of the console and the hosted UI
_HTTPS = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_NAME = "poolhouse_console"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_PATH = "/admin/"
CSRF_COOKIE_NAME = "poolhouse_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "hostedui.pages.failures.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"  # with no-referrer browsers send "Origin: null" with our own forms
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_097_152  # bytes: the largest request that the wire API takes; most have half of it

# The console's look
UNFOLD = {
    "SITE_TITLE": "Poolhouse",
    "SITE_HEADER": "Poolhouse",
    "SITE_SYMBOL": "pool",
    "SITE_URL": None,
    "STYLES": [lambda request: static("console/console.css"), lambda request: static("console/palette.css")],
    "SCRIPTS": [lambda request: static("console/console.js"), lambda request: static("console/palette.js")],
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("console/icon.svg")},
    ],
    "SITE_ICON": lambda request: static("console/icon.svg"),
    "SIDEBAR": {"navigation": "pools.console.navigation.sidebar"},
    "ACCOUNT": {"navigation": [{"title": _("Your account"), "link": reverse_lazy("admin:account")}]},
    "BORDER_RADIUS": "8px",
    "COLORS": {
        "primary": {
            "50": "oklch(97.7% .013 215)",
            "100": "oklch(94.8% .032 214)",
            "200": "oklch(89.5% .06 213)",
            "300": "oklch(82% .095 213)",
            "400": "oklch(74% .115 215)",
            "500": "oklch(62% .115 219)",
            "600": "oklch(52% .106 223)",
            "700": "oklch(45% .09 226)",
            "800": "oklch(39% .074 228)",
            "900": "oklch(33% .06 230)",
            "950": "oklch(25% .045 232)",
        },
    },
}

# Background work
CELERY_BROKER_URL = BROKER_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_STORE_EAGER_RESULT = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
# No task's fate rests on remote control, events or results; off, they leave nothing in the embedded broker's folder
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_TASK_PUBLISH_RETRY = False  # a request does not wait for a broker that is down; the sweep finds what it missed
CELERY_BROKER_CONNECTION_TIMEOUT = 1.0  # seconds
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {}
if BROKER_URL.startswith("filesystem:"):
    CELERY_BROKER_TRANSPORT_OPTIONS |= {
        "polling_interval": 0.2,  # seconds that a message may lie before a worker looks
        "data_folder_in": str(DATA_DIR / "broker" / "queue"),
        "data_folder_out": str(DATA_DIR / "broker" / "queue"),
        "control_folder": str(DATA_DIR / "broker" / "control"),
    }
    for _folder in ("queue", "control"):
        (DATA_DIR / "broker" / _folder).mkdir(parents=True, exist_ok=True)
elif BROKER_URL.startswith(("redis:", "rediss:")):
    CELERY_BROKER_TRANSPORT_OPTIONS |= {"socket_connect_timeout": 2.0}  # seconds
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = SCHEDULE

LOGGING = logs.configure(LOG_LEVEL, LOG_FORMAT)

# The REST API's endpoints say the rest themselves (pools/rest/operations.py)
REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAdminUser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Poolhouse management API",
    "DESCRIPTION": rest_wording.DESCRIPTION,
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVERS": [
        {"url": "/api/v1", "description": "With an API token"},
        {"url": "/admin/api/v1", "description": "In the console, with its session"},
    ],
    "TAGS": rest_wording.TAGS,
    "SCHEMA_PATH_PREFIX": "/",
    "DEFAULT_GENERATOR_CLASS": "pools.rest.document.Generator",
    "POSTPROCESSING_HOOKS": ["pools.rest.document.strictly"],
    "SORT_OPERATIONS": False,
    "COMPONENT_SPLIT_PATCH": False,
}
OAUTH2_PROVIDER = {
    "OAUTH2_VALIDATOR_CLASS": "hostedui.oauth.validator.PoolValidator",
    "OAUTH2_SERVER_CLASS": "hostedui.oauth.server.PoolServer",
    "OAUTH2_BACKEND_CLASS": "hostedui.oauth.core.PoolOAuthCore",
}

# `check --deploy` speaks of more than we run
SILENCED_SYSTEM_CHECKS = [
    "security.W004",  # HSTS and
    "security.W008",  # the redirect to HTTPS belong to the proxy that terminates TLS
    *(f"oauth2_provider.W{number:03}" for number in range(1, 9)),  # the library's own endpoints and token tables
]
