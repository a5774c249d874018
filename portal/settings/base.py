"""What is the same everywhere. `docs/settings.md` lists every variable that is read here."""

import structlog
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured

from portal.settings.environment import BASE_DIR, VAR_DIR, env
from portal.settings.schedule import CELERY_BEAT_SCHEDULE  # noqa: F401
from portal.settings.sign_in import *  # noqa: F403

DEBUG = False
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# --- The authority this portal belongs to: names, colours and numbers to phone ---
AUTHORITY = {
    "name": env.str("AUTHORITY_NAME", default="Northmere Council"),
    "service_name": env.str("SERVICE_NAME", default="Inclusion portal"),
    "la_code": env.int("AUTHORITY_LA_CODE", default=999),
    "gss_code": env.str("AUTHORITY_GSS_CODE", default=""),
    "region_code": env.str("AUTHORITY_REGION_CODE", default=""),
    "region_name": env.str("AUTHORITY_REGION_NAME", default=""),
    "brand_colour": env.str("AUTHORITY_BRAND_COLOUR", default="#0f4c5c"),
    "front_door_phone": env.str("FRONT_DOOR_PHONE", default="020 7946 0100"),
    "out_of_hours_phone": env.str("OUT_OF_HOURS_PHONE", default="020 7946 0999"),
    "support_email": env.str("SUPPORT_EMAIL", default="inclusion.portal@northmere.example"),
}

INSTALLED_APPS = [
    "portal.accounts",
    "portal.core",
    "portal.audit",
    "portal.files",
    "portal.notices",
    "portal.search",
    "portal.saved",
    "portal.bulk",
    "portal.people",
    "schools.register",
    "schools.calendars",
    "schools.pupils",
    "schools.links",
    "schools.headcounts",
    "exclusions.concerns",
    "exclusions.risk",
    "exclusions.suspensions",
    "exclusions.measures",
    "exclusions.ownplans",
    "exclusions.protocol",
    "exclusions.plans",
    "exclusions.meetings",
    "exclusions.outcomes",
    "linkworkers.inbox",
    "linkworkers.allocation",
    "linkworkers.diary",
    "resources.guidance",
    "resources.training",
    "portal.home",
    "portal.dashboards",
    "portal.exports",
    "portal.api",
    "portal.demo",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "crispy_forms",
    "crispy_forms_gds",
    "csp",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "django_tables2",
    "health_check",
    "rules.apps.AutodiscoverRulesConfig",
    "template_partials",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "portal.core.request_log.RequestLogMiddleware",
    "portal.accounts.middleware.SessionLimitsMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "portal.accounts.middleware.SecondFactorMiddleware",
    "portal.audit.middleware.AuditContextMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.core.middleware.NoStoreMiddleware",
    "portal.files.middleware.HeldFilesMiddleware",
    "resources.guidance.middleware.CmsMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "portal" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.core.context_processors.shell",
            ],
            "builtins": ["portal.core.templatetags.portal"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["gds"]
CRISPY_TEMPLATE_PACK = "gds"
DJANGO_TABLES2_TEMPLATE = "components/table.html"

# --- Data: SQLite and the filesystem unless the environment names servers ---
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'portal.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # WAL lets people read while one writes; IMMEDIATE takes the write lock at BEGIN, so that
    # two writers queue instead of failing half-way.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # 64 MiB of pages stay in memory, not 2: a list of a large authority reads more than that.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
        "PRAGMA cache_size=-65536;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": env.cache("CACHE_URL", default=f"filecache://{VAR_DIR / 'cache'}")}

STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "media", "base_url": None},
    },
    # Attachments about children: never below a web root, served only through a permission check.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": env.str("PRIVATE_FILES_ROOT", default=str(VAR_DIR / "private")),
            "base_url": None,
        },
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "portal" / "static", ("vendor", VAR_DIR / "vendor")]
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
ATTACHMENT_MAX_BYTES = 20 * 1024 * 1024

# The virus scanner of uploads, a ClamAV daemon: `host:port` or the path of its socket; none: off.
CLAMD = env.str("CLAMD", default="")
CLAMD_SECONDS = env.int("CLAMD_SECONDS", default=20)
if CLAMD and not CLAMD.startswith("/") and not CLAMD.rpartition(":")[2].isdecimal():
    raise ImproperlyConfigured("CLAMD takes host:port, or the path of a socket that begins with /.")

# Counts below this are hidden from the board, except zero (domain.md 4.5).
BOARD_SUPPRESS_BELOW = env.int("BOARD_SUPPRESS_BELOW", default=5)

# --- The clock of a concern (domain.md 5.3), in school days; school hours in local time ---
SCHOOL_DAY_STARTS = env.str("SCHOOL_DAY_STARTS", default="09:00")
SCHOOL_DAY_ENDS = env.str("SCHOOL_DAY_ENDS", default="15:30")
TRIAGE_ACKNOWLEDGE_DAYS = env.int("TRIAGE_ACKNOWLEDGE_DAYS", default=1)
TRIAGE_DECIDE_DAYS = env.int("TRIAGE_DECIDE_DAYS", default=3)
# A question to the school stops the clock for so long at most, all its questions together.
TRIAGE_PAUSE_DAYS = env.int("TRIAGE_PAUSE_DAYS", default=5)
# School days late after which are told: the owner, the deputy, the head of service, the board's list.
TRIAGE_ESCALATION_DAYS = env.list("TRIAGE_ESCALATION_DAYS", cast=int, default=[1, 2, 3, 5])
if len(TRIAGE_ESCALATION_DAYS) != 4 or min(TRIAGE_ESCALATION_DAYS) < 1:
    raise ImproperlyConfigured("TRIAGE_ESCALATION_DAYS takes four numbers of school days, as 1,2,3,5.")

