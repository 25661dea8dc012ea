"""Reading an XLSX workbook as a stream: a sheet is never in memory as a whole, and no cell is made that is not in the file.

The parts and elements are those of ECMA-376, part 1, chapters 12 and 18.
"""

import posixpath
import re
from collections.abc import Iterator

from iza_portal.sheets.cells import Row, clean, column_index
from iza_portal.sheets.limits import Limits, SheetRefused, with_points
from iza_portal.sheets.markup import Markup, parse
from iza_portal.sheets.package import BROKEN, Package
from iza_portal.sheets.worksheet import RowReader, Shown, TextReader, whole_number

HEAD_ROWS = 100  # How far from the top merged ranges are looked for.

_ROOT_RELATIONS = "_rels/.rels"
_MERGED = re.compile(rb'mergeCell\s[^>]{0,100}?\bref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')
_END_OF_ROWS = re.compile(rb"</(\w+:)?sheetData\s*>")
_MOST_MERGED = 10_000
_LONGEST_TAG = 200
_LONGEST_FORMAT = 255
_LONGEST_NAME = 200  # of a sheet; Excel itself allows 31
_MOST_STYLES = 100_000  # Excel itself allows some 65,000.

_DATE_FORMATS = {*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)}
_PERCENT_FORMATS = {9, 10}
_FORMAT_NOISE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)


