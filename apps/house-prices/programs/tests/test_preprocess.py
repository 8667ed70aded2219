"""data_preprocess.py: from raw rows to a table to train on."""

import json

import pytest
from conftest import environment, rows, run
from data_preprocess import preprocess
from houses import BadFile
from sources import SourceError

HEADER = "area_m2,rooms,bathrooms,age_years,distance_km,condition,price"
HOUSE = "100,4,1,20,5,good,300000"


def program(source, output, *arguments, **variables):
    return run("data/data_preprocess.py", "--input", source, "--output", output, *arguments, **variables)


def written(path, *lines):
    path.write_text("\n".join((HEADER, *lines)) + "\n")
    return path


@pytest.fixture
def variables(monkeypatch, store):
    """The variables of the object store, in this process too."""
    for name, value in environment(**store[1]).items():
        monkeypatch.setenv(name, value)
    return store[1]


@pytest.mark.parametrize("kind", ["file", "s3", "http"])
def test_files_objects_and_web_pages_give_the_same_table(kind, raw, table, store, web, tmp_path):
    client, variables = store
    client.upload_file(str(raw), "raw", "houses.csv")
    source = {
        "file": raw,
        "s3": "s3://raw/houses.csv",
        "http": web({"/houses.csv": (200, {}, raw.read_bytes())}) + "/houses.csv",
    }[kind]
    code, said = program(source, tmp_path / "out.csv", **variables)
    assert code == 0, said
    assert (tmp_path / "out.csv").read_bytes() == table.read_bytes()


def test_bad_rows_are_left_out_counted_by_reason_and_reported(raw, tmp_path):
    output = tmp_path / "deep" / "out.csv"
    code, said = program(raw, output)
    report = json.loads((tmp_path / "deep" / "out.csv.report.json").read_text())
    assert code == 0, said
    assert (report["rows"], report["bad_rows"]) == (400, 14)
    assert report["bad_by_reason"] == {
        "age_years out of range": 2,
        "area_m2 out of range": 2,
        "bathrooms not a whole number": 2,
        "condition unknown": 2,
        "distance_km not a number": 2,
        "price missing": 2,
        "rooms not a number": 2,
    }
    assert "event=preprocessed" in said and "rows=400 bad_rows=14" in said
    assert report["kept"] == len(rows(output)) == 386 - report["duplicates"]


def test_a_row_with_too_few_or_too_many_fields_is_bad_and_a_house_that_comes_twice_is_kept_once(tmp_path):
    source = written(tmp_path / "raw.csv", HOUSE, HOUSE, HOUSE.replace("100", " 1e2 "), "1,2,3", f"{HOUSE},more")
    report = preprocess(str(source), tmp_path / "out.csv", 0.5)
    assert report["bad_by_reason"] == {"wrong number of fields": 2}
    assert (report["duplicates"], report["kept"]) == (2, 1)
    assert (tmp_path / "out.csv").read_text() == f"{HEADER}\n100.0,4,1,20,5.0,good,300000.0\n"


