"""How Dutch names are put in order, the same in every list and on every database."""

from django.db.models import CharField, Func

ACCENTED = "àáâäãåçèéêëìíîïñòóôöõùúûüýÿ"
PLAIN = "aaaaaaceeeeiiiinooooouuuuyy"


class DutchOrder(Func):
    """A name as it is looked up: without capitals and accents, and without a leading «'s-» or «'t ».

    So 's-Gravenhage stands under G, as CBS has it, and Súdwest-Fryslân before Stadskanaal. The database's own order
    is by code point (or by whatever locale it was made with), which puts these names last.
    """

    template = (
        f"regexp_replace(translate(lower(%(expressions)s), '{ACCENTED}', '{PLAIN}'), '^''[st][- ]', '') COLLATE \"C\""
    )
    output_field = CharField()

    @classmethod
    def as_written(cls, column: str) -> str:
        """Answer the SQL of it for a query that is written out."""
        return cls.template % {"expressions": column}
