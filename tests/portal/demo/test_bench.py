import json
from dataclasses import asdict
from pathlib import Path

import pytest
from django.core.management import call_command

from portal.bulk.models import Import
from portal.demo.bench import databases, exports, imports, measuring, pages, report, school_days
from portal.demo.bench.databases import BenchDatabase
from portal.demo.bench.measuring import Timing, measure_pages
from schools.pupils.models import Pupil
from schools.register.models import School

TIMED = Timing("", middle=6.0, least=5.0, bare=2.0, queries=10)


def timings(**changed):
    """What a measuring process says, the same for every page but for what is `changed`."""
    return {page.title: asdict(TIMED) | {"page": page.title} | changed for page in pages.PAGES}


EXPORT = {
    "rows": 100_000,
    "workbook": 14.0,
    "csv": 3.0,
    "floor": 10.0,
    "megabytes": 197.0,
    "added_megabytes": 2.0,
}


IMPORTED = {
    "what": "register",
    "rows": 52_000,
    "seconds": 6.5,
    "again": 2.0,
    "floor": 1.3,
    "added_megabytes": 24.0,
}


@pytest.fixture
def measured(monkeypatch, settings, tmp_path):
    """Bench databases that need no making; `measured[scale]` is what their process says."""
    settings.VAR_DIR = tmp_path
    answers = {"1": timings(), "100": timings()}
    # How fast this machine is says nothing about the report.
    monkeypatch.setattr(school_days, "rates", lambda: {"additions": 2e5, "counts": 3e5})
    monkeypatch.setattr(BenchDatabase, "prepare", lambda self: False)

    def run(self, *arguments):
        if "--measure" in arguments:
            return json.dumps(list(answers[self.scale].values()))
        said = {"--measure-export": EXPORT, "--measure-register": IMPORTED}
        pupils = {**IMPORTED, "what": "pupils", "rows": int(arguments[-1])} if arguments[2:] else None
        return json.dumps(said.get(arguments[1], pupils))

    monkeypatch.setattr(BenchDatabase, "run", run)
    return answers


@pytest.mark.usefixtures("seeded", "db")
def test_every_key_page_answers_and_is_timed():
    timed = measure_pages(requests=1)

    assert [timing["page"] for timing in timed] == [page.title for page in pages.PAGES]
    assert [timing for timing in timed if timing["problem"]] == []
    assert all(timing["middle"] > 0 and timing["bare"] > 0 and timing["queries"] > 2 for timing in timed)


@pytest.mark.usefixtures("seeded", "db")
def test_a_page_that_fails_is_named_and_the_others_still_timed(monkeypatch):
    elsewhere = pages.Page("Nowhere", pages.Role.DSL, lambda sample: "/nowhere/")
    monkeypatch.setattr(measuring, "PAGES", (elsewhere, pages.PAGES[0]))

    nowhere, home = measure_pages(requests=1)

    assert (nowhere["problem"], home["problem"]) == ("answers 404", "")


def test_figures_carry_name_scale_value_limit_and_unit(measured, capsys, tmp_path):
    call_command("bench")

    written = json.loads((tmp_path / "bench.json").read_text())
    board = [figure for figure in written if figure["name"] == "Board: Inclusion board member"]
    assert board == [
        {"name": "Board: Inclusion board member", "scale": 1, "value": 6.0, "limit": None, "unit": "ms"},
        {"name": board[0]["name"], "scale": 1, "value": 3.0, "limit": 3.0, "unit": "times the bare page"},
        {"name": board[0]["name"], "scale": 1, "value": 10, "limit": None, "unit": "queries"},
        {"name": board[0]["name"], "scale": 100, "value": 6.0, "limit": None, "unit": "ms"},
        {"name": board[0]["name"], "scale": 100, "value": 3.0, "limit": None, "unit": "times the bare page"},
        {"name": board[0]["name"], "scale": 100, "value": 10, "limit": None, "unit": "queries"},
        {"name": board[0]["name"], "scale": 100, "value": 1.0, "limit": 2.0, "unit": "times scale 1"},
    ]
    assert "OVER" not in capsys.readouterr().out


