"""Declarations, their versions and what was decided on them."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_people"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Declaration",
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
                ("reference", models.CharField(max_length=100, unique=True)),
                ("state", models.CharField(max_length=12)),
                ("version", models.PositiveIntegerField(default=0)),
                ("exited_on", models.DateField(null=True)),
                ("held_until", models.DateField(null=True)),
                ("destination", models.CharField(max_length=2)),
                (
                    "received_at",
                    models.DateTimeField(default=django.utils.timezone.now),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="declarations",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="Version",
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
                ("action", models.CharField(max_length=12)),
                ("message", models.TextField()),
                ("whole", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("source", models.CharField(max_length=200)),
                ("late", models.BooleanField(default=False)),
                (
                    "received_at",
                    models.DateTimeField(default=django.utils.timezone.now),
                ),
                (
                    "declaration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="customs.declaration",
                    ),
                ),
                (
                    "received_from",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("number",),
            },
        ),
        migrations.CreateModel(
            name="Line",
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
                ("cn_code", models.CharField(max_length=10)),
                (
                    "quantity",
                    models.DecimalField(decimal_places=4, max_digits=15, null=True),
                ),
                ("unit", models.CharField(max_length=50)),
                ("licence", models.CharField(max_length=50)),
                ("outcome", models.CharField(max_length=30)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="customs.version",
                    ),
                ),
            ],
            options={
                "ordering": ("number",),
            },
        ),
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
                ("decision", models.CharField(max_length=10)),
                ("findings", models.TextField()),
                ("draws", models.TextField()),
                ("reason", models.CharField(max_length=2000)),
                ("decided_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="customs.version",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.AddIndex(
            model_name="declaration",
            index=models.Index(fields=["state"], name="declaration_by_state"),
        ),
        migrations.AddConstraint(
            model_name="declaration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "lodged",
                            "matched",
                            "mismatch",
                            "none_found",
                            "held",
                            "released",
                            "refused",
                            "exited",
                            "invalidated",
                        ],
                    )
                ),
                name="declaration_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.UniqueConstraint(
                fields=("declaration", "number"), name="version_counts_once"
            ),
        ),
        migrations.AddIndex(
            model_name="line",
            index=models.Index(fields=["licence"], name="line_by_licence"),
        ),
        migrations.AddIndex(
            model_name="line",
            index=models.Index(fields=["cn_code"], name="line_by_cn_code"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="officer_gives_a_reason",
            ),
        ),
    ]
