"""Remarks on an end-use statement name its fields as the form does."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from sluis.office.applications.forms.statement import PROMISES, StatementForm
from sluis.office.applications.templatetags.applications import statement_field


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_field_of_the_form_has_its_label(language):
    with override(language):
        for code, field in StatementForm.base_fields.items():
            path = StatementForm.paths.get(code, code)
            assert str(statement_field(path)) == str(field.label)
        for promise, words in PROMISES.items():
            assert str(statement_field(f"undertakings.{promise}")) == str(words)


def test_a_line_of_goods_is_named_by_its_number():
    with override("nl"):
        assert statement_field("goods[2]") == "Goederen, regel 2"
        assert "regel 3" in statement_field("goods[3].quantity")
        assert statement_field("something_else") == "something_else"
