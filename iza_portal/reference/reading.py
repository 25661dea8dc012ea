"""Reading a file of reference data strictly: every row is right, or the file is refused with all its faults."""

import csv
import io

from iza_portal.reference.datasets import DataSet, Fault, FileRefusedError, Row

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read(data_set: DataSet) -> list[Row]:
    """Answer the rows of the file, with its references looked up; raise `FileRefusedError` with every fault in it."""
    faults: list[Fault] = []
    records = _records(data_set, faults)
    if not faults:
        faults += _header_faults(records[0][1] if records else [], list(data_set.all_columns))
    if faults:
        raise FileRefusedError(data_set.path, faults)
    (_, header), *body = records
    if not body:
        raise FileRefusedError(data_set.path, [Fault("holds no rows")])

    parsers = {name: column.parser() for name, column in data_set.all_columns.items()}
    rows = []
    for line, cells in body:
        if len(cells) != len(header):
            faults.append(Fault(f"has {len(cells)} cells, the header has {len(header)}", line))
            continue
        values = {}
        for name, text in zip(header, cells, strict=True):
            try:
                values[name] = parsers[name](_clean(text))
            except ValueError as fault:
                faults.append(Fault(str(fault), line, name))
        if len(values) == len(header):
            rows.append(Row(line, values))
    for group in (data_set.key, *data_set.unique):
        faults += _double(rows, group)
    faults += data_set.check(rows)
    if faults:
        raise FileRefusedError(data_set.path, faults)
    return rows


def _records(data_set: DataSet, faults: list[Fault]) -> list[tuple[int, list[str]]]:
    """Answer the records with the line that each begins on; bytes that are not UTF-8 become lone surrogates."""
    try:
        content = data_set.path.read_bytes()
    except OSError as error:
        faults.append(Fault(f"cannot be read: {error.strerror}"))
        return []
    if content.startswith(BYTE_ORDER_MARK):
        faults.append(Fault("begins with a byte order mark; save it as UTF-8 without one", 1))
        return []
    lines = io.StringIO(content.decode("utf-8", errors="surrogateescape"), newline="")
    reader = csv.reader(lines, delimiter=",", strict=True)
    records = []
    line = 1
    try:
        for cells in reader:
            records.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        faults.append(Fault(f"is not well-formed CSV: {error}", line))
    return records


def _header_faults(header: list[str], expected: list[str]) -> list[Fault]:
    faults = [Fault("is missing", 1, name) for name in expected if name not in header]
    faults += [Fault("is not expected here", 1, repr(name)) for name in header if name not in expected]
    faults += [Fault("stands in the header twice", 1, name) for name in expected if header.count(name) > 1]
    return faults


def _clean(text: str) -> str:
    """Answer the text of a cell; raise ValueError where it holds what no cell may hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("is not UTF-8") from None
    if not text.isprintable():
        raise ValueError("holds a line break or another control character")
    if text != text.strip():
        raise ValueError("begins or ends with a space")
    return text


def _double(rows: list[Row], columns: tuple[str, ...]) -> list[Fault]:
    faults, first_line = [], {}
    for row in rows:
        value = tuple(row[column] for column in columns)
        if value in first_line:
            faults.append(Fault(f"is the same as on line {first_line[value]}", row.line, ", ".join(columns)))
        first_line.setdefault(value, row.line)
    return faults
