"""Case files, which the database itself keeps from being changed or removed."""

from django.db import migrations, models

SQLITE = {
    "update": "CREATE TRIGGER cases_casefile_no_update BEFORE UPDATE ON cases_casefile "
    "BEGIN SELECT RAISE(ABORT, 'a case file is never changed'); END",
    "delete": "CREATE TRIGGER cases_casefile_no_delete BEFORE DELETE ON cases_casefile "
    "BEGIN SELECT RAISE(ABORT, 'a case file is never removed'); END",
}
POSTGRES = (
    "CREATE FUNCTION cases_casefile_kept() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'a case file is never changed or removed'; END $$",
    "CREATE TRIGGER cases_casefile_no_change BEFORE UPDATE OR DELETE ON cases_casefile "
    "FOR EACH ROW EXECUTE FUNCTION cases_casefile_kept()",
)


def forbid_changes(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in SQLITE.values() if vendor == "sqlite" else POSTGRES:
        schema_editor.execute(statement)


def allow_changes(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for event in SQLITE:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS cases_casefile_no_{event}")
        return
    schema_editor.execute(
        "DROP TRIGGER IF EXISTS cases_casefile_no_change ON cases_casefile"
    )
    schema_editor.execute("DROP FUNCTION IF EXISTS cases_casefile_kept()")


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="CaseFile",
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
                ("title", models.CharField(max_length=200)),
                ("answers", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("law_hash", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ("-id",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True),
                        name="case_has_a_title",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("law_hash", ""), _negated=True),
                        name="case_names_its_law",
                    ),
                ],
            },
        ),
        migrations.RunPython(forbid_changes, allow_changes),
    ]