def test_what_is_over_its_limit_is_marked(measured, capsys):
    inbox = "Inbox: Lead social worker"
    measured["1"][inbox]["middle"] = 13.2
    measured["100"]["Case: Inclusion officer"]["middle"] = 9.4

    call_command("bench")

    over = [line for line in capsys.readouterr().out.splitlines() if "OVER" in line]
    assert [line.split("OVER: ")[1] for line in over] == ["times the bare page at 1", "times scale 1 at 100"]
    assert over[0].startswith(inbox)


def test_a_page_that_could_not_be_timed_says_so(measured, capsys):
    measured["100"]["Notices: Lead social worker"]["problem"] = "answers 500"

    call_command("bench")

    notices = next(x for x in capsys.readouterr().out.splitlines() if x.startswith("Notices"))
    assert "answers 500" in notices
    assert {f.scale for f in report.figures(measured) if f.name.startswith("Notices")} == {1.0}


def test_school_days_are_counted_and_timed():
    assert all(rate > 0 for rate in school_days.rates(times=2000).values())


def test_the_report_says_how_fast_school_days_are_counted(measured, capsys, tmp_path):
    call_command("bench")

    assert "School-day additions a second: " in capsys.readouterr().out
    written = json.loads((tmp_path / "bench.json").read_text())
    timed = {f["name"]: f["unit"] for f in written if f["name"].startswith("School-day")}
    assert timed == dict.fromkeys(["School-day additions", "School-day counts"], "microseconds each")


@pytest.mark.parametrize(("rate", "is_over"), [(90_000.0, True), (100_000.0, False)])
def test_slow_school_days_are_marked(rate, is_over):
    measured = {"additions": rate, "counts": 200_000.0}

    assert [figure.is_over for figure in school_days.figures(measured)] == [is_over, False]
    assert school_days.line(measured).endswith("OVER: additions") is is_over


