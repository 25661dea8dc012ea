from typing import Any, NamedTuple


class Chapter(NamedTuple):
    """One chapter of a printed document, as an app hands it over: what to show and how, with nothing of a request in it.

    `key` is its anchor, unique in the document; `number` is empty for a chapter that is not counted. `template` is rendered
    with `context`, which holds plain JSON-able data only, so that a chapter can be kept, compared and hashed.
    """

    key: str
    number: str
    title: str
    template: str
    context: dict[str, Any]
