"""A dossier stands for all work: a plan of which one is made."""

from tests.dossiers.conftest import dossier_dir, plan  # noqa: F401