def test_a_database_is_kept_until_its_makers_or_its_migrations_change(settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path
    ran = []
    monkeypatch.setattr(BenchDatabase, "run", lambda self, *arguments: ran.append(arguments[0]))
    made_from = {"on": "2026-11-23", "makers": "a", "migrations": {"0001.py": "b"}}
    monkeypatch.setattr(databases, "_made_from", lambda: made_from)
    database = BenchDatabase("0.1")

    def prepare(**changed):
        made_from.update(changed)
        ran.clear()
        made = database.prepare()
        database.file.touch()
        return made, ran.copy()

    (tmp_path / "bench").mkdir()
    assert prepare() == (True, ["migrate", "seed_demo"])
    assert prepare() == (False, ["migrate"])
    assert prepare(migrations={"0001.py": "b", "0002.py": "c"}) == (False, ["migrate"])
    assert prepare(migrations={"0001.py": "changed"}) == (True, ["migrate", "seed_demo"])
    assert prepare(makers="changed") == (True, ["migrate", "seed_demo"])
    assert prepare(on="2027-01-05") == (True, ["migrate", "seed_demo"])


def test_many_authorities_are_copies_of_one(settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path
    ran, multiplied = [], []
    monkeypatch.setattr(BenchDatabase, "run", lambda self, *arguments: ran.append((self.scale, arguments)))
    monkeypatch.setattr(
        databases, "multiply", lambda one, target, times: multiplied.append((one, target, times))
    )
    (tmp_path / "bench").mkdir()

    assert BenchDatabase("100").prepare()

    folder = tmp_path / "bench"
    assert multiplied == [(folder / "scale-1.sqlite3", folder / "scale-100.sqlite3", 100)]
    assert [(scale, arguments[0]) for scale, arguments in ran] == [
        ("1", "migrate"), ("1", "seed_demo"), ("100", "bench")
    ]  # fmt: skip


def test_one_and_a_half_authorities_cannot_be_made(settings, tmp_path):
    settings.VAR_DIR = tmp_path

    with pytest.raises(RuntimeError, match=r"Scale 1\.5: beyond 1 only whole numbers"):
        BenchDatabase("1.5").prepare()


def test_a_process_that_fails_is_told_with_its_log(settings, tmp_path):
    settings.VAR_DIR = tmp_path

    with pytest.raises(
        RuntimeError, match=r"no_such_command failed \(1\) at scale 1: see (.*scale-1\.log)"
    ) as failure:
        BenchDatabase("1").run("no_such_command")

    assert "Unknown command" in Path(str(failure.value).partition("see ")[2].rstrip(".")).read_text()


def test_the_real_database_is_never_touched(settings, tmp_path):
    settings.VAR_DIR = tmp_path

    environment = BenchDatabase("1").environment

    assert environment["DATABASE_URL"] == f"sqlite:///{tmp_path}/bench/scale-1.sqlite3"
    assert environment["VAR_DIR"] == f"{tmp_path}/bench/scale-1"


@pytest.mark.usefixtures("seeded", "db")
def test_a_large_export_is_measured_and_leaves_nothing_behind():
    before = School.objects.count()
    found = exports.measure_export(rows=1200)

    assert School.objects.count() == before
    assert found["rows"] == 1200
    assert found["workbook"] > found["csv"] > 0
    assert found["floor"] > 0
    assert found["megabytes"] > found["added_megabytes"] >= 0


def test_the_report_says_what_a_large_export_takes(measured, capsys, tmp_path):
    call_command("bench")

    assert "1.40 times openpyxl alone, limit 1.5" in capsys.readouterr().out
    written = json.loads((tmp_path / "bench.json").read_text())
    times = [figure for figure in written if figure["unit"] == "times openpyxl alone"]
    assert [(figure["value"], figure["limit"]) for figure in times] == [(1.4, 1.5)]


def test_a_slow_or_greedy_export_is_marked():
    slow = {**EXPORT, "workbook": 16.0, "added_megabytes": 300.0}

    assert exports.line(slow).endswith("OVER: times openpyxl alone, megabytes added")
    assert "OVER" not in exports.line(EXPORT)


@pytest.mark.usefixtures("seeded", "db")
def test_imports_are_measured_and_leave_nothing_behind():
    before = School.objects.count(), Pupil.objects.count(), Import.objects.count()
    found = imports.measure_register(rows=120), imports.measure_pupils(rows=30)

    assert (School.objects.count(), Pupil.objects.count(), Import.objects.count()) == before
    assert [(one["what"], one["rows"]) for one in found] == [("register", 120), ("pupils", 30)]
    assert all(one["seconds"] > one["floor"] > 0 and one["added_megabytes"] >= 0 for one in found)


@pytest.mark.usefixtures("seeded", "db")
def test_a_second_run_that_would_write_is_no_measurement(monkeypatch):
    monkeypatch.setattr(imports, "run_import", lambda path: {"created": 5, "updated": 0})

    with pytest.raises(RuntimeError, match="5 schools were written by the second run, not 0"):
        imports.measure_register(rows=5)


def test_the_report_says_what_imports_take(measured, capsys, tmp_path):
    call_command("bench", pupils="10000,100000")

    said = capsys.readouterr().out
    assert "Import of 52,000 rows (register): 6.5 s, 8,000 rows a second, 5.0 times the database" in said
    written = json.loads((tmp_path / "bench.json").read_text())
    times = {f["name"]: f["value"] for f in written if f["unit"] == "times the database alone"}
    assert times == {
        "Import of 52,000 rows, register": 5.0,
        "Import of 10,000 rows, pupils": 5.0,
        "Import of 100,000 rows, pupils": 5.0,
    }


def test_a_slow_or_greedy_import_is_marked():
    slow = {**IMPORTED, "seconds": 11.0, "added_megabytes": 200.0}

    assert imports.line(slow).endswith("OVER: times the database alone, megabytes added")
    assert "OVER" not in imports.line(IMPORTED)
