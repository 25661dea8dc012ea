"""The kinds of columns in a file of reference data: each turns the text of a cell into a value, or says why not."""

import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models

Parser = Callable[[str], Any]


class Column:
    """A column; `parser` answers the function that reads its cells, which raises ValueError with the reason."""

    def parser(self) -> Parser:
        raise NotImplementedError

    def attribute(self, name: str) -> str:
        """Answer the attribute of the model's objects that holds the value of this column, which is called `name`."""
        return name


@dataclass(frozen=True)
class Optional(Column):
    """A column whose cells may be empty; an empty cell is `nothing`: not found, never guessed."""

    column: Column
    nothing: Any = None

    def parser(self):
        parse = self.column.parser()
        return lambda text: parse(text) if text else self.nothing

    def attribute(self, name):
        return self.column.attribute(name)


@dataclass(frozen=True)
class Text(Column):
    """Text of at most `longest` characters, which all match `pattern` where there is one."""

    longest: int
    pattern: str = ""

    def parser(self):
        def parse(text):
            if not text:
                raise ValueError("is empty")
            if len(text) > self.longest:
                raise ValueError(f"has {len(text)} characters, at most {self.longest} fit")
            if self.pattern and not re.fullmatch(self.pattern, text):
                raise ValueError(f"{text!r} does not match {self.pattern}")
            return text

        return parse


@dataclass(frozen=True)
class Texts(Column):
    """Any number of texts with "; " between them, each as `text` has it; the value is a list, in that order."""

    text: Text

    def parser(self):
        parse = self.text.parser()
        return lambda text: [parse(part) for part in text.split("; ")] if text else []


@dataclass(frozen=True)
class Whole(Column):
    """A whole number from `least` to `most`, written in digits only."""

    least: int = 0
    most: int = 2_000_000_000

    def parser(self):
        def parse(text):
            if not re.fullmatch(r"-?[0-9]+", text):
                raise ValueError(f"{text!r} is not a whole number")
            number = int(text)
            if not self.least <= number <= self.most:
                raise ValueError(f"{text} is not between {self.least} and {self.most}")
            return number

        return parse


@dataclass(frozen=True)
class Degrees(Column):
    """Degrees of latitude or longitude with a decimal point and at most three decimals, from `least` to `most`."""

    least: int
    most: int

    def parser(self):
        def parse(text):
            if not re.fullmatch(r"-?[0-9]+(\.[0-9]{1,3})?", text):
                raise ValueError(f"{text!r} is not a number such as 52.003")
            if not self.least <= Decimal(text) <= self.most:
                raise ValueError(f"{text} is not between {self.least} and {self.most}")
            return Decimal(text)

        return parse


class Day(Column):
    """A day as 2026-11-22."""

    def parser(self):
        def parse(text):
            try:
                if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
                    raise ValueError
                return date.fromisoformat(text)
            except ValueError:
                raise ValueError(f"{text!r} is not a day such as 2026-11-22") from None

        return parse


class Answer(Column):
    """«ja» or «nee»."""

    def parser(self):
        def parse(text):
            if text not in {"ja", "nee"}:
                raise ValueError(f"{text!r} is neither ja nor nee")
            return text == "ja"

        return parse


@dataclass(frozen=True)
class Choice(Column):
    """One of the values of `choices`, a TextChoices."""

    choices: type[models.TextChoices]

    def parser(self):
        def parse(text):
            if text not in self.choices.values:
                raise ValueError(f"{text!r} is not one of {', '.join(self.choices.values)}")
            return self.choices(text)

        return parse


@dataclass(frozen=True)
class Choices(Column):
    """One or more of the values of `choices`, a TextChoices, with "; " between them; the value is a list, in that order."""

    choices: type[models.TextChoices]

    def parser(self):
        parse = Choice(self.choices).parser()

        def parse_all(text):
            found = [parse(part) for part in text.split("; ")]
            if len(set(found)) != len(found):
                raise ValueError(f"{text!r} says something twice")
            return found

        return parse_all


@dataclass(frozen=True)
class Reference(Column):
    """A row of `model` that the portal already has, named by its field `by`; the value is its primary key.

    `among` narrows the rows that may be named, as keywords of `filter`; `value` names another field to be the value.
    """

    model: type[models.Model]
    by: str
    among: tuple[tuple[str, Hashable], ...] = ()
    value: str = "pk"

    def parser(self):
        known = dict(self.model._default_manager.filter(**dict(self.among)).values_list(self.by, self.value))

        def parse(text):
            if text not in known:
                raise ValueError(f"{text!r} is unknown: no {self.model._meta.model_name} has this {self.by}")
            return known[text]

        return parse

    def attribute(self, name):
        return f"{name}_id"


@dataclass(frozen=True)
class References(Column):
    """Any number of references, with "; " between them; the value is a frozenset of primary keys."""

    reference: Reference

    def parser(self):
        parse = self.reference.parser()
        return lambda text: frozenset(parse(part) for part in text.split("; ")) if text else frozenset()