class Workbook:
    """An uploaded XLSX workbook; see `iza_portal.sheets.reading.Upload`. Only sheets that people see are read."""

    def __init__(self, content: bytes, limits: Limits):
        self._limits = limits
        self._package = Package(content, limits)
        self._since_1904 = False
        self._paths = self._find_sheets()
        if not self._paths:
            raise SheetRefused("De werkmap heeft geen zichtbaar werkblad.")
        self.sheet_names = tuple(self._paths)

    def rows(self, sheet: str) -> Iterator[Row]:
        """Answer the rows with something in them; raise SheetRefused at the first that cannot be read."""
        reader = RowReader(self._shared_texts(), self._formats(), self._since_1904, self._limits)
        something = False
        chunks = self._package.chunks(self._paths[sheet])
        markup = Markup(reader.starts, reader.ends, reader.characters)
        try:
            for chunk in chunks:
                markup.feed(chunk)
                if reader.rows:
                    something = True
                    yield from reader.take_rows()
            markup.close()
        except SheetRefused as refused:
            if refused.row or refused.message != BROKEN:
                raise
            raise SheetRefused("Het bestand is na deze rij beschadigd of stopt hier.", reader.number or None) from None
        if not something and not reader.rows:
            raise SheetRefused("Dit werkblad is leeg.")
        yield from reader.take_rows()

    def merged(self, sheet: str) -> list[tuple[int, int, int, int]]:
        """Answer the merged ranges near the top: first row, first column, last row, last column."""
        # They stand behind all rows. They only help to guess a header, so that they are searched for, not parsed.
        tail, behind = b"", False
        ranges = []
        for chunk in self._package.chunks(self._paths[sheet]):
            tail += chunk
            if not behind and (end := _END_OF_ROWS.search(tail)):
                behind, tail = True, tail[end.end() :]
            if behind:
                matches = list(_MERGED.finditer(tail))
                ranges += self._near_the_top(matches)
                tail = tail[matches[-1].end() :] if matches else tail
            tail = tail[-_LONGEST_TAG:]
            if len(ranges) > _MOST_MERGED:
                break
        return ranges

    def _near_the_top(self, matches):
        for match in matches:
            first_column, first, last_column, last = (group.decode() for group in match.groups())
            if int(first) <= HEAD_ROWS:
                yield (
                    int(first),
                    column_index(first_column),
                    int(last),
                    min(column_index(last_column), self._limits.columns),
                )

    def _relations(self, path):
        """Answer (id, type, target) of what a part points at within the package; links to elsewhere are left alone."""
        folder, name = posixpath.split(path)
        relations = []

        def relationship(attrs):
            if attrs.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, attrs.get("Target", ""))).lstrip("/")
                relations.append((attrs.get("Id", ""), attrs.get("Type", "").rpartition("/")[2], target))
            if len(relations) > self._limits.parts:
                raise SheetRefused(BROKEN)

        of_the_part = posixpath.join(folder, "_rels", f"{name}.rels") if path else _ROOT_RELATIONS
        parse(self._package.chunks(of_the_part), {"Relationship": relationship})
        return relations

    def _find_sheets(self):
        """Answer the parts of the visible worksheets by their names, in the order of the workbook."""
        workbook = next((target for _, kind, target in self._relations("") if kind == "officeDocument"), "")
        relations = self._relations(workbook)
        worksheets = {ident: target for ident, kind, target in relations if kind == "worksheet"}
        self._part_of = {kind: target for _, kind, target in relations}
        paths = {}

        def properties(attrs):
            self._since_1904 = attrs.get("date1904") in ("1", "true")

        def sheet(attrs):
            if attrs.get("state", "visible") == "visible":
                ident = next((value for name, value in attrs.items() if name.rpartition(":")[2] == "id"), "")
                if ident in worksheets:
                    paths[clean(attrs.get("name", ""), self._limits)[:_LONGEST_NAME]] = worksheets[ident]

        parse(self._package.chunks(workbook), {"workbookPr": properties, "sheet": sheet})
        return paths

    def _shared_texts(self):
        """Answer the texts that cells point at; one that no cell may hold is the exception that refuses it."""
        texts: list[str | SheetRefused] = []
        if "sharedStrings" not in self._part_of:
            return texts
        reader = TextReader(self._limits)
        size = 0

        def end_item():
            nonlocal size
            try:
                texts.append(text := reader.take())
                size += len(text)
            except SheetRefused as refused:
                texts.append(refused)
            if len(texts) > self._limits.texts:
                most = with_points(self._limits.texts)
                raise SheetRefused(f"De werkmap heeft meer dan {most} verschillende teksten. Verdeel de werkmap.")
            if size > self._limits.texts_characters:
                most = with_points(self._limits.texts_characters)
                raise SheetRefused(f"De teksten in de werkmap zijn samen langer dan {most} tekens. Verdeel de werkmap.")

        chunks = self._package.chunks(self._part_of["sharedStrings"])
        parse(chunks, reader.starts, reader.ends | {"si": end_item}, reader.characters)
        return texts

    def _formats(self):
        """Answer for each style of a cell whether it shows a number as a date or as a percentage."""
        styles: list[Shown | None] = []
        if "styles" not in self._part_of:
            return styles
        codes: dict[str, str] = {}
        inside = False

        def check_count():
            if len(styles) + len(codes) > _MOST_STYLES:
                raise SheetRefused(BROKEN)

        def number_format(attrs):
            codes[attrs.get("numFmtId", "")] = attrs.get("formatCode", "")[:_LONGEST_FORMAT]
            check_count()

        def begin_cells(attrs):
            nonlocal inside
            inside = True

        def end_cells():
            nonlocal inside
            inside = False

        def style(attrs):
            if inside:
                number = attrs.get("numFmtId", "0")
                styles.append(_kind_of_format(number, codes.get(number)))
                check_count()

        starts = {"numFmt": number_format, "cellXfs": begin_cells, "xf": style}
        parse(self._package.chunks(self._part_of["styles"]), starts, {"cellXfs": end_cells})
        return styles


def _kind_of_format(number, code):
    if code is None:
        number = whole_number(number)
        return Shown.DATE if number in _DATE_FORMATS else Shown.PERCENTAGE if number in _PERCENT_FORMATS else None
    signs = _FORMAT_NOISE.sub("", code.partition(";")[0]).lower()
    if "[" in signs or signs == "general":  # A duration such as [h]:mm is a number of days.
        return None
    return Shown.DATE if any(sign in signs for sign in "dmyhs") else Shown.PERCENTAGE if "%" in signs else None
