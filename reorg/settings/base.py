"""What every installation shares. Where one may differ, `environment` says so."""

from pathlib import Path
from typing import Any

import structlog
from whitenoise.compress import Compressor

from reorg.database import embedded
from reorg.database.urls import from_url
from reorg.settings import environment

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = BASE_DIR / environment.text("REORG_VAR")
NODE_MODULES = BASE_DIR / "node_modules"
SECRET_KEY_FALLBACKS = environment.listed("SECRET_KEY_FALLBACKS")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_fsm",
    "django_htmx",
    "django_tables2",
    "procrastinate.contrib.django",
    "viewflow",
    "viewflow.workflow",
    "reorg.database",
    "workflows",
    "reorg.system",
    "reorg.people",
    "reorg.units",
    "reorg.finding",
    "reorg.criteria",
    "reorg.registers",
    "reorg.arrangement",
    "reorg.consolidation",
    "reorg.sessions",
    "reorg.drafting",
    "reorg.support",
    "reorg.workplan",
    "reorg.meetings",
    "reorg.reviews",
    "reorg.procedures",
    "reorg.evidence",
    "reorg.papers",
    "reorg.archive",
    "reorg.administration",
    "reorg.audit",
    "reorg.jobs",
    "reorg.notices",
    "reorg.webhooks",
    "reorg.rulebooks",
    "reorg.guidance",
    "reorg.desk",
    "reorg.comforts",
    "reorg.web",
    "reorg.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "reorg.web.compress.GZipPages",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "reorg.urls"
WSGI_APPLICATION = "reorg.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
DJANGO_TABLES2_TEMPLATE = "django_tables2/bootstrap5-responsive.html"

# Database: the web and the worker connect as a role that owns nothing; migrations as the owner.
EMBEDDED_DATABASE = None if environment.text("DATABASE_URL") else VAR_DIR / "pg"
AS_OWNER = environment.flag("REORG_AS_OWNER")
if EMBEDDED_DATABASE:
    APPLICATION_URL = embedded.url(EMBEDDED_DATABASE)
    OWNER_URL = embedded.url(EMBEDDED_DATABASE, owner=True)
else:
    APPLICATION_URL = environment.text("DATABASE_URL")
    OWNER_URL = environment.text("DATABASE_OWNER_URL") or APPLICATION_URL
DATABASES = {"default": from_url(OWNER_URL, statement_timeout=None) if AS_OWNER else from_url(APPLICATION_URL)}
DATABASE_APPLICATION_ROLE = from_url(APPLICATION_URL)["USER"] if APPLICATION_URL != OWNER_URL else None
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "reorg_cache"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People
AUTH_USER_MODEL = "people.User"
WORKFLOWS_ORGANISATION_MODEL = "people.Organisation"
WORKFLOWS_OFFICE_MODEL = "people.Office"
WORKFLOWS_PROCEDURES = "reorg.procedures.listed.PROCEDURES"
WORKFLOWS_DOCUMENT_SETS = "reorg.rulebooks.documents.needs_on"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "reorg.accounts.NoSignUp"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_SESSION_REMEMBER = False

# The second factor, at sign-in and for signing
MFA_ADAPTER = "reorg.accounts.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "reorg.web.forms.factors.AuthenticateForm",
    "reauthenticate": "reorg.web.forms.factors.ReauthenticateForm",
}
MFA_TOTP_ISSUER = "Reorg"
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds by which the telephone's clock may be off
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # a key that lies about does not sign
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are kept by whoever gives the accounts
SIGNING_FACTOR_REQUIRED = environment.chosen("REORG_SIGNING_FACTOR", "required", "optional") == "required"

SITE_URL = environment.text("SITE_URL").rstrip("/")

SHOW_COMPONENTS = False  # the page of all components, for whoever builds pages

# Languages and time
LANGUAGE_CODE = "vi"
NUMBER_GROUPING = 3  # 12.500; Django's Vietnamese formats leave it open
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

# Files. What people upload lies outside every folder the web server hands out.
MEDIA_ROOT = VAR_DIR / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
MAX_UPLOAD = 50_000_000  # bytes of one file
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "reorg.assets.AppFinder",
    "reorg.assets.NpmFinder",
    "reorg.assets.MadeFinder",
]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*Compressor.SKIP_COMPRESS_EXTENSIONS, "map"]

# What a browser may do with our pages
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "frame-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    },
}

DEFAULT_FROM_EMAIL = environment.text("EMAIL_FROM")
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_TIMEOUT = 10

# Evidence
KEYS_DIR = BASE_DIR / environment.text("REORG_KEYS") if environment.text("REORG_KEYS") else VAR_DIR / "keys"
SEALS_DIR = VAR_DIR / "seals"
SEAL_WITNESSES = environment.listed("SEAL_WITNESSES")
TSA_URL = environment.text("TSA_URL")
TSA_CA = environment.text("TSA_CA")

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"

_before_rendering: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
structlog.configure(
    processors=[*_before_rendering, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": _before_rendering,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        },
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": environment.text("LOG_LEVEL")},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        # These two announce every task at every start.
        "procrastinate.blueprints": {"level": "WARNING"},
        "procrastinate.periodic": {"level": "WARNING"},
        # These tell every page and every table of a paper.
        "fontTools": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
        "pyhanko": {"level": "ERROR"},  # of a forged file: every reference that does not fit, a megabyte of them
        "pypdf": {"level": "ERROR"},
        "weasyprint": {"level": "WARNING"},
    },
}
