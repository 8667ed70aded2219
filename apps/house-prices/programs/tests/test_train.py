"""train.py: from a table to a model in the folder of its run."""

import json
import shutil
import signal

import joblib
import numpy as np
import pytest
from checkpoints import Checkpoints
from conftest import generate, run, start
from dataset import BadData, read_dataset
from model_folder import AlreadyThere, ModelFolder
from train import arguments

FEATURES = ("area_m2", "rooms", "bathrooms", "age_years", "distance_km", "condition")
HOUSES = np.array([[100.0, 4, 1, 20, 5.0, "good"], [40.0, 1, 1, 90, 0.5, "poor"]], dtype=object)


def train(data, output, *arguments, **variables):
    return run("train/train.py", f"--data={data}", *arguments, MODEL_OUTPUT=str(output), **variables)


def read(folder, file):
    return json.loads((folder / file).read_text())


def test_the_model_its_scores_and_what_made_it_are_in_the_folder_of_the_run(table, tmp_path):
    output = tmp_path / "house-prices" / "run1"
    code, said = train(table, output, "--trees=60")
    assert code == 0, said
    assert sorted(path.name for path in output.iterdir()) == ["metadata.json", "metrics.json", "model.joblib"]
    assert [path.name for path in output.parent.iterdir()] == ["run1"]
    metrics, metadata = read(output, "metrics.json"), read(output, "metadata.json")
    assert 0 < metrics["rmse"] < 100_000 and 0.8 < metrics["r2"] <= 1
    assert metrics["params"] == {"trees": 60, "depth": 3, "learning_rate": 0.1, "test_share": 0.2, "seed": 7}
    assert metadata["version"] == "run1" and metadata["features"] == list(FEATURES)
    assert f"rmse={metrics['rmse']:.4f}" in said and f"r2={metrics['r2']:.4f}" in said
    assert joblib.load(output / "model.joblib").predict(HOUSES).min() > 0


def test_the_same_training_again_changes_nothing_and_another_is_refused(table, tmp_path):
    output = tmp_path / "run1"
    assert train(table, output, "--trees=5", RUN_ID="first")[0] == 0
    assert read(output, "metadata.json")["version"] == "first"
    before = {path: path.read_bytes() for path in output.iterdir()}
    code, said = train(table, output, "--trees=5", RUN_ID="first")
    assert code == 0 and "event=already_trained" in said
    code, said = train(table, output, "--trees=6", RUN_ID="second")
    assert code == 3
    assert f"refusing to overwrite {output}: a model of another version, params is there" in said
    assert {path: path.read_bytes() for path in output.iterdir()} == before


def test_anything_else_in_the_place_of_the_model_is_left_alone(tmp_path):
    with pytest.raises(AlreadyThere):
        ModelFolder(tmp_path, {"version": "run1"}).is_complete()
    assert not ModelFolder(tmp_path / "run1", {"version": "run1"}).is_complete()


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    return generate(tmp_path_factory.mktemp("large") / "cleaned_data.csv", "--rows", 3000)


@pytest.fixture(scope="module")
def stopped(large, tmp_path_factory):
    """A training that got SIGTERM once it had a checkpoint: its folder, exit code and words."""
    folder = tmp_path_factory.mktemp("stopped")
    variables = {"MODEL_OUTPUT": str(folder / "run1"), "RUN_ID": "run1"}
    process = start("train/train.py", f"--data={large}", "--trees=400", **variables)
    said = ""
    for line in process.stdout:
        said += line
        if "event=checkpoint" in line:
            process.send_signal(signal.SIGTERM)
            break
    said += process.communicate(timeout=60)[0]
    return folder, process.returncode, said


def test_sigterm_leaves_a_checkpoint_and_the_resumed_run_ends_with_the_model_of_an_uninterrupted_one(
    large, stopped, tmp_path
):
    folder, code, said = stopped
    assert code == 128 + signal.SIGTERM and "event=stopped reason=SIGTERM" in said
    assert [path.name for path in folder.iterdir()] == [".checkpoint-run1"]
    shutil.copytree(folder, tmp_path / "resumed")
    resumed, uninterrupted = tmp_path / "resumed" / "run1", tmp_path / "uninterrupted" / "run1"
    code, said = train(large, resumed, "--trees=400")
    assert code == 0 and "event=resumed" in said, said
    assert [path.name for path in resumed.parent.iterdir()] == ["run1"]
    code, said = train(large, uninterrupted, "--trees=400")
    assert code == 0 and 'event=started reason="no checkpoint"' in said
    one, other = (joblib.load(output / "model.joblib") for output in (resumed, uninterrupted))
    assert one["trees"].n_estimators_ == other["trees"].n_estimators_ == 400
    assert np.array_equal(one.predict(HOUSES), other.predict(HOUSES))
    assert read(resumed, "metrics.json") == read(uninterrupted, "metrics.json")


