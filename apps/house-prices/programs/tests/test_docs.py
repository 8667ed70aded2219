"""The commands of the page on these programs."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

from conftest import PROGRAMS, environment, free_port

PAGE = PROGRAMS.parents[2] / "docs" / "house-prices-programs.md"


def test_the_four_commands_of_the_page_run_and_the_fifth_gets_a_price(tmp_path):
    _, programs, call = re.findall(r"```sh\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert len(programs.splitlines()) == 4
    port = str(free_port())
    here = {"cwd": PROGRAMS, "text": True, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    here["env"] = environment(HOME=str(tmp_path), PORT=port, METRICS_PORT=str(free_port()))
    here["env"]["PATH"] = f"{Path(sys.executable).parent}:{here['env']['PATH']}"
    # The last command becomes the process that is ended here.
    *steps, server = programs.splitlines()
    variables, command = server.split(" ", 1)
    script = "\n".join(("set -e", *steps, f"export {variables}", f"exec {command}"))
    process = subprocess.Popen(["bash", "-c", script], **here)
    try:
        while True:
            answer = subprocess.run(["bash", "-c", call.replace("8080", port)], **here)
            if answer.returncode == 0:
                break
            assert answer.returncode == 7, "curl could connect, or is not there"
            assert process.poll() is None, process.stdout.read()
            time.sleep(0.2)
        assert json.loads(answer.stdout)["model_version"] == "first"
    finally:
        process.terminate()
        process.communicate(timeout=30)
    assert process.returncode == 0
