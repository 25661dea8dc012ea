"""Django's settings. What differs per place comes from the environment: see `iza_portal.environment`."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import structlog
from celery.schedules import crontab
from csp.constants import NONE, SELF

from iza_portal.environment import read
from iza_portal.logs import InOurWords, trace_without_words

env = read()

BASE_DIR = Path(__file__).resolve().parent.parent
DEMO = env["DEMO"]
PORTAL_URL = env["PORTAL_URL"]
IS_HTTPS = PORTAL_URL.startswith("https://")

SECRET_KEY = env["SECRET_KEY"]
DEBUG = False
# Who tries the demonstration types either name of this machine.
ALLOWED_HOSTS = [urlsplit(PORTAL_URL).hostname, *(["localhost"] if DEMO else [])]
CSRF_TRUSTED_ORIGINS = [PORTAL_URL]
ROOT_URLCONF = "iza_portal.urls"
WSGI_APPLICATION = "iza_portal.wsgi.application"

INSTALLED_APPS = [
    "iza_portal.demo",
    "iza_portal.dossiers",
    "funding",
    "plans",
    "regions",
    "iza_portal.writing",
    "iza_portal.notices",
    "iza_portal.agenda",
    "iza_portal.accounts",
    "iza_portal.trail",
    "iza_portal.charts",
    "iza_portal.texts",
    "iza_portal.once",
    "iza_portal.reference",
    "iza_portal.page",
    "iza_portal.work",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "django_filters",
    "pgtrigger",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "iza_portal.logs.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "iza_portal.accounts.middleware.SecondFactorMiddleware",
    "iza_portal.accounts.middleware.HatMiddleware",
    "iza_portal.once.middleware.OnceMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django.templatetags.static", "iza_portal.page.templatetags.page"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "iza_portal.page.context.portal",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": env["DATABASE_HOST"],
        "PORT": env["DATABASE_PORT"],
        "NAME": env["DATABASE_NAME"],
        "USER": env["DATABASE_USER"],
        "PASSWORD": env["DATABASE_PASSWORD"],
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # A window that writes asks the same few questions all the time: PostgreSQL plans a question once for each
        # connection that asked it five times. That takes a third of the work that it takes otherwise.
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 5},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Sign-in's rate limits must hold while Redis is away, so the cache is a table; see docs/decisions.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # Django's 300 would let a stranger push out the counts of the limits by making new ones.
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    # Pieces of pages that are the same for everybody, for a while, in each process.
    "fragments": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
}

LANGUAGE_CODE = "nl"
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / ".local" / "static"
DOSSIER_DIR = env["DOSSIER_DIR"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DOSSIER_DIR}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Django's own cap guards every form; an update of a shared document is held to `together.wire.MOST_BYTES` as well.
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
# A file with hundreds of columns has four fields for each where people say what they are.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
FILE_UPLOAD_HANDLERS = ["iza_portal.page.uploads.DeclaredFiles"]

# --- Security ---
SECURE_SSL_REDIRECT = IS_HTTPS
# The proxy ends TLS and tells the scheme; the health checks inside the network come without it.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env["TRUSTED_PROXY_COUNT"] else None
SECURE_HSTS_SECONDS = env["HSTS_SECONDS"] if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_NAME = "__Host-sessionid" if IS_HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if IS_HTTPS else "csrftoken"
SESSION_COOKIE_AGE = 60 * 60 * 12
CSRF_FAILURE_VIEW = "iza_portal.page.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- People ---
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["iza_portal.accounts.backends.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"iza_portal.accounts.passwords.{name}"}
    for name in ("LongEnough", "NotCommon", "NotLikeThePerson", "NotTheDemonstrations")
]
LOGIN_REDIRECT_URL = "my-work"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "iza_portal.accounts.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "iza_portal.accounts.adapters.SocialAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True  # For SESSION_COOKIE_AGE, a working day, however one signed in.
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if IS_HTTPS else "http"
ACCOUNT_FORMS = {
    "login": "iza_portal.accounts.forms.signing_in.LoginForm",
    "reset_password": "iza_portal.accounts.forms.signing_in.ResetPasswordForm",
    "reset_password_from_key": "iza_portal.accounts.forms.signing_in.ResetPasswordKeyForm",
    "change_password": "iza_portal.accounts.forms.signing_in.ChangePasswordForm",
    "set_password": "iza_portal.accounts.forms.signing_in.SetPasswordForm",
    "reauthenticate": "iza_portal.accounts.forms.signing_in.ReauthenticateForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env["TRUSTED_PROXY_COUNT"]
MFA_REQUIRED = env["MFA_REQUIRED"]
MFA_ADAPTER = "iza_portal.accounts.adapters.MFAAdapter"
MFA_FORMS = {
    "authenticate": "iza_portal.accounts.forms.second_factor.AuthenticateForm",
    "reauthenticate": "iza_portal.accounts.forms.second_factor.ReauthenticateForm",
    "activate_totp": "iza_portal.accounts.forms.second_factor.ActivateTOTPForm",
    "add_webauthn": "iza_portal.accounts.forms.second_factor.AddPasskeyForm",
    "edit_webauthn": "iza_portal.accounts.forms.second_factor.RenamePasskeyForm",
    "login_webauthn": "iza_portal.accounts.forms.second_factor.PasskeyLoginForm",
    "authenticate_webauthn": "iza_portal.accounts.forms.second_factor.PasskeyAuthenticateForm",
    "reauthenticate_webauthn": "iza_portal.accounts.forms.second_factor.PasskeyReauthenticateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
MFA_TOTP_ISSUER = "IZA-portaal"
MFA_TOTP_PERIOD = 30
MFA_TOTP_TOLERANCE = 1  # A phone's clock may be half a minute off.
SOCIALACCOUNT_PROVIDERS = (
    {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "oidc",
                    "name": env["OIDC_NAME"],
                    "client_id": env["OIDC_CLIENT_ID"],
                    "secret": env["OIDC_CLIENT_SECRET"],
                    "settings": {"server_url": env["OIDC_ISSUER"], "oauth_pkce_enabled": True},
                }
            ]
        }
    }
    if env["OIDC_ISSUER"]
    else {}
)
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_AUTO_SIGNUP = False

# --- Mail ---
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if env["EMAIL_HOST"]
    else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_HOST, EMAIL_PORT = env["EMAIL_HOST"], env["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env["EMAIL_USER"], env["EMAIL_PASSWORD"]
EMAIL_USE_TLS = True
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env["EMAIL_FROM"]
SECURITY_CONTACT = env["SECURITY_CONTACT"]
ACCESSIBILITY_CONTACT = env["ACCESSIBILITY_CONTACT"]

# --- Celery ---
REDIS_URL = env["REDIS_URL"]
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=")
# What is written to stdout is mail of the demonstration: as it is, so that somebody can read it in worker.log.
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# In KiB: typesetting leaves a little memory behind each time, and a child that grew past this makes room for a new one.
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 600_000
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# A person who asks for a dossier must not wait for a broker that is away: the row is kept, beat offers it again.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 2,
    "socket_timeout": 10,
    "retry_on_timeout": False,
    "visibility_timeout": 3600,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE = {
    "freeze-earlier-plans": {"task": "plans.tasks.freeze_earlier", "schedule": 600, "options": {"expires": 600}},
    # A term that runs again begins at midnight: seldom later than ten minutes past.
    "run-clocks": {"task": "plans.tasks.run_clocks", "schedule": 600, "options": {"expires": 600}},
    "make-adopted-pdfs": {
        "task": "iza_portal.dossiers.tasks.make_adopted",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "heartbeat": {"task": "iza_portal.page.tasks.heartbeat", "schedule": 10, "options": {"expires": 10}},
    "send-waiting-invitations": {
        "task": "iza_portal.accounts.tasks.send_waiting_invitations",
        "schedule": 300,
        "options": {"expires": 300},
    },
    "send-waiting-cycle-notices": {
        "task": "regions.tasks.send_waiting_cycle_notices",
        "schedule": 300,
        "options": {"expires": 300},
    },
    "send-waiting-notices": {
        "task": "iza_portal.notices.tasks.send_waiting_notices",
        "schedule": 300,
        "options": {"expires": 300},
    },
    # Each five minutes of the day: a worker that was away at the hour of the digests sends them when it is back.
    "offer-digests": {
        "task": "iza_portal.notices.tasks.offer_digests",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 300},
    },
    "follow-municipalities": {
        "task": "regions.tasks.follow_municipalities",
        "schedule": crontab(hour=0, minute=10),
    },
    "clear-sessions": {"task": "iza_portal.page.tasks.clear_sessions", "schedule": crontab(hour=4, minute=10)},
    "forget-invitations": {
        "task": "iza_portal.accounts.tasks.forget_invitations",
        "schedule": crontab(hour=4, minute=30),
    },
    "forget-handled-forms": {
        "task": "iza_portal.once.tasks.forget_handled_forms",
        "schedule": crontab(hour=4, minute=20),
    },
    "discard-unprocessed-files": {
        "task": "regions.tasks.discard_unprocessed_files",
        "schedule": crontab(hour=4, minute=40),
    },
    "tell-of-underspending": {"task": "funding.tasks.tell_of_underspending", "schedule": crontab(hour=5, minute=10)},
    "forget-notices": {"task": "iza_portal.notices.tasks.forget_notices", "schedule": crontab(hour=4, minute=50)},
    "settle-texts": {
        "task": "iza_portal.writing.tasks.settle_waiting",
        "schedule": 10,
        "options": {"expires": 10},
    },
    "keep-bursts-of-writing": {
        "task": "iza_portal.writing.tasks.keep_bursts",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "compact-grown-documents": {
        "task": "iza_portal.writing.tasks.compact_grown",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "compact-old-documents": {
        "task": "iza_portal.writing.tasks.compact_old",
        "schedule": crontab(hour=4, minute=50),
    },
    "forget-windows": {"task": "iza_portal.writing.tasks.forget_windows", "schedule": crontab(hour=4, minute=25)},
    "offer-waiting-work": {
        "task": "iza_portal.work.tasks.offer_waiting",
        "schedule": 10,
        "options": {"expires": 10},
    },
}

# --- Work that a worker does ---
# A worker holds work so long without a sign of life; it gives one, and writes its progress, each WORK_BEAT.
WORK_LEASE = timedelta(seconds=20)
WORK_BEAT = timedelta(seconds=1)

# --- Dossiers ---
# In seconds.
DOSSIER_TIME_LIMIT = 600
# What laid-out chapters may take on disk; those of a dossier of 200 pages take some four million bytes.
DOSSIER_KEPT_BYTES = 400_000_000

# --- Logs: one JSON object a line, without names, addresses, texts or secrets ---
TRACE = structlog.processors.ExceptionRenderer(trace_without_words)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.JSONRenderer(),
            "foreign_pre_chain": [
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.processors.TimeStamper(fmt="iso"),
                TRACE,
            ],
        }
    },
    "filters": {"in_our_words": {"()": InOurWords}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["in_our_words"]}},
    "root": {"handlers": ["stderr"], "level": env["LOG_LEVEL"]},
}
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.filter_by_level,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso"),
        TRACE,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
