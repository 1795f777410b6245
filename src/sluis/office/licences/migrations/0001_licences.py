"""Licences, acts on them, their ledger and duties; the ledger is never changed."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

SQLITE = {
    "update": "CREATE TRIGGER ledger_no_update BEFORE UPDATE ON licences_ledgerentry "
    "BEGIN SELECT RAISE(ABORT, 'the ledger is never changed'); END",
    "delete": "CREATE TRIGGER ledger_no_delete BEFORE DELETE ON licences_ledgerentry "
    "BEGIN SELECT RAISE(ABORT, 'the ledger is never shortened'); END",
}
POSTGRES = (
    "CREATE FUNCTION ledger_kept() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the ledger is never changed or shortened'; END $$",
    "CREATE TRIGGER ledger_no_change BEFORE UPDATE OR DELETE ON licences_ledgerentry "
    "FOR EACH ROW EXECUTE FUNCTION ledger_kept()",
)


def forbid_changes(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in SQLITE.values() if vendor == "sqlite" else POSTGRES:
        schema_editor.execute(statement)


def allow_changes(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for event in SQLITE:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS ledger_no_{event}")
        return
    schema_editor.execute("DROP FUNCTION IF EXISTS ledger_kept() CASCADE")


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_people"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Condition",
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
                ("place", models.PositiveIntegerField()),
                ("code", models.CharField(max_length=40)),
            ],
            options={
                "ordering": ("place",),
            },
        ),
        migrations.CreateModel(
            name="Duty",
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
                ("about", models.CharField(max_length=100)),
                ("counted_from", models.DateField()),
                ("due_on", models.DateField()),
                ("met_on", models.DateField(null=True)),
                ("breached_on", models.DateField(null=True)),
                ("breach", models.CharField(max_length=2000)),
                ("waiver", models.CharField(max_length=2000)),
                ("waived_on", models.DateField(null=True)),
                ("reminded_at", models.DateTimeField(null=True)),
                (
                    "condition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="licences.condition",
                    ),
                ),
                (
                    "waived_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "waiver_proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("due_on", "id"),
            },
        ),
        migrations.CreateModel(
            name="Evidence",
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
                ("kind", models.CharField(max_length=40)),
                ("said", models.CharField(max_length=2000)),
                ("happened_on", models.DateField()),
                ("name", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("content", models.BinaryField()),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "duty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="licences.duty",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "evidence",
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Licence",
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
                ("number", models.CharField(max_length=40, unique=True)),
                ("application", models.CharField(max_length=40, unique=True)),
                ("kind", models.CharField(max_length=30)),
                ("grant", models.TextField()),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField()),
                ("decided_on", models.DateField()),
                ("issued_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="licences",
                        to="people.organisation",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="licences.licence",
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.AddField(
            model_name="condition",
            name="licence",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="conditions",
                to="licences.licence",
            ),
        ),
        migrations.CreateModel(
            name="Act",
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
                ("act", models.CharField(max_length=20)),
                ("effective_on", models.DateField()),
                ("basis", models.CharField(max_length=300)),
                ("reason", models.CharField(max_length=2000)),
                (
                    "proposed_at",
                    models.DateTimeField(default=django.utils.timezone.now),
                ),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "licence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acts",
                        to="licences.licence",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="LicenceLine",
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
                ("description", models.CharField(max_length=1000)),
                ("control_code", models.CharField(max_length=50)),
                ("cn_code", models.CharField(max_length=10)),
                (
                    "quantity",
                    models.DecimalField(decimal_places=4, max_digits=15, null=True),
                ),
                ("unit", models.CharField(max_length=50)),
                (
                    "amount",
                    models.DecimalField(decimal_places=4, max_digits=15, null=True),
                ),
                ("currency", models.CharField(max_length=3)),
                (
                    "tolerance_percent",
                    models.DecimalField(decimal_places=4, max_digits=7),
                ),
                (
                    "licence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="licences.licence",
                    ),
                ),
            ],
            options={
                "ordering": ("number",),
            },
        ),
        migrations.CreateModel(
            name="LedgerEntry",
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
                ("of_value", models.BooleanField()),
                ("message", models.CharField(max_length=200)),
                ("type", models.CharField(max_length=10)),
                ("quantity", models.DecimalField(decimal_places=4, max_digits=15)),
                ("on", models.DateField()),
                ("declaration", models.CharField(max_length=100)),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="licences.licenceline",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.UniqueConstraint(
                fields=("condition", "about"), name="duty_counts_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("waived_by", None),
                    models.Q(
                        ("waived_by", models.F("waiver_proposed_by")), _negated=True
                    ),
                    _connector="OR",
                ),
                name="waiver_has_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="licence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("proposed_by", models.F("decided_by")), _negated=True
                ),
                name="licence_has_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="licence",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_until__gte", models.F("valid_from"))),
                name="licence_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="condition",
            constraint=models.UniqueConstraint(
                fields=("licence", "place"), name="condition_has_its_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="act",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "act__in",
                        [
                            "suspend",
                            "resume",
                            "revoke",
                            "annul",
                            "surrender",
                            "replace",
                        ],
                    )
                ),
                name="licence_act_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="act",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by", None),
                    ("act__in", ["surrender", "suspend"]),
                    models.Q(("confirmed_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="licence_act_has_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="act",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at", None), ("confirmed_by", None)),
                    models.Q(
                        ("confirmed_at__isnull", False), ("confirmed_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="licence_act_is_confirmed_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="licenceline",
            constraint=models.UniqueConstraint(
                fields=("licence", "number"), name="licence_line_has_its_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="licenceline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("quantity", None), ("quantity__gt", 0), _connector="OR"
                ),
                name="licensed_quantity_is_above_zero",
            ),
        ),
        migrations.AddIndex(
            model_name="ledgerentry",
            index=models.Index(fields=["declaration"], name="ledger_by_declaration"),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.UniqueConstraint(
                fields=("line", "of_value", "message"), name="ledger_counts_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("quantity__gt", 0),
                    models.Q(("quantity__lt", 0), ("type", "correction")),
                    _connector="OR",
                ),
                name="ledger_quantity_is_above_zero",
            ),
        ),
        migrations.RunPython(forbid_changes, allow_changes),
    ]