# --- The register of schools refreshes itself where it is told from where (docs/register.md) ---
REGISTER_FOLDER = env.str("REGISTER_FOLDER", default="")
REGISTER_URL = env.str("REGISTER_URL", default="")
REGISTER_LINKS_URL = env.str("REGISTER_LINKS_URL", default="")
REGISTER_WHOSE = env.str("REGISTER_WHOSE", default="own")
# More than this in one file, and an administrator looks first.
REGISTER_MOST_CLOSING = env.int("REGISTER_MOST_CLOSING", default=2)
REGISTER_MOST_REJECTED = env.int("REGISTER_MOST_REJECTED", default=20)
REGISTER_MOST_ROWS_FEWER = env.int("REGISTER_MOST_ROWS_FEWER", default=50)
REGISTER_DAYS_CURRENT = env.int("REGISTER_DAYS_CURRENT", default=14)

# --- Files of large lists (portal.exports) ---
EXPORT_ROWS_AT_ONCE = env.int("EXPORT_ROWS_AT_ONCE", default=5_000)
EXPORT_MOST_WAITING = env.int("EXPORT_MOST_WAITING", default=3)
EXPORT_DAYS_KEPT = env.int("EXPORT_DAYS_KEPT", default=7)

# --- Other systems (portal.api) ---
API_CALLS_A_MINUTE = env.int("API_CALLS_A_MINUTE", default=120)
WEBHOOKS_CALL_OUT = env.bool("WEBHOOKS_CALL_OUT", default=True)

# --- Notices (portal.notices) ---
# Whether a notice of a kind that no room registered is refused rather than logged: in tests alone.
REFUSE_UNKNOWN_NOTICES = False

# --- Background work ---
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="filesystem://")
if CELERY_BROKER_URL.startswith("filesystem"):
    _broker_dir = VAR_DIR / "broker"
    for _folder in ("queue", "control", "processed"):
        (_broker_dir / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_broker_dir / "queue"),
        "data_folder_out": str(_broker_dir / "queue"),
        "control_folder": str(_broker_dir / "control"),
        "processed_folder": str(_broker_dir / "processed"),
        "store_processed": False,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Europe/London"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")

# --- Email ---
EMAIL_CONFIG = env.email("EMAIL_URL", default="consolemail://")
globals().update(EMAIL_CONFIG)
# Seconds until a mail server that says nothing is taken for dead; shorter than an email is claimed for.
EMAIL_TIMEOUT = 60
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=AUTHORITY["support_email"])
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Language and time ---
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["portal.formats"]

# --- Content ---
WAGTAIL_SITE_NAME = AUTHORITY["service_name"]
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_WORKFLOW_ENABLED = False
WAGTAILDOCS_DOCUMENT_MODEL = "guidance.GuidanceDocument"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "resources.guidance.forms.GuidanceDocumentForm"
# Always saved, never opened inside the portal's own address.
WAGTAILDOCS_INLINE_CONTENT_TYPES = []
WAGTAILDOCS_EXTENSIONS = ["docx", "odt", "pdf", "txt", "xlsx"]
WAGTAILEMBEDS_RESPONSIVE_HTML = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
TAGGIT_CASE_INSENSITIVE = True

# --- Browser safety ---
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
# What Wagtail's admin needs besides; for /cms/ only (docs/decisions/0005).
CMS_CONTENT_SECURITY_POLICY = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "frame-ancestors": [SELF],
}
PERMISSIONS_POLICY = {
    name: []
    for name in ("accelerometer", "camera", "geolocation", "gyroscope", "microphone", "payment", "usb")
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True

# --- Logs: one JSON line an event, without query strings, names or form content ---
DJANGO_STRUCTLOG_USER_ID_FIELD = "pk"
DJANGO_STRUCTLOG_CELERY_ENABLED = True
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.JSONRenderer(),
            "foreign_pre_chain": [
                structlog.contextvars.merge_contextvars,
                structlog.processors.TimeStamper(fmt="iso"),
                structlog.stdlib.add_logger_name,
                structlog.stdlib.add_log_level,
                structlog.stdlib.PositionalArgumentsFormatter(),
            ],
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django_structlog": {"level": "INFO"},
        "portal": {"level": "INFO"},
        "celery": {"level": "INFO"},
        # Django's own request log repeats what django_structlog says, with the query string.
        "django.server": {"level": "ERROR"},
        "django.request": {"level": "CRITICAL"},
    },
}
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.filter_by_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
DEFAULT_EXCEPTION_REPORTER_FILTER = "portal.core.errors.NoPersonalDataFilter"
