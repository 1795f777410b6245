"""What the database itself keeps: versions, remarks, lists and what was said."""

from collections.abc import Iterator

from django.db import migrations

KEPT = ("submission", "remark", "blockedparty", "watchedparty", "note", "entry")


def _sqlite() -> Iterator[str]:
    for name in KEPT:
        table = f"compliance_{name}"
        for event in ("update", "delete"):
            yield (
                f"CREATE TRIGGER {table}_no_{event} BEFORE {event.upper()} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{table} is kept as it was made'); END"
            )


def _postgresql() -> Iterator[str]:
    yield (
        "CREATE FUNCTION compliance_kept() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION '% is kept as it was made', TG_TABLE_NAME; END $$"
    )
    for name in KEPT:
        table = f"compliance_{name}"
        yield (
            f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION compliance_kept()"
        )


def forbid_changes(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in _sqlite() if sqlite else _postgresql():
        schema_editor.execute(statement, None)


def allow_changes(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name in KEPT:
            for event in ("update", "delete"):
                schema_editor.execute(
                    f"DROP TRIGGER IF EXISTS compliance_{name}_no_{event}"
                )
        return
    schema_editor.execute("DROP FUNCTION IF EXISTS compliance_kept() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("compliance", "0001_compliance")]

    operations = [migrations.RunPython(forbid_changes, allow_changes)]
