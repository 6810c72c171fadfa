"""Writes statistics.json: what SciPy and NumPy say of a few samples. Run: python test/golden/statistics.py"""

import json
import math
from pathlib import Path

import numpy as np
from scipy import stats

random = np.random.default_rng(5)


def sample(size, digits=None):
    values = random.normal(0.3, 1.0, size)
    return [float(x) for x in (values if digits is None else np.round(values, digits))]


def wilcoxon(values):
    statistic, p = stats.wilcoxon(values)
    return {"values": values, "statistic": float(statistic), "pValue": float(p)}


def mann_whitney(first, second):
    statistic, p = stats.mannwhitneyu(first, second)
    return {"first": first, "second": second, "statistic": float(statistic), "pValue": float(p)}


def permutation(values):
    result = stats.permutation_test((values,), np.mean, permutation_type="samples", n_resamples=np.inf)
    return {"values": values, "pValue": float(result.pvalue)}


def crossed(seeds, users):
    """Two-way analysis of variance without repetition, written out with NumPy alone."""
    models = [
        random.normal(0, 1, (seeds, users))
        + random.normal(0, 2, (1, users))
        + random.normal(0, 0.5, (seeds, 1))
        + level
        for level in (0.4, 0.0)
    ]
    a, b = models
    differences = a.mean(0) - b.mean(0)
    user = differences.var(ddof=1) / users
    seed = [m.mean(1).var(ddof=1) / seeds for m in models]
    rest = sum(
        ((m - m.mean(0) - m.mean(1, keepdims=True) + m.mean()) ** 2).sum() / ((seeds - 1) * (users - 1)) / (seeds * users)
        for m in models
    )
    total = max(user + sum(seed) - rest, user, sum(seed))
    df = total**2 / (user**2 / (users - 1) + sum(s**2 / (seeds - 1) for s in seed))
    error = math.sqrt(total)
    difference = differences.mean()
    return {
        "first": a.tolist(),
        "second": b.tolist(),
        "difference": float(difference),
        "standardError": error,
        "degreesOfFreedom": float(df),
        "low": float(difference - stats.t.ppf(0.975, df) * error),
        "pValue": float(2 * stats.t.sf(abs(difference / error), df)),
        "detectable": float((stats.t.ppf(0.975, df) + stats.t.ppf(0.8, df)) * error),
    }


p_values = [float(p) for p in random.uniform(0, 0.1, 7)]
order = np.argsort(p_values)
holm = np.empty(7)
holm[order] = np.minimum(1, np.maximum.accumulate(np.array(p_values)[order] * np.arange(7, 0, -1)))

golden = {
    "normal": [[x, float(stats.norm.cdf(x)), float(stats.norm.sf(x))] for x in [-9, -3.3, -1, 0, 0.5, 1.96, 4, 6.5, 9]],
    "normalQuantile": [[p, float(stats.norm.ppf(p))] for p in [1e-6, 0.025, 0.5, 0.8, 0.999]],
    "studentT": [
        [t, df, float(stats.t.cdf(t, df))] for df in [1, 2.5, 4, 30, 1000] for t in [-6, -1.2, 0, 0.4, 2.1, 8]
    ],
    "studentTQuantile": [[p, df, float(stats.t.ppf(p, df))] for df in [1, 2.5, 4, 30] for p in [0.05, 0.8, 0.975]],
    "wilcoxon": [
        wilcoxon(sample(9)),
        wilcoxon(sample(40)),
        wilcoxon(sample(80)),
        wilcoxon(sample(60, 1)),
        wilcoxon([0.0, 0.0, *sample(60, 1)]),
    ],
    "mannWhitney": [
        mann_whitney(sample(6), sample(7)),
        mann_whitney(sample(5), sample(40)),
        mann_whitney(sample(30), sample(25)),
        mann_whitney(sample(20, 1), sample(25, 1)),
    ],
    "permutation": [permutation(sample(8)), permutation(sample(11, 1))],
    "crossed": [crossed(3, 20), crossed(5, 40)],
    "holm": {"pValues": p_values, "corrected": holm.tolist()},
}
Path(__file__).with_suffix(".json").write_text(json.dumps(golden) + "\n")
