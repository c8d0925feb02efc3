"""Django's settings of one node; everything that differs between nodes stands in its folder (COMITY_HOME)."""

import hashlib
import secrets
from pathlib import Path

from csp.constants import NONE, SELF

from comity.directory.access import Access
from comity.directory.home import Home, NoHome, home
from comity.site import databases, logging

_PACKAGE = Path(__file__).resolve().parent.parent
_WEB = _PACKAGE / "doors" / "web"


def _home() -> Home | None:
    """Return the node; None for commands that need none (the migration check), and nothing can be served from those settings."""
    try:
        return home()
    except NoHome:
        return None


_HOME = _home()

COMITY_HOME = _HOME.path if _HOME else Path("var")
COMITY_DEMO = bool(_HOME and _HOME.demo)
COMITY_OBJECT_STORE = "comity.courier.storing.open_store"  # the courier opens connections; loaded where a store is named alone
COMITY_ACCESS = _HOME.access if _HOME else Access()
_PROVIDER = COMITY_ACCESS.provider


def _secret() -> str:
    """Return this node's secret for sessions and forms, made at its first start."""
    if _HOME is None:
        return secrets.token_urlsafe(50)
    file = _HOME.keys / "web.secret"
    return file.read_text(encoding="ascii").strip() if file.exists() else secrets.token_urlsafe(50)


SECRET_KEY = _secret()
DEBUG = False
ALLOWED_HOSTS = ["*"] if _HOME is None else [_HOME.web.host, "localhost", "127.0.0.1", *filter(None, [COMITY_ACCESS.host])]
if _HOME is not None and _HOME.web.host in ("127.0.0.1", "::1", "localhost"):
    # Only this machine can connect, so only the operator's own proxy can say that it was reached by TLS.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
LOGGING = logging.LOGGING
LOGGING_CONFIG = "comity.site.logging.configure"
ROOT_URLCONF = "comity.site.urls"
WSGI_APPLICATION = "comity.site.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    # It brings a second HTTP client of 8 MB along, which nobody needs where no identity provider is set; it has no tables.
    *(["allauth.socialaccount.providers.openid_connect"] if _PROVIDER else []),
    "csp",
    "comity.site.apps.Records",
]
MIDDLEWARE = [
    "comity.doors.web.packing.Packing",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "comity.doors.web.attending.speak_officers_language",
    "comity.doors.web.refusing.RefusalsAsPages",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "comity.doors.web.entrance.require_second_factor",
    "comity.doors.web.attending.Attending",
    "comity.doors.web.gate.Gate",
    "comity.doors.web.presenting.note_presence_of",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_WEB / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["comity.doors.web.tags"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "comity.doors.web.framing.frame",
            ],
        },
    },
]
CSRF_FAILURE_VIEW = "comity.doors.web.trouble.form_too_old"

DATABASES = {
    "default": databases.in_folder(COMITY_HOME) if _HOME is None or _HOME.database is None else databases.on_server(_HOME.database)
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "records.Officer"
PASSWORD_HASHERS = ["comity.directory.passwords.PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

AUTHENTICATION_BACKENDS = ["comity.doors.web.remembering.Officers"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "watch"
ACCOUNT_ADAPTER = "comity.doors.web.entrance.Entrance"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "officer_id"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False  # the cookie ends with the browser, the session on the server after a shift at the latest
ACCOUNT_FORMS = {"change_password": "comity.doors.web.views.access.forms.ChangePassphrase"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = int(COMITY_ACCESS.window.total_seconds())
# Attempts are counted in the database by directory.patience, for every worker; allauth's counts in memory would be a second truth.
ACCOUNT_RATE_LIMITS = False
MFA_RATE_LIMITS = False
MFA_ADAPTER = "comity.doors.web.entrance.SecondFactor"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "comity.doors.web.views.access.forms.SignInCode",
    "authenticate_webauthn": "comity.doors.web.views.access.forms.SecondPasskey",
    "login_webauthn": "comity.doors.web.views.access.forms.PasskeyAlone",
    "add_webauthn": "comity.doors.web.views.access.forms.NewPasskey",
}
MFA_PASSKEY_LOGIN_ENABLED = COMITY_ACCESS.passkey_alone
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # a passkey is asked for its PIN or finger each time: it alone opens a locked desk
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Comity"

SOCIALACCOUNT_ADAPTER = "comity.doors.web.views.access.provider.Vouched"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_LOGIN_ON_GET = False


def _provider_secret() -> str:
    """Return what this node is to the identity provider; empty for a public client, which PKCE alone protects."""
    file = COMITY_HOME / "keys" / "oidc.secret"
    return file.read_text(encoding="ascii").strip() if file.exists() else ""


SOCIALACCOUNT_PROVIDERS = (
    {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "SCOPE": ["openid"],
            "APPS": [
                {
                    "provider_id": "home",
                    "name": _PROVIDER.name,
                    "client_id": _PROVIDER.client,
                    "secret": _provider_secret(),
                    "settings": {"server_url": _PROVIDER.issuer, "fetch_userinfo": False},
                }
            ],
        },
    }
    if _PROVIDER
    else {}
)

# An upload goes onto the disk as it comes, into the node's own folder, which only its account reads.
FILE_UPLOAD_HANDLERS = ["comity.doors.web.uploading.CappedUpload"]
FILE_UPLOAD_TEMP_DIR = None if _HOME is None else str(COMITY_HOME / "run")

LANGUAGE_CODE = _HOME.language if _HOME else "en"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [_PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = _HOME.zone if _HOME else "UTC"

STATICFILES_DIRS = [_WEB / "static"]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]  # allauth's own scripts are not used


def _edition() -> str:
    """Return a name for exactly these static files, so that a browser may keep them for ever and never shows old ones."""
    digest = hashlib.sha256()
    for file in sorted(path for path in STATICFILES_DIRS[0].rglob("*") if path.is_file()):
        digest.update(str(file.relative_to(STATICFILES_DIRS[0])).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]


STATIC_URL = f"/static/{_edition()}/"
WHITENOISE_USE_FINDERS = True  # read where they are, once at start: no step between a clone and a running node
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_IMMUTABLE_FILE_TEST = "^/static/"

_TLS = _HOME is not None and not _HOME.demo  # browsers keep such cookies for TLS and for this machine
SESSION_ENGINE = "comity.doors.web.remembering"
SESSION_COOKIE_AGE = 12 * 60 * 60  # a shift
SESSION_COOKIE_NAME = f"comity-{_HOME.web.port}" if _HOME else "comity"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _TLS
CSRF_COOKIE_NAME = f"comity-form-{_HOME.web.port}" if _HOME else "comity-form"
CSRF_COOKIE_HTTPONLY = True  # autosave.js posts the form with its own token
CSRF_COOKIE_SECURE = _TLS
LANGUAGE_COOKIE_NAME = f"comity-language-{_HOME.web.port}" if _HOME else "comity-language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = _TLS
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        # The form that begins a sign-in at the identity provider is led on to it.
        "form-action": [SELF, *(_PROVIDER.allowed if _PROVIDER else ())],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
