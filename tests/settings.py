"""The portal's settings, but for what the tests' own speed asks: plain static files and a cheap password hash."""

from iza_portal.settings import *  # noqa: F403
from iza_portal.settings import STORAGES

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
