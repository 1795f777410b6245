"""Programmes, lists of parties, and visits with their findings."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0002_invitations_and_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Programme",
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
                ("answers", models.JSONField(default=dict)),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="programme",
                        to="people.organisation",
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("organisation__name", "id"),
            },
        ),
        migrations.CreateModel(
            name="Submission",
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
                ("body", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("submitted_on", models.DateField()),
                ("due_again", models.DateField()),
                (
                    "submitted_at",
                    models.DateTimeField(default=django.utils.timezone.now),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to="compliance.programme",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="Remark",
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
                ("question", models.CharField(blank=True, default="", max_length=60)),
                ("text", models.CharField(max_length=5000)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remarks",
                        to="compliance.submission",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Visit",
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
                ("reference", models.CharField(max_length=40, unique=True)),
                ("state", models.CharField(default="planned", max_length=10)),
                ("announced", models.BooleanField()),
                ("purpose", models.CharField(max_length=2000)),
                ("planned_on", models.DateField()),
                ("announced_on", models.DateField(null=True)),
                ("held_on", models.DateField(null=True)),
                (
                    "participants",
                    models.CharField(blank=True, default="", max_length=2000),
                ),
                ("report", models.TextField(blank=True, default="")),
                ("reported_on", models.DateField(null=True)),
                ("closed_on", models.DateField(null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "held_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits_held",
                        to="people.organisation",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="people.organisation",
                    ),
                ),
                (
                    "planned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reported_to",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "shown_to",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ("-planned_on", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Subject",
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
                ("kind", models.CharField(max_length=12)),
                ("number", models.CharField(max_length=100)),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subjects",
                        to="compliance.visit",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Note",
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
                ("text", models.CharField(max_length=5000)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="compliance.visit",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="Finding",
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
                ("severity", models.CharField(max_length=12)),
                ("text", models.CharField(max_length=5000)),
                ("article", models.CharField(blank=True, default="", max_length=300)),
                ("about_kind", models.CharField(blank=True, default="", max_length=12)),
                (
                    "about_number",
                    models.CharField(blank=True, default="", max_length=100),
                ),
                ("wanted", models.CharField(blank=True, default="", max_length=2000)),
                ("due_on", models.DateField(null=True)),
                ("state", models.CharField(default="open", max_length=10)),
                ("found_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "found_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="compliance.visit",
                    ),
                ),
            ],
            options={
                "ordering": ("visit", "number"),
            },
        ),
        migrations.CreateModel(
            name="WatchedParty",
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
                ("name", models.CharField(max_length=300)),
                ("country", models.CharField(blank=True, default="", max_length=2)),
                ("reason", models.CharField(max_length=2000)),
                ("source", models.CharField(max_length=500)),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                ("why", models.CharField(blank=True, default="", max_length=500)),
                ("withdrawn", models.BooleanField(default=False)),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now),
                ),
                (
                    "first",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followers",
                        to="compliance.watchedparty",
                    ),
                ),
                (
                    "recorded_by",
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
                        to="compliance.watchedparty",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "watched parties",
                "ordering": ("name", "id"),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BlockedParty",
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
                ("name", models.CharField(max_length=300)),
                ("country", models.CharField(blank=True, default="", max_length=2)),
                ("reason", models.CharField(max_length=2000)),
                ("source", models.CharField(max_length=500)),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                ("why", models.CharField(blank=True, default="", max_length=500)),
                ("withdrawn", models.BooleanField(default=False)),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now),
                ),
                (
                    "first",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followers",
                        to="compliance.blockedparty",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="blocked_parties",
                        to="people.organisation",
                    ),
                ),
                (
                    "recorded_by",
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
                        to="compliance.blockedparty",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "blocked parties",
                "ordering": ("name", "id"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="blockedparty_has_a_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None),
                            ("until__gte", models.F("since")),
                            _connector="OR",
                        ),
                        name="blockedparty_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("first", None),
                                ("replaces", None),
                                ("why", ""),
                                ("withdrawn", False),
                            ),
                            models.Q(
                                ("first__isnull", False),
                                ("replaces__isnull", False),
                                models.Q(("why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="blockedparty_change_says_why",
                    ),
                ],
            },
        ),
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
                ("act", models.CharField(max_length=10)),
                ("text", models.CharField(max_length=5000)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="compliance.finding",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "entries",
                "ordering": ("id",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="finding_entry_says_something",
                    )
                ],
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
                ("question", models.CharField(max_length=60)),
                ("sha256", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=200)),
                ("media_type", models.CharField(max_length=100)),
                ("size", models.PositiveIntegerField()),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("taken_out_at", models.DateTimeField(null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="compliance.programme",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "evidence",
                "ordering": ("id",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("programme", "question", "sha256"),
                        name="evidence_is_added_once",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.UniqueConstraint(
                fields=("programme", "number"), name="submission_number_is_used_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_again__gt", models.F("submitted_on"))),
                name="submission_is_due_again_later",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        ["planned", "held", "reported", "closed", "cancelled"],
                    )
                ),
                name="visit_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("shown_to", None),
                    ("shown_to", models.F("organisation")),
                    _connector="OR",
                ),
                name="visit_is_shown_to_its_own_company",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reported_on", None), ("reported_to", None)),
                    models.Q(
                        ("reported_on__isnull", False),
                        ("reported_to", models.F("organisation")),
                        ("shown_to", models.F("organisation")),
                    ),
                    _connector="OR",
                ),
                name="report_goes_to_the_visited_company",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("held_on", None), ("state__in", ["planned", "cancelled"])
                    ),
                    models.Q(
                        ("held_on__isnull", False),
                        ("state__in", ["held", "reported", "closed"]),
                    ),
                    _connector="OR",
                ),
                name="held_visit_has_its_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="subject",
            constraint=models.UniqueConstraint(
                fields=("visit", "kind", "number"), name="visit_looks_at_a_thing_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="subject",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ("licence", "declaration", "application"))
                ),
                name="visit_subject_is_known",
            ),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(fields=["state", "due_on"], name="finding_by_day_due"),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.UniqueConstraint(
                fields=("visit", "number"), name="finding_number_is_used_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("severity__in", ["observation", "shortcoming", "infringement"])
                ),
                name="finding_severity_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["open", "answered", "closed", "withdrawn"])
                ),
                name="finding_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("due_on", None), ("wanted", "")),
                    models.Q(
                        models.Q(("wanted", ""), _negated=True),
                        ("due_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="wanted_action_has_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("about_kind", ""), ("about_number", "")),
                    models.Q(
                        ("about_kind__in", ("licence", "declaration", "application")),
                        models.Q(("about_number", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="finding_is_about_a_known_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="watchedparty",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True),
                name="watchedparty_has_a_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="watchedparty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until", None), ("until__gte", models.F("since")), _connector="OR"
                ),
                name="watchedparty_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="watchedparty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("first", None),
                        ("replaces", None),
                        ("why", ""),
                        ("withdrawn", False),
                    ),
                    models.Q(
                        ("first__isnull", False),
                        ("replaces__isnull", False),
                        models.Q(("why", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="watchedparty_change_says_why",
            ),
        ),
    ]
