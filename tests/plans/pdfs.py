import io

import pikepdf


def pdf(change=None, **options) -> bytes:
    """Make a PDF of one empty page; `change` gets it before it is written, `options` are those of writing."""
    made = pikepdf.new()
    made.add_blank_page()
    if change:
        change(made)
    kept = io.BytesIO()
    made.save(kept, **options)
    return kept.getvalue()
