"""The audit trail, which the database itself keeps from being changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQLITE = {
    "update": "CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry "
    "BEGIN SELECT RAISE(ABORT, 'the audit trail is never changed'); END",
    "delete": "CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry "
    "BEGIN SELECT RAISE(ABORT, 'the audit trail is never shortened'); END",
}
POSTGRES = (
    "CREATE FUNCTION audit_entry_kept() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the audit trail is never changed or shortened'; END $$",
    "CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE ON audit_entry "
    "FOR EACH ROW EXECUTE FUNCTION audit_entry_kept()",
)


def forbid_changes(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in SQLITE.values() if vendor == "sqlite" else POSTGRES:
        schema_editor.execute(statement)


def allow_changes(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for event in SQLITE:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS audit_entry_no_{event}")
        return
    schema_editor.execute("DROP FUNCTION IF EXISTS audit_entry_kept() CASCADE")


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Entry",
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
                ("number", models.BigIntegerField(unique=True)),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(max_length=254)),
                ("act", models.CharField(max_length=100)),
                ("kind", models.CharField(max_length=100)),
                ("object_id", models.CharField(max_length=64)),
                ("object_name", models.CharField(max_length=300)),
                ("details", models.TextField()),
                ("prev_hash", models.CharField(max_length=64)),
                ("row_hash", models.CharField(max_length=64)),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("number",),
                "indexes": [
                    models.Index(fields=["kind", "object_id"], name="entry_by_object"),
                    models.Index(fields=["user", "number"], name="entry_by_user"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("act", ""), _negated=True),
                        name="entry_has_an_act",
                    )
                ],
            },
        ),
        migrations.RunPython(forbid_changes, allow_changes),
    ]
