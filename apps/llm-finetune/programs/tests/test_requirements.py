"""The list of requirements against what is installed."""

import importlib.metadata
import re

from conftest import PROGRAMS
from packaging.requirements import Requirement


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def needed(name, extras=(), found=None):
    """The package and everything that it needs here, with what an extra adds."""
    found = {} if found is None else found
    key = (normal(name), frozenset(extras))
    if key in found:
        return found
    package = importlib.metadata.distribution(name)
    found[key] = package.version
    for text in package.requires or ():
        requirement = Requirement(text)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            needed(requirement.name, requirement.extras, found)
    return found


def test_every_package_that_the_program_gets_is_pinned_to_what_these_tests_ran_with():
    lines = (PROGRAMS / "train" / "requirements.txt").read_text().splitlines()
    pinned = dict(line.split("==") for line in lines if line and not line.startswith("#"))
    imported = [line.split("==")[0] for line in lines[1 : lines.index("")]]
    expected = {}
    for name in imported:
        expected |= {key: version for (key, _), version in needed(name).items()}
    assert {normal(name): version for name, version in pinned.items()} == expected