@pytest.mark.parametrize(
    ("spoil", "changed", "reason"),
    [
        (lambda folder: None, {}, "checkpoint of"),
        (lambda folder: None, {"params": {"trees": 1}}, "the checkpoint is of another params"),
        (lambda folder: None, {"data_sha256": "0"}, "the checkpoint is of another data_sha256"),
        (lambda folder: next(folder.glob("trees-*")).write_bytes(b"x"), {}, "the checkpoint is damaged"),
        (lambda folder: (folder / "checkpoint.json").write_text("{"), {}, "the checkpoint is unreadable"),
    ],
)
def test_only_a_whole_checkpoint_of_this_very_training_is_gone_on_with(spoil, changed, reason, stopped, tmp_path):
    shutil.copytree(stopped[0] / ".checkpoint-run1", tmp_path / "checkpoint")
    identity = read(tmp_path / "checkpoint", "checkpoint.json")["identity"]
    spoil(tmp_path / "checkpoint")
    model, said = Checkpoints(tmp_path / "checkpoint", identity | changed).load()
    assert said.startswith(reason)
    assert (model is None) == (reason != "checkpoint of")


def test_mlflow_gets_the_scores_and_parameters_where_its_address_is_given(table, tmp_path, monkeypatch):
    import mlflow

    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
    store = (tmp_path / "tracking").as_uri()
    variables = {"MLFLOW_TRACKING_URI": store, "MLFLOW_ALLOW_FILE_STORE": "true"}
    code, said = train(table, tmp_path / "run1", "--trees=5", **variables)
    assert code == 0 and "event=tracked run=run1" in said, said
    client = mlflow.MlflowClient(store)
    experiment = client.get_experiment_by_name("house-prices")
    [tracked] = client.search_runs([experiment.experiment_id])
    metrics = read(tmp_path / "run1", "metrics.json")
    assert tracked.info.status == "FINISHED" and tracked.info.run_name == "run1"
    assert tracked.data.metrics == {"rmse": metrics["rmse"], "r2": metrics["r2"]}
    assert tracked.data.params == {name: str(value) for name, value in metrics["params"].items()}


def test_a_tracking_server_that_does_not_answer_is_a_warning_and_the_model_is_there(table, tmp_path):
    variables = {"MLFLOW_TRACKING_URI": "http://127.0.0.1:1", "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "0"}
    code, said = train(table, tmp_path / "run1", "--trees=5", **variables)
    assert code == 0 and "level=WARNING event=not_tracked" in said, said
    assert (tmp_path / "run1" / "model.joblib").exists()


HEADER = ",".join((*FEATURES, "price"))
HOUSE = "100,4,1,20,5,good,300000"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], "no rows"),
        ([HOUSE] * 19, "19 rows, at least 20 are needed"),
        ([HOUSE] * 20 + ["100,4,1,20,5,haunted,300000"], "condition of row 21 is unknown: 'haunted'"),
        ([HOUSE] * 20 + ["100,four,1,20,5,good,300000"], "rooms of row 21 is not a number: 'four'"),
        ([HOUSE] * 20 + ["100,4,1,20,5,good,inf"], "price of row 21 is not finite"),
        ([HOUSE] * 20 + ["100,4,1"], "condition of row 21 is unknown: None"),
        (['"'], "not CSV"),
    ],
)
def test_a_table_that_cannot_be_trained_on_is_refused_with_the_cause(lines, message, tmp_path):
    (tmp_path / "data.csv").write_text("\n".join((HEADER, *lines)) + "\n")
    with pytest.raises(BadData) as refused:
        read_dataset(tmp_path / "data.csv")
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("lines", "arguments", "message"),
    [
        (1, [], "1 rows, at least 20 are needed"),
        (100, ["--test-share=0.001"], "too few to train or to test on"),
    ],
)
def test_what_cannot_be_trained_says_why_and_leaves_nothing(lines, arguments, message, tmp_path):
    (tmp_path / "data.csv").write_text("\n".join((HEADER, *[HOUSE] * lines)) + "\n")
    code, said = train(tmp_path / "data.csv", tmp_path / "run1", *arguments)
    assert code == 1
    assert message in said and "Traceback" not in said
    assert [path.name for path in tmp_path.iterdir()] == ["data.csv"]


@pytest.mark.parametrize(
    ("given", "output", "message"),
    [
        (["--trees=0"], "run1", "--trees 0: out of range"),
        (["--test-share=1"], "run1", "--test-share 1.0: out of range"),
        ([], "", "the variable MODEL_OUTPUT is not set"),
    ],
)
def test_a_setting_that_is_wrong_is_refused_by_name(given, output, message, monkeypatch, capsys):
    monkeypatch.setenv("MODEL_OUTPUT", output)
    with pytest.raises(SystemExit) as ended:
        arguments(["--data=/data/cleaned_data.csv", *given])
    assert ended.value.code == 2
    assert message in capsys.readouterr().err
