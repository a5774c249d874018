"""Other subjects, circumstances, contexts and marks of a concern; kinds of concern as the authority words them."""

import django.db.models.deletion
from django.db import migrations, models

from portal.core.append_only import append_only

# The kinds the portal has had so far, under the codes that concerns hold.
KINDS = [
    ("exploitation", "Exploitation"),
    ("violence", "Violence or weapons"),
    ("missing", "Missing"),
    ("bullying", "Bullying"),
    ("home", "Home and family"),
    ("online", "Online"),
    ("sexual_harm", "Sexual harm"),
    ("substances", "Drugs or alcohol"),
    ("wellbeing", "Mental health and wellbeing"),
    ("exclusion_risk", "At risk of exclusion"),
    ("other", "Something else"),
]


def ship(apps, schema_editor):
    kind = apps.get_model("concerns", "KindOfConcern")
    kind.objects.bulk_create(
        kind(code=code, label=label, position=10 * number) for number, (code, label) in enumerate(KINDS, 1)
    )


class Migration(migrations.Migration):
    dependencies = [
        ("concerns", "0002_database_refuses_changes"),
        ("pupils", "0003_safeguarding_file_moves_with_receipt"),
    ]

    operations = [
        migrations.CreateModel(
            name="KindOfConcern",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=30, unique=True)),
                ("label", models.CharField(max_length=60)),
                ("hint", models.CharField(blank=True, max_length=200)),
                ("group", models.CharField(blank=True, max_length=60)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("is_retired", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name_plural": "kinds of concern",
                "ordering": ("position", "pk"),
            },
        ),
        migrations.AlterField(
            model_name="concernsubject",
            name="part",
            field=models.CharField(
                choices=[
                    ("about", "The concern is about them"),
                    ("harmed", "They were harmed"),
                    ("may_have_harmed", "They may have harmed another child"),
                    ("involved", "Involved"),
                    ("witness", "Witness"),
                ],
                default="about",
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="BodyMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "area",
                    models.CharField(
                        choices=[
                            ("head", "Head"),
                            ("face", "Face"),
                            ("right_ear", "Right ear"),
                            ("left_ear", "Left ear"),
                            ("neck", "Neck"),
                            ("right_shoulder", "Right shoulder"),
                            ("left_shoulder", "Left shoulder"),
                            ("chest", "Chest"),
                            ("upper_back", "Upper back"),
                            ("stomach", "Stomach"),
                            ("lower_back", "Lower back"),
                            ("groin", "Groin"),
                            ("buttocks", "Buttocks"),
                            ("right_upper_arm", "Right upper arm"),
                            ("left_upper_arm", "Left upper arm"),
                            ("right_elbow", "Right elbow"),
                            ("left_elbow", "Left elbow"),
                            ("right_forearm", "Right forearm"),
                            ("left_forearm", "Left forearm"),
                            ("right_hand", "Right hand"),
                            ("left_hand", "Left hand"),
                            ("right_thigh", "Right thigh"),
                            ("left_thigh", "Left thigh"),
                            ("right_knee", "Right knee"),
                            ("left_knee", "Left knee"),
                            ("right_lower_leg", "Right lower leg"),
                            ("left_lower_leg", "Left lower leg"),
                            ("right_foot", "Right foot"),
                            ("left_foot", "Left foot"),
                        ],
                        max_length=30,
                    ),
                ),
                ("side", models.CharField(choices=[("front", "Front"), ("back", "Back")], max_length=5)),
                (
                    "injury",
                    models.CharField(
                        choices=[
                            ("bruise", "Bruise"),
                            ("cut", "Cut or graze"),
                            ("burn", "Burn or scald"),
                            ("bite", "Bite"),
                            ("swelling", "Swelling"),
                            ("mark", "Red mark or scratch"),
                            ("scar", "Scar or old injury"),
                            ("pain", "Pain, nothing to see"),
                            ("other", "Something else"),
                        ],
                        max_length=20,
                    ),
                ),
                ("words", models.TextField()),
                ("seen", models.CharField(blank=True, max_length=200, verbose_name="seen when, and by whom")),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="body_marks",
                        to="concerns.concern",
                    ),
                ),
                (
                    "pupil",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="pupils.pupil"
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Circumstances",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "opinion",
                    models.TextField(
                        blank=True, verbose_name="what the author makes of it, apart from the facts"
                    ),
                ),
                (
                    "time_of_day",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("before", "Before school"),
                            ("lessons", "In lessons"),
                            ("break", "At break or lunch"),
                            ("after", "Straight after school"),
                            ("evening", "In the evening"),
                            ("night", "At night"),
                            ("free_day", "At a weekend or in the holidays"),
                        ],
                        max_length=20,
                    ),
                ),
                ("time_words", models.CharField(blank=True, max_length=100)),
                (
                    "place_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("classroom", "Classroom"),
                            ("corridor", "Corridor"),
                            ("toilets", "Toilets"),
                            ("playground", "Playground or field"),
                            ("gates", "Outside the gates"),
                            ("way", "On the way to or from school"),
                            ("home", "Home"),
                            ("online", "Online"),
                            ("public", "A public place"),
                            ("other", "Somewhere else"),
                        ],
                        max_length=20,
                    ),
                ),
                ("place_words", models.CharField(blank=True, max_length=200)),
                (
                    "others_involved",
                    models.TextField(
                        blank=True, verbose_name="others involved who are no pupils of the school"
                    ),
                ),
                (
                    "weighs_most",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("home", "Home and family"),
                            ("peers", "Friends and peers"),
                            ("school", "School"),
                            ("neighbourhood", "Neighbourhood"),
                            ("online", "Online"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "parents_told",
                    models.CharField(blank=True, choices=[("yes", "Yes"), ("no", "No")], max_length=3),
                ),
                (
                    "parents_words",
                    models.TextField(blank=True, verbose_name="what parents say, or why they were not told"),
                ),
                (
                    "child_asked",
                    models.CharField(blank=True, choices=[("yes", "Yes"), ("no", "No")], max_length=3),
                ),
                (
                    "child_view",
                    models.TextField(
                        blank=True, verbose_name="what the child wants, or why they were not asked"
                    ),
                ),
                (
                    "concern",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="circumstances",
                        to="concerns.concern",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ContextNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "context",
                    models.CharField(
                        choices=[
                            ("home", "Home and family"),
                            ("peers", "Friends and peers"),
                            ("school", "School"),
                            ("neighbourhood", "Neighbourhood"),
                            ("online", "Online"),
                        ],
                        max_length=20,
                    ),
                ),
                ("words", models.TextField()),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="context_notes",
                        to="concerns.concern",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(fields=("concern", "context"), name="a_context_is_described_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="OtherSubject",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("group", "A group"),
                            ("place", "A place"),
                            ("online", "An online space"),
                            ("school", "The school itself"),
                        ],
                        max_length=20,
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("words", models.TextField(blank=True)),
                (
                    "concern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="other_subjects",
                        to="concerns.concern",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "indexes": [models.Index(fields=["kind", "name"], name="concerns_ot_kind_37ccc6_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["group", "place", "online", "school"])),
                        name="other_subject_kind_is_known",
                    )
                ],
            },
        ),
        migrations.RunPython(ship, migrations.RunPython.noop),
        append_only("concerns_othersubject"),
        append_only("concerns_circumstances"),
        append_only("concerns_contextnote"),
        append_only("concerns_bodymark"),
    ]
