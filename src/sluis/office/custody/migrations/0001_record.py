"""The record of custody, which the database itself keeps from being changed."""

from collections.abc import Iterator

import django.db.models.deletion
from django.db import migrations, models

KEPT = ("capture", "eventitem", "statement", "masterdatum")
"""Tables whose rows are never changed or removed."""

SAME = (
    "capture_id",
    "hash",
    "event_id",
    "declares_error",
    "body",
    "namespaces",
    "record_sha256",
    "event_time",
    "known_since",
)
"""What stays of an event when its known interval is closed."""


def sqlite_triggers() -> Iterator[str]:
    for table in (*KEPT, "event"):
        yield (
            f"CREATE TRIGGER custody_{table}_no_delete BEFORE DELETE ON "
            f"custody_{table} BEGIN SELECT RAISE(ABORT, "
            f"'the record of custody is never removed'); END"
        )
    for table in KEPT:
        yield (
            f"CREATE TRIGGER custody_{table}_no_update BEFORE UPDATE ON "
            f"custody_{table} BEGIN SELECT RAISE(ABORT, "
            f"'the record of custody is never changed'); END"
        )
    changed = " OR ".join(f"OLD.{c} IS NOT NEW.{c}" for c in SAME)
    yield (
        "CREATE TRIGGER custody_event_no_update BEFORE UPDATE ON custody_event "
        "WHEN OLD.known_until IS NOT NULL OR NEW.known_until IS NULL OR OLD.id IS "
        f"NOT NEW.id OR {changed} BEGIN SELECT RAISE(ABORT, "
        "'an event is never changed, only closed'); END"
    )


def postgres_triggers() -> Iterator[str]:
    yield (
        "CREATE FUNCTION custody_kept() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'the record of custody is never changed or removed'; "
        "END $$"
    )
    changed = " OR ".join(f"OLD.{c} IS DISTINCT FROM NEW.{c}" for c in SAME)
    yield (
        "CREATE FUNCTION custody_event_closed() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN IF OLD.known_until IS NOT NULL OR NEW.known_until IS NULL OR "
        f"OLD.id IS DISTINCT FROM NEW.id OR {changed} THEN RAISE EXCEPTION "
        "'an event is never changed, only closed'; END IF; RETURN NEW; END $$"
    )
    for table in KEPT:
        yield (
            f"CREATE TRIGGER custody_{table}_kept BEFORE UPDATE OR DELETE ON "
            f"custody_{table} FOR EACH ROW EXECUTE FUNCTION custody_kept()"
        )
    yield (
        "CREATE TRIGGER custody_event_kept BEFORE DELETE ON custody_event "
        "FOR EACH ROW EXECUTE FUNCTION custody_kept()"
    )
    yield (
        "CREATE TRIGGER custody_event_closed BEFORE UPDATE ON custody_event "
        "FOR EACH ROW EXECUTE FUNCTION custody_event_closed()"
    )


def forbid_changes(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    triggers = sqlite_triggers() if vendor == "sqlite" else postgres_triggers()
    for statement in triggers:
        schema_editor.execute(statement)


def allow_changes(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for table in (*KEPT, "event"):
            for change in ("update", "delete"):
                schema_editor.execute(
                    f"DROP TRIGGER IF EXISTS custody_{table}_no_{change}"
                )
        return
    schema_editor.execute("DROP FUNCTION IF EXISTS custody_kept() CASCADE")
    schema_editor.execute("DROP FUNCTION IF EXISTS custody_event_closed() CASCADE")


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Capture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=500)),
                ("source", models.CharField(max_length=200)),
                ("syntax", models.CharField(max_length=4)),
                ("document", models.BinaryField()),
                ("created", models.CharField(max_length=40)),
                ("captured_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("sha256", "source"), name="capture_counts_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("hash", models.CharField(max_length=120)),
                ("event_id", models.CharField(max_length=500)),
                ("declares_error", models.BooleanField()),
                ("body", models.TextField()),
                ("namespaces", models.TextField()),
                ("record_sha256", models.CharField(max_length=64)),
                ("event_time", models.DateTimeField()),
                ("known_since", models.DateField()),
                ("known_until", models.DateField(null=True)),
                (
                    "capture",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="custody.capture",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="EventItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("item", models.CharField(max_length=500)),
                ("role", models.CharField(max_length=8)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="custody.event",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MasterDatum",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("vocabulary", models.CharField(max_length=500)),
                ("element", models.CharField(max_length=500)),
                ("attributes", models.TextField()),
                ("children", models.TextField()),
                ("known_since", models.DateField()),
                ("digest", models.CharField(max_length=64, unique=True)),
                (
                    "capture",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="masterdata",
                        to="custody.capture",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("reliability", models.CharField(max_length=1)),
                ("credibility", models.PositiveSmallIntegerField(null=True)),
                ("marking", models.CharField(max_length=20)),
                ("source", models.CharField(max_length=200)),
                ("document", models.CharField(max_length=1000)),
                ("known_since", models.DateField()),
                ("prev_hash", models.CharField(max_length=64)),
                ("row_hash", models.CharField(max_length=64)),
                (
                    "capture",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="custody.capture",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="custody.event",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["event_id"], name="event_by_id"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(
                fields=("hash", "declares_error"), name="event_counts_once"
            ),
        ),
        migrations.AddIndex(
            model_name="eventitem",
            index=models.Index(fields=["item", "event"], name="event_by_item"),
        ),
        migrations.AddIndex(
            model_name="masterdatum",
            index=models.Index(
                fields=["vocabulary", "element"], name="master_by_element"
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.UniqueConstraint(
                fields=("event", "source", "document"), name="statement_counts_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reliability__in", ["", "A", "B", "C", "D", "E", "F"])
                ),
                name="reliability_is_a_to_f",
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("credibility", None),
                    ("credibility__range", (1, 6)),
                    _connector="OR",
                ),
                name="credibility_is_1_to_6",
            ),
        ),
        migrations.RunPython(forbid_changes, allow_changes),
    ]
