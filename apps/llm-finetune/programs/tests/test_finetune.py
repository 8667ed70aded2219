"""finetune.py: from examples to an adapter in the folder of its run."""

import json
import signal

import pytest
import torch
from adapter_folder import AdapterFolder, AlreadyThere
from base_model import Shape, base_model
from checkpoints import KEPT, Checkpoints
from conftest import SMALL, run, start
from examples import IGNORED, BadData, read_examples
from finetune import arguments
from lora import adapt, adapter


def finetune(examples, output, *more, **options):
    return run(f"--data={examples}", *SMALL, *more, MODEL_OUTPUT=str(output), **options)


def read(output):
    metadata = json.loads((output / "metadata.json").read_text())
    return metadata, torch.load(output / "adapter.pt", weights_only=True)


@pytest.fixture(scope="module")
def alone(examples, tmp_path_factory):
    """The adapter of one process."""
    output = tmp_path_factory.mktemp("alone") / "run1"
    code, said = finetune(examples, output, "--steps=40")
    assert code == 0, said
    return output, said


def test_the_adapter_and_what_made_it_are_in_the_folder_of_the_run(alone):
    output, said = alone
    metadata, weights = read(output)
    assert [path.name for path in output.parent.iterdir()] == ["run1"]
    assert metadata["version"] == "run1" and metadata["parameters"]["steps"] == 40
    assert f"loss={metadata['metrics']['loss']:.6f}" in said
    assert {name.rpartition(".")[2] for name in weights} == {"down", "up"}
    assert any(weight.abs().sum() > 0 for name, weight in weights.items() if name.endswith("up"))


def test_it_learns(examples, alone, tmp_path):
    """A completion is a few digits: guessing among all bytes costs ln 257 = 5.5 a token."""
    code, said = finetune(examples, tmp_path / "run1", "--steps=400")
    assert code == 0, said
    assert read(tmp_path / "run1")[0]["metrics"]["loss"] < read(alone[0])[0]["metrics"]["loss"] < 5.5


def test_two_processes_learn_what_one_does(examples, alone, tmp_path):
    code, said = finetune(examples, tmp_path / "run1", "--steps=40", processes=2)
    assert code == 0, said
    assert "processes=2" in said
    # The batch of a step is the same, but sums of parts are rounded in another order, and steps add up what that makes.
    one, other = (read(output)[0]["metrics"]["loss"] for output in (alone[0], tmp_path / "run1"))
    assert other == pytest.approx(one, rel=1e-3)


def test_the_same_run_again_changes_nothing_and_another_is_refused(examples, alone):
    output, _ = alone
    before = {path: path.read_bytes() for path in output.iterdir()}
    code, said = finetune(examples, output, "--steps=40")
    assert code == 0 and "event=already_trained" in said
    code, said = finetune(examples, output, "--steps=41")
    assert code == 3
    assert f"refusing to overwrite {output}: an adapter of another parameters is there" in said
    assert {path: path.read_bytes() for path in output.iterdir()} == before
    with pytest.raises(AlreadyThere, match="no metadata of an adapter there"):
        AdapterFolder(output.parent, {}).is_complete()


def test_sigterm_saves_and_the_resumed_run_has_the_adapter_of_an_uninterrupted_one(examples, tmp_path):
    variables = {"CHECKPOINT_PATH": str(tmp_path / "checkpoints"), "CHECKPOINT_INTERVAL": "0.1"}
    process = start(f"--data={examples}", *SMALL, "--steps=400", MODEL_OUTPUT=str(tmp_path / "stopped"), RUN_ID="r", **variables)
    said = ""
    for line in process.stdout:
        said += line
        if "event=checkpoint" in line:
            process.send_signal(signal.SIGTERM)
            break
    said += process.communicate(timeout=60)[0]
    assert process.returncode == 128 + signal.SIGTERM and "event=stopped reason=SIGTERM" in said
    assert not (tmp_path / "stopped").exists()
    last = said.rpartition("event=checkpoint step=")[2].partition(" ")[0]
    code, said = finetune(examples, tmp_path / "stopped", "--steps=400", RUN_ID="r", **variables)
    assert code == 0 and f"event=resumed step={last} of=400" in said, said
    assert not (tmp_path / "checkpoints").exists()
    code, said = finetune(examples, tmp_path / "whole", "--steps=400", RUN_ID="r")
    assert code == 0 and 'event=started step=0 of=400 processes=1 reason="no checkpoint"' in said
    one, other = read(tmp_path / "stopped"), read(tmp_path / "whole")
    assert one[0] == other[0]
    assert all(torch.equal(weight, other[1][name]) for name, weight in one[1].items())


