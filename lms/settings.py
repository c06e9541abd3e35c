"""Every setting, read from the environment, with defaults that are safe.

The variables are described in ``docs/operations.md``. Without any of them the site
runs on one machine for itself alone: SQLite, in-memory rooms, mails as files.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from lms.common.secret_key import load_or_create_key

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var"))
TESTING = "pytest" in sys.modules


def env_flag(name: str, *, default: bool) -> bool:
    """Read a yes/no variable; anything but the known words stops the start."""
    raw = os.environ.get(name, "").strip().lower()
    if not raw:
        return default
    if raw in {"1", "true", "yes", "on"}:
        return True
    if raw in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be yes or no, not {raw!r}.")


def env_list(name: str) -> list[str]:
    """Read a comma-separated variable."""
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


# --- Where the site lives ---------------------------------------------------

DEBUG = env_flag("DEBUG", default=False)
PORT = int(os.environ.get("PORT", "8000"))
BASE_URL = os.environ.get("BASE_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
_base = urlsplit(BASE_URL)
IS_LOOPBACK = _base.hostname in {"127.0.0.1", "localhost", "::1"}
IS_HTTPS = _base.scheme == "https"
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS") or [
    h for h in {_base.hostname or "", *(["localhost", "127.0.0.1"] if IS_LOOPBACK else [])} if h
]
CSRF_TRUSTED_ORIGINS = [BASE_URL]
# A browser on this machine may call it by either name.
SOCKET_ORIGINS = [BASE_URL]
if IS_LOOPBACK:
    SOCKET_ORIGINS += [f"{_base.scheme}://{host}:{_base.port or PORT}" for host in ALLOWED_HOSTS]
WEB_PROCESSES = int(os.environ.get("WEB_PROCESSES", "1"))
TRUSTED_PROXIES = env_list("TRUSTED_PROXIES")
SECRET_KEY = os.environ.get("SECRET_KEY") or (load_or_create_key(VAR_DIR) if IS_LOOPBACK else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is not set, and the site is not on the loopback address.")
SECRET_KEY_FALLBACKS = env_list("SECRET_KEY_FALLBACKS")
REQUIRE_MFA = env_flag("REQUIRE_MFA", default=True)
ASK_AGREEMENTS = env_flag("ASK_AGREEMENTS", default=True)
DEMO = env_flag("DEMO", default=False)

# --- What it is made of -----------------------------------------------------

INSTALLED_APPS = [
    "lms.common",
    "lms.audit",
    "lms.notices",
    "lms.people",
    "lms.joining",
    "lms.rooms",
    "lms.officers",
    "courses",
    "courses.catalogue",
    "courses.toolkit",
    "sessions",
    "assessments",
    "feedback",
    "certificates",
    "lms.reports",
    "lms.privacy",
    "lms.portal",
    "lms.demo",
    "polymorphic",
    "schedule",
    "channels",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "django_tasks_db",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.staticfiles",
    # The widgets of forms, from our renderer.
    "django.forms",
]
SITE_ID = 1

MIDDLEWARE = [
    "lms.common.middleware.RequestGuardMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "lms.common.middleware.PrivacyHeadersMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lms.people.middleware.SessionAgeMiddleware",
    "lms.people.middleware.LogInMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "lms.people.devices.LastUsedMiddleware",
    "lms.people.middleware.PersonTimeZoneMiddleware",
    "lms.people.middleware.SecondFactorMiddleware",
    "lms.people.middleware.AgreementMiddleware",
    "lms.audit.middleware.SlowDownMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "lms.urls"
ASGI_APPLICATION = "lms.asgi.application"
WSGI_APPLICATION = "lms.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "lms.common.forms.Renderer"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "lms" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "lms.common.templatetags.ui"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lms.common.context.site",
                "lms.portal.menu.menu",
            ],
        },
    },
]

# --- Rows -------------------------------------------------------------------

_default_db = f"sqlite:///{VAR_DIR / 'db.sqlite3'}"
DATABASES: dict[str, Any] = {"default": dj_database_url.parse(os.environ.get("DATABASE_URL") or _default_db)}
_db = DATABASES["default"]
if _db["ENGINE"] == "django.db.backends.sqlite3":
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    # IMMEDIATE: a transaction that will write takes the write lock at its start, so two of
    # them queue up for `timeout` seconds instead of one failing with "database is locked".
    _db["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;"
            "PRAGMA secure_delete=ON;PRAGMA cache_size=-16000;"
        ),
    }
else:
    # Under ASGI a thread per request would keep a connection each: psycopg's pool bounds them.
    _db["CONN_MAX_AGE"] = 0
    _db.setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 8, "timeout": 15}
_db["ATOMIC_REQUESTS"] = False

REDIS_URL = os.environ.get("REDIS_URL", "")
CHANNEL_LAYERS: dict[str, Any] = {
    "default": (
        {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [REDIS_URL]}}
        if REDIS_URL
        else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
    )
}
CACHES: dict[str, Any] = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT", VAR_DIR / "media"))
MEDIA_URL = "/media-is-served-by-views/"
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "build" / "static"
STATICFILES_DIRS = [BASE_DIR / "lms" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if TESTING or DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = TESTING or DEBUG
FONT_DIR = BASE_DIR / "build" / "fonts"
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# --- People -----------------------------------------------------------------

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "lms.people.passwords.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:home"
ACCOUNT_ADAPTER = "lms.people.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_SESSION_REMEMBER = False
# The link that a person asked for by mail logs her in, so nobody can lock her out by guessing.
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
PASSWORD_RESET_TIMEOUT = 2 * 3600
# allauth counts in the cache, which may be lost or be one of several: see lms.people.limits.
ACCOUNT_RATE_LIMITS = dict.fromkeys(
    ("change_password", "login", "login_failed", "reauthenticate", "reset_password", "reset_password_from_key")
)
ACCOUNT_FORMS = {
    "reauthenticate": "lms.people.log_in_forms.ConfirmPasswordForm",
    "reset_password_from_key": "lms.people.log_in_forms.ResetPasswordKeyForm",
    "set_password": "lms.people.log_in_forms.SetPasswordForm",
    "change_password": "lms.people.log_in_forms.ChangePasswordForm",
    "reset_password": "lms.people.log_in_forms.ResetPasswordForm",
    "user_token": "lms.people.log_in_forms.UserTokenForm",
}
USERSESSIONS_ADAPTER = "lms.people.session_adapter.UserSessionsAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = IS_LOOPBACK
MFA_ADAPTER = "lms.people.adapters.MFAAdapter"
MFA_TOTP_ISSUER = "AI for Safer Children"
# A phone's clock may be half a minute off.
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RATE_LIMITS = {"webauthn_login": None}
MFA_FORMS = {
    "activate_totp": "lms.people.log_in_forms.ActivateTOTPForm",
    "add_webauthn": "lms.people.log_in_forms.AddWebAuthnForm",
    "authenticate": "lms.people.log_in_forms.AuthenticateForm",
    "reauthenticate": "lms.people.log_in_forms.ReauthenticateForm",
}

# --- Languages and time -----------------------------------------------------

USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("ar", "العربية"),
    ("zh-hans", "中文"),
    ("en", "English"),
    ("fr", "Français"),
    ("ru", "Русский"),
    ("es", "Español"),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
SITE_NAME = _("AI for Safer Children")

# --- Mail -------------------------------------------------------------------


def _mailer(url: str) -> dict[str, Any]:
    """``EMAIL_URL``: ``smtp://user:password@host:port`` (or ``smtps``), ``file:///folder``; default ``var/mail``."""
    parts = urlsplit(url)
    if parts.scheme in {"", "file"}:
        folder = parts.path or str(VAR_DIR / "mail")
        return {"BACKEND": "lms.notices.mailstore.MailStoreBackend", "OPTIONS": {"folder": folder}}
    if parts.scheme in {"smtp", "smtps"}:
        return {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {
                "host": parts.hostname or "localhost",
                "port": parts.port or (465 if parts.scheme == "smtps" else 587),
                "username": parts.username or "",
                "password": parts.password or "",
                "use_ssl": parts.scheme == "smtps",
                "use_tls": parts.scheme == "smtp" and parts.hostname not in {"localhost", "127.0.0.1"},
                "timeout": 20,
            },
        }
    raise ImproperlyConfigured("EMAIL_URL must start with smtp://, smtps:// or file://.")


