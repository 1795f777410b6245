"""Every version of a good of a catalogue is kept as it was made."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

FACTS = ("description", "kind", "control_code", "cn_code", "parameters")
_TABLE = "applications_productversion"
_KEPT = "a version of a good is kept as it was made"


def first_versions(apps, schema_editor):
    version = apps.get_model("applications", "ProductVersion")
    products = apps.get_model("applications", "Product").objects
    version.objects.bulk_create(
        version(
            product=row,
            number=1,
            facts={name: getattr(row, name) for name in FACTS},
            made_at=row.changed_at,
        )
        for row in products.all()
    )
    products.update(version=1)


def forbid_changes(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for event in ("update", "delete"):
            schema_editor.execute(
                f"CREATE TRIGGER {_TABLE}_no_{event} BEFORE {event.upper()} ON {_TABLE}"
                f" BEGIN SELECT RAISE(ABORT, '{_KEPT}'); END"
            )
        return
    schema_editor.execute(
        f"CREATE TRIGGER {_TABLE}_kept BEFORE UPDATE OR DELETE ON {_TABLE}"
        " FOR EACH ROW EXECUTE FUNCTION applications_kept('version of a good')"
    )


def allow_changes(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for event in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {_TABLE}_no_{event}")
        return
    schema_editor.execute(f"DROP TRIGGER IF EXISTS {_TABLE}_kept ON {_TABLE}")


class Migration(migrations.Migration):
    """Reversible: the newest version stands in the good itself."""

    dependencies = (
        ("applications", "0004_matches_are_decisions_of_screening"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    )
    operations = (
        migrations.AddField(
            model_name="product",
            name="version",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.CreateModel(
            name="ProductVersion",
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
                ("number", models.PositiveIntegerField()),
                ("facts", models.JSONField()),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="applications.product",
                    ),
                ),
            ],
            options={"ordering": ("product", "-number")},
        ),
        migrations.AddConstraint(
            model_name="productversion",
            constraint=models.UniqueConstraint(
                fields=("product", "number"), name="product_version_is_used_once"
            ),
        ),
        migrations.RunPython(first_versions, migrations.RunPython.noop),
        migrations.RunPython(forbid_changes, allow_changes),
    )
