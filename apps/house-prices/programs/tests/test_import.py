"""import_script.py: the files of a source, each once."""

import json
import os

import pytest
from conftest import run

HEADER = "area_m2,rooms,bathrooms,age_years,distance_km,condition,price"
HOUSE = "100,4,1,20,5,good,300000"
BAD = "100,4,1,20,5,haunted,300000"


def imported(source, dest, **variables):
    return run("data/import_script.py", f"--source={source}", f"--dest={dest}", **variables)


def table(*lines):
    return "\n".join((HEADER, *lines)) + "\n"


def manifest(dest):
    return json.loads((dest / "imports" / "manifest.json").read_text())


@pytest.fixture
def folder(tmp_path):
    source = tmp_path / "source"
    (source / "2026").mkdir(parents=True)
    (source / "2026" / "monday.csv").write_text(table(HOUSE))
    (source / "2026" / "tuesday.csv").write_text(table(*[HOUSE] * 20, BAD))
    (source / "notes.txt").write_text("not a table")
    return source


def test_the_objects_under_a_prefix_come_once_and_the_manifest_says_what_they_were(folder, store, tmp_path):
    client, variables = store
    for name in ("2026/monday.csv", "2026/tuesday.csv", "notes.txt"):
        client.upload_file(str(folder / name), "raw", f"daily/{name}")
    client.upload_file(str(folder / "2026" / "monday.csv"), "raw", "daily-of-others/monday.csv")
    code, said = imported("s3://raw/daily", tmp_path, **variables)
    assert code == 0 and "found=2 imported=2 skipped=0 failed=0" in said, said
    assert {name: entry["bad_by_reason"] for name, entry in manifest(tmp_path).items()} == {
        "2026/monday.csv": {},
        "2026/tuesday.csv": {"condition unknown": 1},
    }
    assert (tmp_path / "imports/2026/tuesday.csv").read_text() == (folder / "2026/tuesday.csv").read_text()
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "imports").rglob("*.csv")}
    assert "found=2 imported=0 skipped=2 failed=0" in imported("s3://raw/daily", tmp_path, **variables)[1]
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_only_what_has_changed_or_is_gone_here_comes_again(folder, tmp_path):
    assert imported(folder, tmp_path)[0] == 0
    (folder / "2026/monday.csv").write_text(table(HOUSE, HOUSE))
    assert "imported=1 skipped=1" in imported(folder, tmp_path)[1]
    assert manifest(tmp_path)["2026/monday.csv"]["rows"] == 2
    os.unlink(tmp_path / "imports/2026/tuesday.csv")
    assert "imported=1 skipped=1" in imported(folder, tmp_path)[1]


def test_a_bad_file_fails_the_run_by_name_and_keeps_no_other_from_coming(folder, tmp_path):
    (folder / "2026/broken.csv").write_text("nothing of use\n")
    code, said = imported(folder, tmp_path)
    assert code == 1
    assert "broken.csv: missing column" in said and "found=3 imported=2 skipped=0 failed=1" in said
    assert "1 of 3 files were not imported" in said
    assert sorted(manifest(tmp_path)) == ["2026/monday.csv", "2026/tuesday.csv"]
    assert not (tmp_path / "imports/2026/broken.csv").exists()


def test_a_file_that_goes_bad_leaves_the_former_copy(folder, tmp_path):
    assert imported(folder, tmp_path)[0] == 0
    (folder / "2026/monday.csv").write_text(table(BAD))
    assert imported(folder, tmp_path)[0] == 1
    assert (tmp_path / "imports/2026/monday.csv").read_text() == table(HOUSE)
    assert manifest(tmp_path)["2026/monday.csv"]["rows"] == 1


@pytest.mark.parametrize("content", ["{", "[1]"])
def test_without_a_readable_manifest_everything_comes_again(content, folder, tmp_path):
    assert imported(folder, tmp_path)[0] == 0
    (tmp_path / "imports/manifest.json").write_text(content)
    code, said = imported(folder, tmp_path)
    assert code == 0 and "event=manifest_unreadable" in said and "imported=2 skipped=0" in said, said


def test_a_web_page_is_one_file_and_comes_again_when_its_tag_changes(web, tmp_path):
    pages = {"/export/monday": (200, {"ETag": '"1"'}, table(HOUSE).encode())}
    address = f"{web(pages)}/export/monday?format=csv"
    assert "found=1 imported=1" in imported(address, tmp_path)[1]
    assert (tmp_path / "imports/monday.csv").read_text() == table(HOUSE)
    assert "found=1 imported=0 skipped=1" in imported(address, tmp_path)[1]
    pages["/export/monday"] = (200, {"ETag": '"2"'}, table(HOUSE, HOUSE).encode())
    assert "found=1 imported=1" in imported(address, tmp_path)[1]
    assert manifest(tmp_path)["monday.csv"]["rows"] == 2


def test_a_name_that_leads_out_of_the_folder_is_refused(store, tmp_path):
    client, variables = store
    client.put_object(Bucket="raw", Key="escape/../../outside.csv", Body=table(HOUSE).encode())
    code, said = imported("s3://raw/escape", tmp_path / "dest", **variables)
    assert code == 1
    assert "its name leads out of the folder of imports" in said
    assert not list(tmp_path.rglob("outside.csv"))


@pytest.mark.parametrize(
    ("source", "message"),
    [("s3://nowhere/daily", "not found (NoSuchBucket)"), ("/nowhere", "not found"), (__file__, "not a folder")],
)
def test_a_source_that_is_not_there_is_a_failure_with_its_cause(source, message, store, tmp_path):
    code, said = imported(source, tmp_path, **store[1])
    assert code == 1
    assert message in said and "Traceback" not in said


def test_a_source_without_any_file_is_no_failure(folder, tmp_path):
    (folder / "empty").mkdir()
    assert imported(folder / "empty", tmp_path) [0] == 0
