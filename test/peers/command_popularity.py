"""Popularity behind seqbench's command protocol: the items with the most training events, seen ones left out."""

import json
import sys
import time
from pathlib import Path

import numpy as np

counts = order = None


def start(new):
    global counts, order
    counts = new
    order = np.lexsort((np.arange(len(counts)), -counts))  # of equal counts the lower number first
    order = order[order > 0]


def top(history, k, seen_items):
    items = [item for item in order[: k + len(history)] if seen_items == "keep" or item not in history][:k]
    return items, [float(counts[item]) for item in items]


def recommend(request):
    offsets, items = (np.load(request["histories"][name]) for name in ("offsets", "items"))
    begun, k = time.perf_counter(), request["k"]
    lists, scores = np.zeros((len(offsets) - 1, k), "uint32"), np.full((len(offsets) - 1, k), -np.inf, "float32")
    for row in range(len(lists)):
        best, values = top(set(items[offsets[row] : offsets[row + 1]].tolist()), k, request["seenItems"])
        lists[row, : len(best)], scores[row, : len(best)] = best, values
    seconds = time.perf_counter() - begun
    np.save(request["answers"]["items"], lists)
    np.save(request["answers"]["scores"], scores)
    return {"seconds": seconds}


for line in sys.stdin:
    request, answer, begun = json.loads(line), {}, time.perf_counter()
    if request["do"] == "fit":
        start(np.bincount(np.load(request["train"]["items"]), minlength=request["itemCount"] + 1))
        answer = {"parameterCount": request["itemCount"]}
    elif request["do"] == "recommend":
        answer = recommend(request)
    elif request["do"] == "recommend-one":
        items, scores = top(set(request["history"]), request["k"], request["seenItems"])
        answer = {"items": [int(item) for item in items], "scores": scores, "seconds": time.perf_counter() - begun}
    elif request["do"] == "save":
        Path(request["path"]).write_text(json.dumps(counts.tolist()))
    elif request["do"] == "load":
        start(np.array(json.loads(Path(request["path"]).read_text())))
    print(json.dumps(answer), flush=True)
