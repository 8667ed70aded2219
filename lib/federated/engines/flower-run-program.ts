/**
 * The program of a run, in the user's image. Any SuperExec takes any run that waits, so one looks for work only while
 * its own run is the only one that waits: runs take turns, and of those submitted at once the first goes on.
 */
export const runProgram = `"""A run of a federation: waits for its sites and its turn, submits the app, executes its server side, ends as it ends."""
import argparse
import datetime
import json
import os
import pathlib
import signal
import subprocess
import sys
import time

LOST = datetime.timedelta(minutes=5)

options = argparse.ArgumentParser()
options.add_argument("--app", required=True)
options.add_argument("--sites", required=True)
options.add_argument("--config")
given = options.parse_args()
settings = json.loads((pathlib.Path(__file__).parent / "settings.json").read_text())
os.environ.update(settings["environment"])
home = pathlib.Path(os.environ["FLWR_HOME"])
home.mkdir(parents=True, exist_ok=True)
(home / "config.toml").write_text(settings["connection"])
mine = said = None


def say(text):
    """Once, however often the same is found."""
    global said
    if text != said:
        print(text, flush=True)
    said = text


def flwr(*command):
    """The answer to a command of Flower's; None when it fails."""
    done = subprocess.run(["flwr", *command, "--format", "json"], capture_output=True, text=True)
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        answer = {"error-message": done.stdout + done.stderr}
    if answer.get("success"):
        return answer
    say(f"flwr {command[0]}: {answer.get('error-message')}")
    return None


def runs():
    """All runs, once the SuperLink answers."""
    while (answer := flwr("list")) is None:
        time.sleep(5)
    return answer["runs"]


def under_way(known):
    """Runs that go on or wait. One that nobody has taken up for long has lost its pod: it is stopped."""
    for run in known:
        if run["status"].startswith("finished"):
            continue
        since = datetime.datetime.fromisoformat(run["pending-at"].replace("Z", "+00:00"))
        if run["status"] == "pending" and datetime.datetime.now(datetime.timezone.utc) - since > LOST:
            flwr("stop", run["run-id"])
        else:
            yield run


def alone(run):
    """Whether it is the only run under way. Of runs that were submitted at once the first goes on, the others give way."""
    while True:
        known = {other["run-id"]: (other["pending-at"], other["run-id"]) for other in under_way(runs())}
        if run not in known or min(known.values())[1] != run:
            return False
        if len(known) == 1:
            return True
        time.sleep(2)


def in_turn():
    """Submits the app while no other run is under way, and gives the run's id."""
    global mine
    while True:
        while others := list(under_way(runs())):
            say(f"waiting for its turn: run {others[0]['run-id']} is {others[0]['status']}")
            time.sleep(10)
        answer = flwr("run", given.app, *(["--run-config", given.config] if given.config else []))
        if answer is None:
            sys.exit("the app was not accepted")
        mine = answer["run-id"]
        if alone(mine):
            return mine
        say(f"run {mine} gives way to an earlier one")
        flwr("stop", mine)
        mine = None


def ended(signum, frame):
    if mine is not None:
        flwr("stop", mine)
    sys.exit(128 + signum)


def state_of(run):
    """Its state; a SuperLink that starts without a database has forgotten it."""
    return next((known["status"] for known in runs() if known["run-id"] == run), "finished:lost")


signal.signal(signal.SIGTERM, ended)
while True:
    nodes = (flwr("supernode", "list") or {"nodes": []})["nodes"]
    online = sum(node["status"] == "online" for node in nodes)
    if online >= settings["quorum"]:
        break
    say(f"waiting for {settings['quorum']} sites of {given.sites} to be online: {online} are")
    time.sleep(5)
run = in_turn()
say(f"run {run} of {given.app} with {given.sites}")
server = ["flower-superexec", "--runtime-api-address", settings["address"], "--root-certificates", settings["authority"]]
executor = subprocess.Popen(server)
try:
    while (state := state_of(run)) == "pending":
        if executor.poll() is not None:
            flwr("stop", run)
            sys.exit("the executor of the server side ended")
        time.sleep(1)
    # It has its task, and would take the next run's as well.
    executor.send_signal(signal.SIGSTOP)
    while not state.startswith("finished"):
        subprocess.run(["flwr", "log", run, "federation"])
        time.sleep(2)
        state = state_of(run)
finally:
    executor.kill()
    executor.wait()
print(f"run {run} is {state}", flush=True)
sys.exit(0 if state == "finished:completed" else 1)
`;