def test_only_the_newest_whole_checkpoint_of_this_very_training_is_gone_on_with(tmp_path):
    mine = Checkpoints(tmp_path, {"version": "r"})
    assert mine.load() == (0, None, "no checkpoint")
    for step in (10, 20, 30):
        mine.save(step, {"weights": torch.ones(2) * step})
    assert len(list(tmp_path.iterdir())) == KEPT
    newest, older = mine.newest_first()
    step, state, why = mine.load()
    assert (step, state["weights"].tolist(), why) == (30, [30, 30], newest.name)
    assert Checkpoints(tmp_path, {"version": "s"}).load() == (0, None, f"{older.name} is of another version")
    newest.write_bytes(newest.read_bytes()[:-1])
    assert mine.load()[::2] == (20, older.name)
    older.write_bytes(b"")
    assert mine.load() == (0, None, f"{older.name} is damaged")


def test_an_adapter_changes_nothing_before_it_has_learnt_and_leaves_the_base_alone():
    tokens = torch.arange(12).reshape(2, 6)
    shape = Shape(width=16, layers=2, heads=2, context=8)
    model, base = base_model(shape, seed=1), base_model(shape, seed=1)
    adapt(model, rank=2, alpha=4.0, seed=1)
    assert torch.equal(model(tokens), base(tokens))
    assert {name.rpartition(".")[2] for name, _ in adapter(model)} == {"down", "up"}
    model(tokens).sum().backward()
    assert all(parameter.grad is None for name, parameter in model.named_parameters() if not name.endswith(("down", "up")))


def test_a_completion_is_learnt_byte_by_byte_and_a_prompt_is_not(tmp_path):
    path = tmp_path / "examples.jsonl"
    path.write_text((json.dumps({"prompt": "ab", "completion": "c"}) + "\n") * 20)
    examples = read_examples(path, context=5)
    assert examples.tokens[0].tolist() == [97, 98, 99, 256, 256]
    assert examples.targets[0].tolist() == [IGNORED, 99, 256, IGNORED, IGNORED]
    parts = [examples.batch(size=8, seed=1, step=3, rank=rank, ranks=3)[0] for rank in range(3)]
    assert sum(len(part) for part in parts) == 8


GOOD = json.dumps({"prompt": "a", "completion": "b"})


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([GOOD] * 19, "19 examples, at least 20 are needed"),
        ([GOOD] * 20 + ["{"], "line 21 is no JSON object with a prompt and a completion"),
        ([GOOD] * 20 + ['{"prompt": "a"}'], "line 21 is no JSON object with a prompt and a completion"),
        ([GOOD] * 20 + ['{"prompt": "", "completion": "b"}'], "line 21 has an empty prompt or completion"),
        ([GOOD] * 20 + ['{"prompt": "aaaa", "completion": "b"}'], "line 21 has 5 bytes, the model reads 4"),
    ],
)
def test_examples_that_cannot_be_learnt_are_refused_with_the_cause(lines, message, tmp_path):
    (tmp_path / "examples.jsonl").write_text("\n".join(lines) + "\n")
    with pytest.raises(BadData, match=message):
        read_examples(tmp_path / "examples.jsonl", context=4)


def test_data_that_is_not_there_ends_with_code_1_and_leaves_nothing(tmp_path):
    code, said = finetune(tmp_path / "none.jsonl", tmp_path / "run1")
    assert code == 1 and "No such file or directory" in said and "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("given", "output", "message"),
    [
        (["--steps=0"], "run1", "--steps 0: must be more than zero"),
        (["--width=30"], "run1", "--width 30: not a multiple of --heads 4"),
        ([], "", "the variable MODEL_OUTPUT is not set"),
    ],
)
def test_a_setting_that_is_wrong_is_refused_by_name(given, output, message, monkeypatch, capsys):
    monkeypatch.setenv("MODEL_OUTPUT", output)
    with pytest.raises(SystemExit) as ended:
        arguments(["--data=examples.jsonl", *given])
    assert ended.value.code == 2
    assert message in capsys.readouterr().err


def test_mlflow_gets_the_loss_and_the_parameters_where_its_address_is_given(examples, tmp_path, monkeypatch):
    import mlflow

    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
    store = (tmp_path / "tracking").as_uri()
    variables = {"MLFLOW_TRACKING_URI": store, "MLFLOW_ALLOW_FILE_STORE": "true"}
    code, said = finetune(examples, tmp_path / "run1", "--steps=5", **variables)
    assert code == 0 and "event=tracked run=run1" in said, said
    client = mlflow.MlflowClient(store)
    [tracked] = client.search_runs([client.get_experiment_by_name("llm-finetune").experiment_id])
    assert tracked.data.metrics == read(tmp_path / "run1")[0]["metrics"]
    assert tracked.data.params["steps"] == "5"
