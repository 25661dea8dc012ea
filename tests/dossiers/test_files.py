import pytest

from iza_portal.dossiers import files


def test_the_same_content_is_kept_once(dossier_dir):
    assert files.store(b"een") == files.store(b"een")
    assert files.store(b"twee") != files.store(b"een")
    assert len(list(dossier_dir.rglob("*.pdf"))) == 2


def test_a_write_that_breaks_off_leaves_nothing(dossier_dir, monkeypatch):
    def full(*args):
        raise OSError("no space left")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        files.store(b"een")
    assert not [path for path in dossier_dir.rglob("*") if path.is_file()]


def test_no_name_is_no_file(dossier_dir):
    files.store(b"een")
    assert not files.exists("")
