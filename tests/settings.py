"""The portal's settings, but for what the tests' own speed asks: plain static files and a cheap password hash."""

from iza_portal.settings import *  # noqa: F403
from iza_portal.settings import BASE_DIR, STORAGES

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# WhiteNoise serves the files from where they are: no copying between a change and its test.
STATIC_ROOT = BASE_DIR / "static"
STATICFILES_DIRS = []
