"""Where the archive lies, by one setting."""

import pytest

from core.errors import SettingsError
from core.settings import load_settings


@pytest.fixture
def settings_of(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)  # no `.env` here

    def settings_of(**values):
        for name, value in values.items():
            monkeypatch.setenv(f"CLUSTERWIRE_{name.upper()}", str(value))
        return load_settings()

    return settings_of


def test_archive_lies_in_the_home_folder(settings_of, tmp_path):
    settings = settings_of(home=tmp_path)
    assert (settings.archive_folder, settings.archive_store) == (tmp_path / "archive", None)


def test_archive_may_lie_in_a_folder_elsewhere(settings_of, tmp_path):
    settings = settings_of(home=tmp_path, archive=tmp_path / "big")
    assert (settings.archive_folder, settings.archive_store) == (tmp_path / "big", None)


def test_archive_in_an_object_store_keeps_a_folder_at_home(settings_of, tmp_path):
    settings = settings_of(home=tmp_path, archive="s3://bucket/prefix")
    assert (settings.archive_folder, settings.archive_store) == (tmp_path / "archive", "s3://bucket/prefix")


def test_password_in_the_archive_s_address_is_refused_and_not_repeated(settings_of):
    with pytest.raises(SettingsError, match=r"CLUSTERWIRE_ARCHIVE: .*leave out the password") as error:
        settings_of(archive="sftp://operator:secret@files.example/archive")
    assert "secret" not in str(error.value)
