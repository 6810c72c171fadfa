"""pandas' side of the data benchmark: CSV -> numbered, sorted columns on disk, iterative 5-core, global temporal split."""

import json
import resource
import sys

import numpy as np
import pandas as pd

source, target = sys.argv[1:3]
log = pd.read_csv(
    source, dtype={"userId": np.int32, "movieId": np.int32, "rating": np.float32, "timestamp": np.int64}, engine="c"
)
log["user"] = pd.factorize(log["userId"], sort=True)[0].astype(np.int32)
log["item"] = pd.factorize(log["movieId"], sort=True)[0].astype(np.int32) + 1
log = log[["user", "item", "timestamp", "rating"]].sort_values(["user", "timestamp"], kind="stable", ignore_index=True)
np.savez(target, **{name: log[name].to_numpy() for name in log.columns})
events = len(log)

while True:
    users, items = log["user"].value_counts(), log["item"].value_counts()
    keep = log["user"].map(users).ge(5) & log["item"].map(items).ge(5)
    if keep.all():
        break
    log = log[keep]

cutoff = log["timestamp"].quantile(0.8)
train = log[log["timestamp"] <= cutoff]
train = train[train["user"].map(train["user"].value_counts()).ge(2)]
last = log.groupby("user")["timestamp"].max()
test = log[log["user"].isin(last.index[last > cutoff])]
targets = test.groupby("user")["item"].last()

print(
    json.dumps(
        {
            "peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
            "events": events,
            "coreEvents": len(log),
            "cutoffSeconds": float(cutoff),
            "trainEvents": len(train),
            "testCases": len(targets),
        }
    )
)
