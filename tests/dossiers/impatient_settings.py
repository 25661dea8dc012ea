"""The settings of a worker that gives a dossier two seconds."""

from tests.worker_settings import *  # noqa: F403

DOSSIER_TIME_LIMIT = 2
