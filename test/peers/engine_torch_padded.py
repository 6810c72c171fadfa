"""Training as pmixer/SASRec.pytorch and the ECIR 2026 release do it: every sequence padded on the left to full length,
every position computed, cross-entropy over the catalogue that ignores the padding afterwards. Kinder to PyTorch than the
originals: sequences are padded once and not every epoch, and attention does not return its weights.

Usage: engine_torch_padded.py DATA.json; commands: {"cmd": "steps", "start": 0, "end": 10} runs those batches of an epoch."""

import argparse
import json
import math
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from json_lines import peak, serve

parser = argparse.ArgumentParser()
parser.add_argument("data", type=Path)
for name, default in dict(batch=256, length=50, width=128, blocks=2, heads=2, threads=2).items():
    parser.add_argument(f"--{name}", type=int, default=default)
parser.add_argument("--dropout", type=float, default=0.2)
options = parser.parse_args()
torch.set_num_threads(options.threads)
torch.manual_seed(1)


class FeedForward(nn.Module):
    def __init__(self, width, dropout):
        super().__init__()
        self.inner, self.outer = (nn.Conv1d(width, width, kernel_size=1) for _ in range(2))
        self.dropout1, self.dropout2 = nn.Dropout(dropout), nn.Dropout(dropout)

    def forward(self, x):
        inner = F.relu(self.dropout1(self.inner(x.transpose(-1, -2))))
        return x + self.dropout2(self.outer(inner).transpose(-1, -2))


class PaddedSasrec(nn.Module):
    """Queries are normalised, keys and values are not; the residual comes from the queries."""

    def __init__(self, items, length, width, blocks, heads, dropout):
        super().__init__()
        self.items = nn.Embedding(items + 1, width, padding_idx=0)
        self.positions = nn.Embedding(length, width)
        self.dropout = nn.Dropout(dropout)
        self.attentions = nn.ModuleList(
            nn.MultiheadAttention(width, heads, dropout=dropout, batch_first=True) for _ in range(blocks)
        )
        self.norms1, self.norms2 = (
            nn.ModuleList(nn.LayerNorm(width, eps=1e-8) for _ in range(blocks)) for _ in range(2)
        )
        self.feed_forwards = nn.ModuleList(FeedForward(width, dropout) for _ in range(blocks))
        self.norm = nn.LayerNorm(width, eps=1e-8)
        self.register_buffer("ahead", torch.ones(length, length, dtype=torch.bool).triu(1))
        self.apply(self.initialise)

    @staticmethod
    def initialise(layer):
        if isinstance(layer, (nn.Linear, nn.Embedding, nn.Conv1d)):
            nn.init.normal_(layer.weight, std=0.02)

    def forward(self, items):
        occupied = (items != 0).unsqueeze(-1)
        x = self.items(items) * math.sqrt(self.items.embedding_dim) + self.positions.weight
        x = self.dropout(x) * occupied
        for attention, norm1, norm2, feed_forward in zip(
            self.attentions, self.norms1, self.norms2, self.feed_forwards
        ):
            queries = norm1(x)
            attended = attention(queries, x, x, attn_mask=self.ahead, need_weights=False)[0]
            x = feed_forward(norm2(queries + attended)) * occupied
        return self.norm(x)

    def loss(self, items, targets):
        logits = self(items) @ self.items.weight.T
        return F.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=0)


def padded_windows(train, length):
    """The last length + 1 items of each sequence, padded on the left: [sequences, length + 1]."""
    offsets, items = np.array(train["offsets"]), np.array(train["items"])
    places = offsets[1:, None] - np.arange(length + 1, 0, -1)
    return torch.from_numpy(np.where(places >= offsets[:-1, None], items[np.maximum(places, 0)], 0))


data = json.loads(options.data.read_text())
windows = padded_windows(data["train"], options.length)
windows = windows[torch.randperm(len(windows))]
model = PaddedSasrec(
    data["itemCount"], options.length, options.width, options.blocks, options.heads, options.dropout
)
optimiser = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.01, fused=True)


def steps(start, end):
    seconds, loss = 0.0, None
    for batch in windows.split(options.batch)[start:end]:
        began = time.perf_counter()
        optimiser.zero_grad(set_to_none=True)
        loss = model.loss(batch[:, :-1], batch[:, 1:])
        loss.backward()
        optimiser.step()
        loss = loss.item()
        seconds += time.perf_counter() - began
    return {"seconds": seconds, "loss": loss}


serve({"steps": steps, "peak": peak})