def test_columns_in_another_order_and_columns_of_no_use_make_no_difference(tmp_path):
    (tmp_path / "raw.csv").write_text(
        "\ufeffprice,agent,condition,distance_km,age_years,bathrooms,rooms,area_m2\n300000,x,good,5,20,1,4,100\n"
    )
    preprocess(str(tmp_path / "raw.csv"), tmp_path / "out.csv", 0)
    assert (tmp_path / "out.csv").read_text() == f"{HEADER}\n100.0,4,1,20,5.0,good,300000.0\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (HEADER.encode(), "no rows below the header"),
        (b"area_m2,rooms,price\n1,2,3\n", "missing column bathrooms, age_years, distance_km, condition"),
        (b"<html><body>Not found</body></html>\n", "missing column area_m2"),
        (f'{HEADER}\n"100"x,4,1,20,5,good,300000\n'.encode(), "not CSV"),
        (f"{HEADER}\n{HOUSE}\n100,4,1,20,5,schön,300000\n".encode("latin-1"), "not UTF-8 text"),
        (b"PK\x03\x04\xff\xfe\x00", "not UTF-8 text"),
        (f"{HEADER}\n{HOUSE}\nx,,,,,,\n".encode(), "1 of 2 rows are bad, more than 10% (area_m2 not a number: 1)"),
    ],
)
def test_a_bad_file_is_refused_with_its_cause_and_leaves_the_former_table(content, message, tmp_path):
    (tmp_path / "raw.csv").write_bytes(content)
    (tmp_path / "out.csv").write_text("the table of yesterday")
    with pytest.raises(BadFile) as refused:
        preprocess(str(tmp_path / "raw.csv"), tmp_path / "out.csv", 0.1)
    assert message in str(refused.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.csv", "raw.csv"]
    assert (tmp_path / "out.csv").read_text() == "the table of yesterday"


def test_a_refusal_is_exit_code_1_and_one_line_that_names_the_source(tmp_path):
    source = written(tmp_path / "raw.csv", HOUSE, "x,,,,,,")
    code, said = program(source, tmp_path / "out.csv")
    assert code == 1
    assert len(said.splitlines()) == 1 and "level=ERROR event=failed" in said
    assert json.loads(said.split("cause=", 1)[1]).startswith(f"{source}: 1 of 2 rows are bad")


def test_more_bad_rows_pass_where_that_is_said(tmp_path):
    source = written(tmp_path / "raw.csv", HOUSE, "x,,,,,,")
    assert program(source, tmp_path / "out.csv", "--max-bad-share", "0.5")[0] == 0
    assert program(source, tmp_path / "out.csv", "--max-bad-share", "1.5")[0] == 2


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("s3://raw/nowhere.csv", "not found (404)"),
        ("s3://nowhere/houses.csv", "not found (404)"),
        ("s3://", "no bucket in the address"),
        ("/nowhere/houses.csv", "not found"),
        ("/", "Is a directory"),
        ("ftp://host/houses.csv", "unknown scheme ftp, expected s3, http, https or a path"),
        ("http://[/houses.csv", "not an address"),
        ("http://host:port/houses.csv", "not an address"),
    ],
)
def test_a_source_that_is_not_there_is_refused_with_the_cause(source, message, variables, tmp_path):
    with pytest.raises(SourceError) as refused:
        preprocess(source, tmp_path / "out.csv", 0.1)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}, "no credentials: set AWS_ACCESS_KEY_ID"),
        ({"AWS_SECRET_ACCESS_KEY": ""}, "Partial credentials found"),
        ({"AWS_ENDPOINT_URL": "nonsense"}, "Invalid endpoint: nonsense"),
    ],
)
def test_missing_credentials_and_a_wrong_endpoint_are_said(changed, message, variables, tmp_path):
    code, said = program("s3://raw/houses.csv", tmp_path / "out.csv", **variables | changed)
    assert code == 1
    assert message in said and len(said.splitlines()) == 1


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ((404, {}, b""), "not found (HTTP 404)"),
        ((403, {}, b""), "no access (HTTP 403)"),
        ((500, {}, b""), "refused (HTTP 500)"),
        ((200, {"Content-Length": "1000"}, HEADER.encode()), "broke off after 61 of 1000 bytes"),
        ((200, {"Transfer-Encoding": "chunked"}, b"100\r\narea_m2"), "broke off"),
    ],
)
def test_a_web_page_that_fails_or_breaks_off_is_no_table(page, message, web, tmp_path, monkeypatch):
    monkeypatch.setattr("sources.time.sleep", lambda seconds: None)
    with pytest.raises(SourceError) as refused:
        preprocess(web({"/houses.csv": page}) + "/houses.csv", tmp_path / "out.csv", 0.1)
    assert message in str(refused.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ((403, {}, b""), "no access (403)"),
        ((200, {"Content-Length": "1000", "ETag": '"1"'}, b"area_m2"), "broke off"),
    ],
)
def test_an_object_that_is_refused_or_breaks_off_is_no_table(page, message, web, variables, monkeypatch, tmp_path):
    monkeypatch.setenv("AWS_ENDPOINT_URL", web({"/raw/houses.csv": page}))
    with pytest.raises(SourceError) as refused:
        preprocess("s3://raw/houses.csv", tmp_path / "out.csv", 0.1)
    assert message in str(refused.value)
    assert list(tmp_path.iterdir()) == []
