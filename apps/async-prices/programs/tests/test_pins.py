"""What the worker gets is what these tests ran with."""

import importlib.metadata

from conftest import WORKER
from packaging.requirements import Requirement


def test_the_worker_gets_one_package_of_the_version_tested_which_needs_no_other():
    lines = (WORKER / "requirements.txt").read_text().splitlines()
    pinned = [line for line in lines if line and not line.startswith("#")]
    assert pinned == [f"redis=={importlib.metadata.version('redis')}"]
    needs = [Requirement(text) for text in importlib.metadata.requires("redis") or []]
    assert [str(need) for need in needs if need.marker is None or need.marker.evaluate({"extra": ""})] == []
