"""Saving what somebody else changed meanwhile: refused, with both shown, so that nothing that was typed is lost."""


class OutdatedVersion(Exception):
    """A save on an older version than the thing has: `current` is the thing as it stands."""

    def __init__(self, current):
        super().__init__(f"{current._meta.label_lower} {current.pk} is at version {current.version}")
        self.current = current
