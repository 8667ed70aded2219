"""explain.py: what the features of a house add to its price."""

import math
import signal
from itertools import permutations

import httpx
import joblib
import numpy as np
import pytest
from conftest import PROGRAMS, run
from served_model import Unusable
from serving import HOUSE, HUT, Explainer
from shapley import TreeShapley, coalitions, shapley_weights
from sklearn.dummy import DummyRegressor
from sklearn.pipeline import Pipeline

FEATURES = list(HOUSE)


@pytest.fixture(scope="module")
def explainer(model):
    explainer = Explainer(model)
    yield explainer
    explainer.process.kill()


@pytest.fixture(scope="module")
def pipeline(model):
    return joblib.load(model / "model.joblib")


def price_of(pipeline, house):
    return float(pipeline.predict(np.array([list(house.values())], dtype=object))[0])


def worth_of(pipeline, house, known):
    """The trees' prediction with only some features known, one node at a time."""
    [row] = np.asarray(pipeline["columns"].transform(np.array([list(house.values())], dtype=object)), dtype=np.float32)

    def below(tree, node):
        left, right = tree.children_left[node], tree.children_right[node]
        if left == -1:
            return float(tree.value[node][0][0])
        column = int(tree.feature[node])
        if FEATURES[min(column, 5)] in known:
            return below(tree, left if row[column] <= tree.threshold[node] else right)
        count = tree.n_node_samples
        return (count[left] * below(tree, left) + count[right] * below(tree, right)) / count[node]

    trees = pipeline["trees"]
    return float(trees.init_.constant_[0, 0]) + trees.learning_rate * sum(
        below(each[0].tree_, 0) for each in trees.estimators_
    )


def test_the_contributions_are_the_mean_over_all_orders_in_which_features_become_known(pipeline):
    total = dict.fromkeys(FEATURES, 0.0)
    worth = {}
    for order in permutations(FEATURES):
        known = frozenset()
        for name in order:
            for each in (known, known | {name}):
                if each not in worth:
                    worth[each] = worth_of(pipeline, HOUSE, each)
            total[name] += worth[known | {name}] - worth[known]
            known |= {name}
    expected = [total[name] / math.factorial(len(FEATURES)) for name in FEATURES]
    [found] = TreeShapley(pipeline).contributions([list(HOUSE.values())])
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-6)
    assert len({round(value) for value in found}) == len(FEATURES)


@pytest.mark.parametrize("house", [HOUSE, HUT])
def test_base_and_contributions_add_up_to_the_price_of_the_model(pipeline, house):
    shapley = TreeShapley(pipeline)
    [found] = shapley.contributions([list(house.values())])
    assert shapley.base + found.sum() == pytest.approx(price_of(pipeline, house), rel=1e-9)


def test_a_feature_that_no_tree_looks_at_adds_nothing():
    known = coalitions(3)
    worth = known[:, 0] * 10.0 + known[:, 1] * 5.0 + known[:, 0] * known[:, 1] * 2.0
    assert worth @ shapley_weights(known) == pytest.approx([11.0, 6.0, 0.0])


def test_one_house_gets_its_price_and_what_made_it(explainer, pipeline):
    answer = explainer.explain(HOUSE)
    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == {"price", "base_price", "contributions", "model", "model_version"}
    assert body["price"] == round(price_of(pipeline, HOUSE), 2)
    assert (body["model"], body["model_version"]) == ("house-prices", "run1")
    assert list(body["contributions"]) == FEATURES
    assert body["base_price"] + sum(body["contributions"].values()) == pytest.approx(body["price"], abs=0.05)


def test_a_batch_gets_its_explanations_in_its_order(explainer):
    single = [explainer.explain(house).json() for house in (HUT, HOUSE)]
    assert single[0]["contributions"]["area_m2"] < 0 < single[1]["contributions"]["area_m2"]
    body = explainer.explain({"houses": [HUT, HOUSE, HUT]}).json()
    expected = [{key: one[key] for key in ("price", "base_price", "contributions")} for one in (*single, single[0])]
    assert body == {"explanations": expected, "model": "house-prices", "model_version": "run1"}


def test_the_largest_batch_is_explained(explainer):
    answer = httpx.post(f"{explainer.url}/explain", json={"houses": [HOUSE] * 1000}, timeout=60)
    assert len(answer.json()["explanations"]) == 1000


@pytest.mark.parametrize(
    ("body", "field"),
    [(HOUSE | {"area_m2": 1}, "area_m2"), (HOUSE | {"condition": "haunted"}, "condition"), ({"houses": []}, "houses")],
)
def test_what_is_no_house_is_refused_with_its_field(explainer, body, field):
    answer = explainer.explain(body)
    assert answer.status_code == 422
    assert [problem["field"] for problem in answer.json()["detail"]] == [field]


def test_it_says_that_it_lives_and_is_ready_and_predicts_nothing(explainer):
    assert httpx.get(f"{explainer.url}/health").json() == {"status": "alive"}
    assert httpx.get(f"{explainer.url}/ready").json() == {
        "status": "ready",
        "model": "house-prices",
        "model_version": "run1",
    }
    assert explainer.predict(HOUSE).status_code == 404


def test_the_metrics_tell_the_size_of_each_contribution_and_the_time_of_requests(explainer):
    def read(metrics, name, **labels):
        return metrics[(name, *sorted({"model_version": "run1", **labels}.items()))]

    before = explainer.metrics()
    contributions = explainer.explain({"houses": [HUT, HOUSE]}).json()["explanations"]
    explainer.explain({})
    after = explainer.metrics()
    for name in FEATURES:
        grown = [read(m, "explain_contribution_sum", feature=name) for m in (before, after)]
        size = sum(abs(each["contributions"][name]) for each in contributions)
        assert grown[1] - grown[0] == pytest.approx(size, abs=0.02)
        counts = [read(m, "explain_contribution_count", feature=name) for m in (before, after)]
        assert counts[1] - counts[0] == 2
    for status, count in (("200", 1), ("422", 1), ("500", 0)):
        requests = [read(m, "explain_requests_total", status=status) for m in (before, after)]
        assert requests[1] - requests[0] == count
    timed = [read(m, "explain_latency_seconds_count") for m in (before, after)]
    assert timed[1] - timed[0] == 2
    assert read(after, "model_info") == 1


def test_a_model_of_another_kind_is_refused(pipeline):
    with pytest.raises(Unusable, match="DummyRegressor cannot be explained"):
        TreeShapley(Pipeline([("columns", pipeline["columns"]), ("trees", DummyRegressor())]))


def test_without_a_model_it_ends_with_the_cause():
    code, said = run("explain/explain.py", MODEL_PATH="/nowhere", PYTHONPATH=str(PROGRAMS / "serve"))
    assert code == 1
    assert "/nowhere/metadata.json: No such file or directory" in said and "Traceback" not in said


def test_at_sigterm_it_ends_with_exit_code_0(model):
    explainer = Explainer(model)
    explainer.process.send_signal(signal.SIGTERM)
    said, _ = explainer.process.communicate(timeout=30)
    assert explainer.process.returncode == 0 and "event=stopped" in said
