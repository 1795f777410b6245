"""What the database itself keeps: facts, and that they were withdrawn."""

from collections.abc import Iterator

from django.db import migrations

KEPT = ("parties_fact", "parties_withdrawal")


def _sqlite() -> Iterator[str]:
    for table in KEPT:
        for event in ("update", "delete"):
            yield (
                f"CREATE TRIGGER {table}_no_{event} BEFORE {event.upper()} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{table} is kept as it was made'); END"
            )


def _postgresql() -> Iterator[str]:
    yield (
        "CREATE FUNCTION parties_kept() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION '% is kept as it was made', TG_TABLE_NAME; END $$"
    )
    for table in KEPT:
        yield (
            f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION parties_kept()"
        )


def forbid_changes(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in _sqlite() if sqlite else _postgresql():
        schema_editor.execute(statement, None)


def allow_changes(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for table in KEPT:
            for event in ("update", "delete"):
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event}")
        return
    schema_editor.execute("DROP FUNCTION IF EXISTS parties_kept() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("parties", "0001_parties")]

    operations = [migrations.RunPython(forbid_changes, allow_changes)]
