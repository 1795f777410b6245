"""What the database itself keeps: versions, runs and decisions as they were made.

A decision repeats who proposed; a trigger holds that to be the proposal's own
maker, so that its two people are two.
"""

from collections.abc import Iterator

from django.db import migrations

KEPT = ("version", "run", "matchfinding", "criterionfinding", "decision")
_NOTHING_ELSE = "is kept as it was made"


def _sqlite() -> Iterator[str]:
    for name in KEPT:
        table = f"applications_{name}"
        for event in ("update", "delete"):
            yield (
                f"CREATE TRIGGER {table}_no_{event} BEFORE {event.upper()} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, 'a {name} {_NOTHING_ELSE}'); END"
            )
    yield (
        "CREATE TRIGGER applications_decision_proposer"
        " BEFORE INSERT ON applications_decision"
        " WHEN NOT EXISTS (SELECT 1 FROM applications_proposal p"
        " WHERE p.id = NEW.proposal_id AND p.proposed_by_id = NEW.proposed_by_id"
        " AND p.application_id = NEW.application_id)"
        " BEGIN SELECT RAISE(ABORT, 'a decision names who proposed'); END"
    )


def _postgresql() -> Iterator[str]:
    yield (
        "CREATE FUNCTION applications_kept() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION 'a % {_NOTHING_ELSE}', TG_ARGV[0]; END $$"
    )
    for name in KEPT:
        table = f"applications_{name}"
        yield (
            f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION applications_kept('{name}')"
        )
    yield (
        "CREATE FUNCTION applications_proposer() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN IF NOT EXISTS (SELECT 1 FROM applications_proposal p"
        " WHERE p.id = NEW.proposal_id AND p.proposed_by_id = NEW.proposed_by_id"
        " AND p.application_id = NEW.application_id)"
        " THEN RAISE EXCEPTION 'a decision names who proposed'; END IF;"
        " RETURN NEW; END $$"
    )
    yield (
        "CREATE TRIGGER applications_decision_proposer BEFORE INSERT"
        " ON applications_decision FOR EACH ROW"
        " EXECUTE FUNCTION applications_proposer()"
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
                    f"DROP TRIGGER IF EXISTS applications_{name}_no_{event}"
                )
        schema_editor.execute("DROP TRIGGER IF EXISTS applications_decision_proposer")
        return
    for name in KEPT:
        table = f"applications_{name}"
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_kept ON {table}")
    schema_editor.execute(
        "DROP TRIGGER IF EXISTS applications_decision_proposer ON applications_decision"
    )
    schema_editor.execute("DROP FUNCTION IF EXISTS applications_kept()")
    schema_editor.execute("DROP FUNCTION IF EXISTS applications_proposer()")


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_applications")]

    operations = [migrations.RunPython(forbid_changes, allow_changes)]
