"""Writes metrics.json: random lists with values computed by other people's code, or from the definition in numpy.

Run by hand, outside the project's own environment:
    python3 -m venv /tmp/golden && /tmp/golden/bin/pip install numpy scikit-learn ranx
    /tmp/golden/bin/python test/golden/metrics.py
Accuracy: ranx. NDCG a second time: scikit-learn. Exposure and diversity: from their definitions, in the slow way.
"""

import json
import math
from itertools import combinations
from pathlib import Path

import numpy as np
from ranx import Qrels, Run, evaluate
from sklearn.metrics import ndcg_score

rng = np.random.default_rng(20260101)
ITEMS, CASES, K, CUTOFFS = 40, 60, 20, [1, 5, 10, 20]

skew = 1 / np.arange(1, ITEMS + 1)
lists = np.array([rng.choice(ITEMS, K, replace=False, p=skew / skew.sum()) + 1 for _ in range(CASES)])
targets = rng.integers(0, ITEMS + 1, CASES)  # 0 is a cold target
targets[:3] = 0
targets[3:20] = [row[rng.integers(0, K)] for row in lists[3:20]]
users = rng.integers(0, 25, CASES)
train_counts = np.concatenate([[0], rng.geometric(0.05, ITEMS)])
names = ["a", "b", "c", "d", "e", "f"]
categories = [[]] + [sorted(rng.choice(names, rng.integers(0, 4), replace=False).tolist()) for _ in range(ITEMS)]

# ranx wants every query to have a relevant document: a cold target is one that no list holds.
qrels = Qrels({f"q{c}": {f"i{t}" if t else "cold": 1} for c, t in enumerate(targets)})
run = Run({f"q{c}": {f"i{item}": float(K - place) for place, item in enumerate(row)} for c, row in enumerate(lists)})

expected = {}
per_case = {}
for k in CUTOFFS:
    for ours, theirs in [("recall", "recall"), ("ndcg", "ndcg"), ("mrr", "mrr"), ("precision", "precision"), ("map", "map")]:
        expected[f"{ours}@{k}"] = float(evaluate(qrels, run, f"{theirs}@{k}", make_comparable=True))
    values = evaluate(qrels, run, f"ndcg@{k}", return_mean=False, make_comparable=True)
    order = sorted(range(CASES), key=lambda c: f"q{c}")
    by_case = np.empty(CASES)
    by_case[list(order)] = values
    per_case[f"ndcg@{k}"] = by_case.tolist()

    # The same NDCG from scikit-learn, over a column per item and one for cold targets.
    truth, score = np.zeros((CASES, ITEMS + 1)), np.zeros((CASES, ITEMS + 1))
    for c in range(CASES):
        truth[c, targets[c]] = 1
        for place, item in enumerate(lists[c]):
            score[c, item] = K - place
        score[c, 0] = -1
    assert abs(ndcg_score(truth, score, k=k, ignore_ties=True) - expected[f"ndcg@{k}"]) < 1e-9
    by_sklearn = [ndcg_score(truth[c : c + 1], score[c : c + 1], k=k, ignore_ties=True) for c in range(CASES)]
    assert np.allclose(by_sklearn, by_case), k

    for name in ["ndcg"]:
        means = [by_case[users == user].mean() for user in np.unique(users)]
        expected[f"user-mean-{name}@{k}"] = float(np.mean(means))

    head = lists[:, :k]
    shown = np.array([(head == item).sum() for item in range(1, ITEMS + 1)])
    expected[f"coverage@{k}"] = float((shown > 0).mean())
    # Half the relative mean absolute difference: the definition of the Gini coefficient.
    expected[f"gini@{k}"] = float(np.abs(shown[:, None] - shown[None, :]).mean() / (2 * shown.mean()))
    expected[f"novelty@{k}"] = float(np.mean([-math.log2(train_counts[i] / train_counts.sum()) for i in head.ravel()]))
    expected[f"popularity@{k}"] = float(train_counts[head].mean())
    by_list = []
    for row in head:
        sets = [set(categories[item]) for item in row if categories[item]]
        pairs = [1 - len(a & b) / len(a | b) for a, b in combinations(sets, 2)]
        if pairs:
            by_list.append(np.mean(pairs))
    expected[f"diversity@{k}"] = float(np.mean(by_list)) if by_list else None

quantiles = []
for size in [1, 2, 3, 10, 101]:
    values = rng.integers(1_300_000_000, 1_300_000_000 + 50 * size, size).astype(np.float64)
    for share in [0.05, 0.1, 0.5, 0.8, 0.9, 0.999]:
        quantiles.append({"values": values.tolist(), "share": share, "expected": float(np.quantile(values, share))})

out = {
    "lists": lists.tolist(),
    "k": K,
    "targets": targets.tolist(),
    "users": users.tolist(),
    "cutoffs": CUTOFFS,
    "trainCounts": train_counts.tolist(),
    "categories": categories,
    "expected": expected,
    "perCase": per_case,
}
folder = Path(__file__).parent
(folder / "metrics.json").write_text(json.dumps(out) + "\n")
(folder / "quantile.json").write_text(json.dumps(quantiles) + "\n")
