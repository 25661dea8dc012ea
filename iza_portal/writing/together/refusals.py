"""Why an update of a document is not taken: what the browser is told, and with which status."""

#: The sentence for bytes that are no update, or not a sound one: the writer can do nothing but send the change again.
BADLY_ARRIVED = "De wijziging is niet goed aangekomen."


class UpdateRefused(Exception):
    """An update of which nothing was taken.

    `status` is the HTTP status (409, 413 or 422), `code` says which of the reasons of that status it is, `message` is a
    Dutch sentence for the writer. `state` is the document's own state vector where something before the update is
    missing: with it the browser knows what to send.
    """

    def __init__(self, status: int, code: str, message: str, state: bytes | None = None):
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.state = state


def gap(state: bytes) -> UpdateRefused:
    """Answer the refusal of an update that builds on something that the document, with this state vector, does not have."""
    return UpdateRefused(409, "gap", "Er ontbreekt een eerdere wijziging.", state)


def other_writer() -> UpdateRefused:
    """Answer the refusal of an update with changes under a client number that is another person's."""
    return UpdateRefused(409, "client", "Deze wijziging staat op naam van iemand anders.")


def too_large(message: str) -> UpdateRefused:
    """Answer the refusal of an update with which the text, or the update itself, would be larger than fits."""
    return UpdateRefused(413, "too_large", message)


def malformed() -> UpdateRefused:
    """Answer the refusal of bytes that are no sound update of a document of ours."""
    return UpdateRefused(422, "malformed", BADLY_ARRIVED)


def invalid(message: str) -> UpdateRefused:
    """Answer the refusal of an update with which the text would hold what the schema does not allow."""
    return UpdateRefused(422, "invalid", message)
