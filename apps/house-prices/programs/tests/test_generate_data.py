"""The generator of houses."""

from collections import Counter

import pytest
from conftest import generate, rows


def test_the_same_seed_gives_the_same_bytes_and_another_seed_gives_others(tmp_path):
    first, second, other = (
        generate(tmp_path / name, "--rows", 300, "--bad-rows", 7, "--seed", seed).read_bytes()
        for name, seed in (("first", 1), ("second", 1), ("other", 2))
    )
    assert first == second
    assert first != other


@pytest.mark.parametrize(("bad", "faults"), [(0, 0), (7, 7)])
def test_exactly_as_many_rows_are_faulty_as_were_asked_for(tmp_path, bad, faults):
    clean = rows(generate(tmp_path / "clean", "--rows", 100))
    table = rows(generate(tmp_path / "table", "--rows", 100, "--bad-rows", bad))
    different = [(ours, theirs) for ours, theirs in zip(table, clean, strict=True) if ours != theirs]
    assert len(different) == faults
    assert all(count == 1 for count in Counter(len(set(a.items()) - set(b.items())) for a, b in different))
