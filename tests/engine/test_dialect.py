import pytest

from sluis.engine.dialect import ForbiddenSql, check, to_spark


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT any_value(a) FROM t",
        "SELECT first(a) FROM t",
        "SELECT concat(a, b) FROM t",
        "SELECT a[1] FROM t",
        "SELECT hash(a) FROM t",
        "SELECT random()",
        "SELECT now()",
        "SELECT a / b FROM t",
        "SELECT sum(CAST(a AS DOUBLE)) FROM t",
    ],
)
def test_what_engines_do_not_agree_on_is_refused(statement):
    with pytest.raises(ForbiddenSql):
        check(statement)


def test_lists_overlap_in_spark_too():
    assert "ARRAYS_OVERLAP" in to_spark("SELECT a && ['x'] FROM t")
