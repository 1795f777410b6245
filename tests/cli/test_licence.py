from __future__ import annotations

import pytest

pytestmark = pytest.mark.database


def test_a_folder_without_licences_has_a_certificate_and_nothing_due(module_sluis):
    first = module_sluis("licence", "certificate")
    again = module_sluis("licence", "certificate")
    due = module_sluis("licence", "remind", "--on", "2026-06-01")

    assert first.stdout.startswith("-----BEGIN CERTIFICATE-----")
    assert first.stdout == again.stdout
    assert (due.returncode, due.stdout) == (0, "")


def test_a_licence_that_is_not_there_is_refused(module_sluis):
    done = module_sluis("licence", "document", "NL-2026-000001")

    assert done.returncode == 2
    assert "there is no licence" in done.stderr
