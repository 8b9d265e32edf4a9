"""Collecting static files takes seconds of each start, so it is done when one of them has changed."""

import os

import pytest

from idp_project import static_files

pytestmark = pytest.mark.one_database


@pytest.fixture
def source(settings, tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "shop.css").write_text("a {}")
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [source]
    settings.STATIC_ROOT = tmp_path / "static"
    return source


def test_what_is_collected_stays(source, settings):
    static_files.collect()
    (settings.STATIC_ROOT / "shop.css").unlink()

    static_files.collect()

    assert not (settings.STATIC_ROOT / "shop.css").exists()


def test_a_change_is_collected(source, settings):
    static_files.collect()
    (source / "shop.css").write_text("b {}")
    os.utime(source / "shop.css", (2**31, 2**31))

    static_files.collect()

    assert (settings.STATIC_ROOT / "shop.css").read_text() == "b {}"
