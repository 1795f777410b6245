"""The standard's interfaces: capture jobs, named queries, subscriptions, facets."""

import json
import uuid

import django.db.models.deletion
from django.db import migrations, models


def describe_events(apps, schema_editor):
    """Give facets to the events that are in the record already."""
    from sluis.office.custody.record import facets_of

    facets = apps.get_model("custody", "EventFacet")
    columns = [field.column for field in facets._meta.fields][2:]
    rows = apps.get_model("custody", "Event").objects.select_related("capture")
    batch = []
    for row in rows.defer("capture__document").iterator(chunk_size=1000):
        said = dict(zip(columns, facets_of(json.loads(row.body)), strict=True))
        batch.append(facets(event=row, record_time=row.capture.captured_at, **said))
        if len(batch) == 1000:
            facets.objects.bulk_create(batch)
            batch.clear()
    facets.objects.bulk_create(batch)


def forbid_changes(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for change in ("update", "delete"):
            schema_editor.execute(
                f"CREATE TRIGGER custody_eventfacet_no_{change} BEFORE {change} ON "
                "custody_eventfacet BEGIN SELECT RAISE(ABORT, "
                "'the record of custody is never changed or removed'); END"
            )
        return
    schema_editor.execute(
        "CREATE TRIGGER custody_eventfacet_kept BEFORE UPDATE OR DELETE ON "
        "custody_eventfacet FOR EACH ROW EXECUTE FUNCTION custody_kept()"
    )


def allow_changes(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for change in ("update", "delete"):
            schema_editor.execute(
                f"DROP TRIGGER IF EXISTS custody_eventfacet_no_{change}"
            )
        return
    schema_editor.execute(
        "DROP TRIGGER IF EXISTS custody_eventfacet_kept ON custody_eventfacet"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("custody", "0001_record"),
    ]

    operations = [
        migrations.CreateModel(
            name="NamedQuery",
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
                ("name", models.CharField(max_length=200, unique=True)),
                ("query", models.TextField()),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="CaptureJob",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, primary_key=True, serialize=False
                    ),
                ),
                ("error_behaviour", models.CharField(max_length=8)),
                ("success", models.BooleanField()),
                ("errors", models.TextField()),
                ("hashes", models.TextField()),
                ("created_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField()),
                (
                    "capture",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="jobs",
                        to="custody.capture",
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="EventFacet",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="facet",
                        serialize=False,
                        to="custody.event",
                    ),
                ),
                ("record_time", models.DateTimeField()),
                ("type", models.CharField(max_length=40)),
                ("action", models.CharField(max_length=8)),
                ("biz_step", models.CharField(max_length=500)),
                ("disposition", models.CharField(max_length=500)),
                ("read_point", models.CharField(max_length=500)),
                ("biz_location", models.CharField(max_length=500)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["record_time"], name="facet_by_record_time"),
                    models.Index(fields=["biz_step", "event"], name="facet_by_step"),
                    models.Index(
                        fields=["disposition", "event"], name="facet_by_disposition"
                    ),
                    models.Index(
                        fields=["read_point", "event"], name="facet_by_read_point"
                    ),
                    models.Index(
                        fields=["biz_location", "event"], name="facet_by_location"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, primary_key=True, serialize=False
                    ),
                ),
                ("destination", models.CharField(max_length=1000)),
                ("signature_token", models.CharField(max_length=200)),
                ("epc_format", models.CharField(max_length=30)),
                ("schedule", models.TextField()),
                ("stream", models.BooleanField()),
                ("report_if_empty", models.BooleanField()),
                ("initial_record_time", models.DateTimeField()),
                ("created_at", models.DateTimeField()),
                ("last_event", models.BigIntegerField(default=0)),
                ("last_executed_at", models.DateTimeField(null=True)),
                ("last_delivered_at", models.DateTimeField(null=True)),
                ("last_error", models.CharField(default="", max_length=500)),
                (
                    "query",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subscriptions",
                        to="custody.namedquery",
                    ),
                ),
            ],
            options={
                "ordering": ("created_at", "id"),
            },
        ),
        migrations.RunPython(describe_events, migrations.RunPython.noop),
        migrations.RunPython(forbid_changes, allow_changes),
    ]
