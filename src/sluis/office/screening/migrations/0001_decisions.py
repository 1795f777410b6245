"""Decisions on matches, which the database itself keeps from being changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQLITE = {
    "update": "CREATE TRIGGER screening_decision_no_update BEFORE UPDATE ON "
    "screening_decision BEGIN SELECT RAISE(ABORT, 'a decision is never changed'); END",
    "delete": "CREATE TRIGGER screening_decision_no_delete BEFORE DELETE ON "
    "screening_decision BEGIN SELECT RAISE(ABORT, 'a decision is never removed'); END",
}
POSTGRES = (
    "CREATE FUNCTION screening_decision_kept() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'a decision is never changed or removed'; END $$",
    "CREATE TRIGGER screening_decision_no_change BEFORE UPDATE OR DELETE ON "
    "screening_decision FOR EACH ROW EXECUTE FUNCTION screening_decision_kept()",
)


def forbid_changes(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in SQLITE.values() if vendor == "sqlite" else POSTGRES:
        schema_editor.execute(statement)


def allow_changes(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for event in SQLITE:
            schema_editor.execute(
                f"DROP TRIGGER IF EXISTS screening_decision_no_{event}"
            )
        return
    schema_editor.execute(
        "DROP TRIGGER IF EXISTS screening_decision_no_change ON screening_decision"
    )
    schema_editor.execute("DROP FUNCTION IF EXISTS screening_decision_kept()")


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Decision",
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
                ("party", models.CharField(max_length=300)),
                ("party_name", models.CharField(max_length=1000)),
                ("party_facts", models.JSONField()),
                ("party_fingerprint", models.CharField(max_length=64)),
                ("entity", models.CharField(max_length=300)),
                ("caption", models.CharField(max_length=1000)),
                ("listing_facts", models.JSONField()),
                ("listing_fingerprint", models.CharField(max_length=64)),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("same", "the same party"),
                            ("not_same", "not the same party"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reason", models.TextField()),
                ("decided_by", models.CharField(max_length=200)),
                ("decided_at", models.DateTimeField()),
                ("screening", models.CharField(max_length=40)),
                ("edition", models.CharField(max_length=100)),
                (
                    "closes",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closed_by",
                        to="screening.decision",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [
                    models.Index(fields=["party", "entity"], name="decision_by_pair")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closes", None)),
                        fields=("party", "entity"),
                        name="decision_chain_begins_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("verdict__in", ("same", "not_same"))),
                        name="decision_is_one_of_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="decision_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decided_by", ""), _negated=True),
                        name="decision_has_a_person",
                    ),
                ],
            },
        ),
        migrations.RunPython(forbid_changes, allow_changes),
    ]
