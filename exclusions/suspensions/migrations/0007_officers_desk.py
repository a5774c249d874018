"""Records as they come to the authority’s teams, education that was found, papers of meetings."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import portal.core.references
import portal.files.models
from portal.core.append_only import append_only, frozen_columns


class Migration(migrations.Migration):
    dependencies = [
        ("pupils", "0006_facts_by_group"),
        ("register", "0002_refreshes"),
        ("suspensions", "0006_tell_what_is_near"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Arrival",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "team",
                    models.CharField(
                        choices=[
                            ("officers", "Inclusion officers"),
                            ("virtual_school", "Virtual school head"),
                        ],
                        max_length=20,
                    ),
                ),
                ("came_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("is_told", models.BooleanField()),
                ("seen_at", models.DateTimeField(null=True)),
                ("seen_as", models.CharField(blank=True, max_length=60)),
            ],
            options={
                "ordering": ("-came_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", portal.core.references.ReferenceField(length=8, prefix="F")),
                ("name", models.CharField(max_length=200)),
                (
                    "file",
                    models.FileField(
                        max_length=120,
                        storage=portal.files.models.private_storage,
                        upload_to=portal.files.models.stored_path,
                    ),
                ),
                ("content_type", models.CharField(max_length=100)),
                ("size", models.PositiveBigIntegerField(help_text="bytes")),
                ("sha256", models.CharField(max_length=64)),
                ("uploaded_at", models.DateTimeField(auto_now_add=True)),
                (
                    "occasion",
                    models.CharField(
                        choices=[
                            ("board", "Meeting of the governing board"),
                            ("review", "Independent review panel"),
                        ],
                        max_length=10,
                    ),
                ),
                ("taken_out_at", models.DateTimeField(null=True)),
                ("taken_out_because", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "ordering": ("uploaded_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Provision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(help_text="what was found first is 1")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("school", "Another school"),
                            ("alternative", "Pupil referral unit or alternative provision"),
                            ("tuition", "Tuition, one to one or in a small group"),
                            ("online", "Online education"),
                            ("other", "Something else"),
                        ],
                        max_length=20,
                    ),
                ),
                ("provider", models.CharField(max_length=200)),
                (
                    "place",
                    models.CharField(blank=True, max_length=300, verbose_name="where, and whom to report to"),
                ),
                ("starts_on", models.DateField(verbose_name="first day of education")),
                ("hours", models.PositiveSmallIntegerField(null=True, verbose_name="hours a week")),
                ("told_on", models.DateField(null=True, verbose_name="day on which the parents were told")),
                ("is_over", models.BooleanField(default=False)),
                ("note", models.TextField(blank=True)),
                ("capacity", models.CharField(max_length=60)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ("suspension", "number"),
            },
        ),
        migrations.AlterField(
            model_name="duty",
            name="done_how",
            field=models.CharField(
                blank=True,
                choices=[
                    ("letter", "By letter"),
                    ("email", "By email"),
                    ("phone", "By phone"),
                    ("hand", "Handed over or said in person"),
                    ("meeting", "At a meeting"),
                    ("system", "Through another system"),
                    ("other", "In another way"),
                    ("unneeded", "Not needed"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(fields=["school", "by"], name="duties_of_a_school_by_day"),
        ),
        migrations.AddIndex(
            model_name="suspension",
            index=models.Index(
                condition=models.Q(("social_worker__in", ("CIN", "CPP"))),
                fields=["social_worker"],
                name="suspensions_social_worker",
            ),
        ),
        migrations.AddField(
            model_name="arrival",
            name="seen_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="arrival",
            name="suspension",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="arrivals",
                to="suspensions.suspension",
            ),
        ),
        migrations.AddField(
            model_name="paper",
            name="suspension",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="papers",
                to="suspensions.suspension",
            ),
        ),
        migrations.AddField(
            model_name="paper",
            name="taken_out_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="paper",
            name="uploaded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="provision",
            name="by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="provision",
            name="suspension",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="provisions",
                to="suspensions.suspension",
            ),
        ),
        migrations.AddIndex(
            model_name="arrival",
            index=models.Index(
                condition=models.Q(("seen_at", None)), fields=["team", "-came_at"], name="new_to_a_team"
            ),
        ),
        migrations.AddConstraint(
            model_name="arrival",
            constraint=models.UniqueConstraint(fields=("suspension", "team"), name="comes_to_a_team_once"),
        ),
        migrations.AddConstraint(
            model_name="arrival",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("seen_at", None), ("seen_by", None)),
                    models.Q(("seen_at__isnull", False), ("seen_by__isnull", False)),
                    _connector="OR",
                ),
                name="somebody_took_note_at_a_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("taken_out_at", None), ("taken_out_by", None)),
                    models.Q(("taken_out_at__isnull", False), ("taken_out_by__isnull", False)),
                    _connector="OR",
                ),
                name="somebody_took_a_paper_out",
            ),
        ),
        migrations.AddConstraint(
            model_name="provision",
            constraint=models.UniqueConstraint(
                fields=("suspension", "number"), name="provisions_are_numbered"
            ),
        ),
        migrations.AlterField(
            model_name="dutychange",
            name="change",
            field=models.CharField(
                choices=[
                    ("added", "Added"),
                    ("changed", "Changed"),
                    ("dropped", "No longer owed"),
                    ("back", "Owed again"),
                    ("done", "Done"),
                    ("unneeded", "Not needed"),
                    ("undone", "Taken back"),
                ],
                max_length=10,
            ),
        ),
        append_only("suspensions_provision"),
        frozen_columns("suspensions_arrival", ["suspension_id", "team", "came_at", "is_told"]),
        frozen_columns("suspensions_paper", ["reference", "suspension_id", "occasion", "name", "file"]),
    ]
