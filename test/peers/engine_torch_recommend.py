"""PyTorch's answers for the engine benchmark: encode, score the last position, mask what was seen, top-k.

Usage: engine_torch_recommend.py DATA.json MODEL.safetensors; histories are padded on the left, to full length as the
reference implementations do, or with "trim" to the longest of their batch. Commands: {"cmd": "batches", "size": 256,
"trim": false} -> seconds and the lists; {"cmd": "singles", "rows": [...], "trim": false} -> milliseconds of each."""

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch

from json_lines import peak, serve
from sasrec_torch import Sasrec, load_our_weights

parser = argparse.ArgumentParser()
parser.add_argument("data", type=Path)
parser.add_argument("weights", type=Path)
for name, default in dict(length=50, width=128, blocks=2, heads=2, k=10, threads=2).items():
    parser.add_argument(f"--{name}", type=int, default=default)
options = parser.parse_args()
torch.set_num_threads(options.threads)

data = json.loads(options.data.read_text())
offsets = np.array(data["histories"]["offsets"])
rows = np.array(data["histories"]["items"]) - 1
model = Sasrec(data["itemCount"], options.length, options.width, options.blocks, options.heads, 0.0).eval()
load_our_weights(model, options.weights)
causal = torch.ones(options.length, options.length, dtype=torch.bool).tril()
itself = torch.eye(options.length, dtype=torch.bool)


def recommend(start, end, trim):
    """Items of the best k for histories `start` to before `end`; no history is empty."""
    begins, ends = offsets[start:end], offsets[start + 1 : end + 1]
    lengths = ends - begins
    longest = min(lengths.max(), options.length) if trim else options.length
    places = ends[:, None] - np.arange(longest, 0, -1)
    valid = places >= begins[:, None]
    inputs = torch.from_numpy(np.where(valid, rows[np.maximum(places, 0)], 0))
    mask = None
    if not valid.all():
        # Padding sees itself, because a row that sees nothing has no softmax.
        keys = torch.from_numpy(valid)[:, None, None, :]
        mask = causal[:longest, :longest] & (keys | itself[:longest, :longest])
    hidden = model(inputs, mask)[:, -1]
    scores = hidden @ model.items.weight.T
    seen = torch.from_numpy(rows[begins[0] : ends[-1]])
    scores[torch.from_numpy(np.repeat(np.arange(end - start), lengths)), seen] = float("-inf")
    return scores.topk(options.k).indices.numpy() + 1


@torch.inference_mode()
def batches(size, trim):
    count = len(offsets) - 1
    start = time.perf_counter()
    lists = [recommend(at, min(at + size, count), trim) for at in range(0, count, size)]
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "items": np.concatenate(lists).flatten().tolist()}


@torch.inference_mode()
def singles(rows, trim):
    milliseconds = []
    for row in rows:
        start = time.perf_counter()
        recommend(row, row + 1, trim)
        milliseconds.append((time.perf_counter() - start) * 1000)
    return {"milliseconds": milliseconds}


serve({"batches": batches, "singles": singles, "peak": peak})