MAILERS: dict[str, Any] = {"default": _mailer(os.environ.get("EMAIL_URL", ""))}
DEFAULT_FROM_EMAIL = os.environ.get("FROM_EMAIL", "AI for Safer Children <no-reply@demo.example>")

# How many people of lists a person may be shown in an hour before it is unusual (lms/audit/harvesting.py), by
# role; with several roles the largest counts, "" is for whom has none of them. The same page of a list again counts
# once. Override single ones: PEOPLE_AN_HOUR="coordinator=4000,trainer=500".
PEOPLE_AN_HOUR = {
    "coordinator": 2500,
    "administrator": 2500,
    "data_protection_officer": 2500,
    "auditor": 2500,
    "reviewer": 1000,
    "trainer": 800,
    "": 300,
}
for _limit in env_list("PEOPLE_AN_HOUR"):
    _role, _equals, _number = _limit.partition("=")
    if not (_equals and _number.isascii() and _number.isdigit() and _role.strip() in PEOPLE_AN_HOUR):
        raise ImproperlyConfigured(f"PEOPLE_AN_HOUR must be role=number, role=number; {_limit!r} is not.")
    PEOPLE_AN_HOUR[_role.strip()] = int(_number)

# --- Walls ------------------------------------------------------------------

_ws = BASE_URL.replace("http", "ws", 1)
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF, _ws],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_NAME = "__Host-session" if IS_HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if IS_HTTPS else "csrf"
LANGUAGE_COOKIE_NAME = "__Host-language" if IS_HTTPS else "language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^live$", r"^ready$"]
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_FAILURE_VIEW = "lms.common.views.csrf_failure"

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"discreet": {"()": "lms.common.logs.DiscreetAddresses"}},
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["discreet"]}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING" if TESTING else "INFO")},
    "loggers": {
        # Request lines would carry addresses and codes; the proxy keeps what operations need.
        "django.server": {"level": "WARNING"},
        "daphne": {"level": "WARNING"},
        # Each wake of the worker would be two lines.
        "django.tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "WARNING"},
        "xhtml2pdf": {"level": "ERROR"},
        "fontTools": {"level": "WARNING"},
    },
}
