"""Writes sasrec.json: hidden states, loss and gradients of SASRec built from PyTorch's own layers, in float64.

Run by hand in the peers' environment (see test/peers/requirements.txt): python test/golden/sasrec.py
Attention is torch.nn.MultiheadAttention, norms are torch.nn.LayerNorm, the loss is F.cross_entropy, gradients are
autograd's. Where padding is hidden, each sequence runs alone, so there is none; where it is visible, sequences are
padded on the left and only the causal mask is given, as in the ECIR 2026 release.
"""

import json
import math
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
ITEMS, LENGTH, WIDTH, HEADS, BLOCKS = 13, 6, 8, 2, 2
SEQUENCES = [[3, 1, 4, 1, 5, 9, 2], [6, 5], [3, 5, 8, 9], [7, 9, 13, 2, 3]]  # inputs and targets, shifted by one
CASES = [("pre", "hidden"), ("post", "hidden"), ("query-only", "hidden"), ("query-only", "visible")]


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1, self.norm2 = (nn.LayerNorm(WIDTH, eps=1e-8) for _ in range(2))
        self.attention = nn.MultiheadAttention(WIDTH, HEADS, batch_first=True)
        self.inner, self.outer = (nn.Linear(WIDTH, WIDTH) for _ in range(2))

    def attend(self, queries, context):
        ahead = torch.ones(queries.shape[1], queries.shape[1], dtype=torch.bool).triu(1)
        return self.attention(queries, context, context, attn_mask=ahead, need_weights=False)[0]

    def feed_forward(self, x):
        return self.outer(F.relu(self.inner(x)))

    def forward(self, x, norm):
        if norm == "pre":
            normalised = self.norm1(x)
            x = x + self.attend(normalised, normalised)
            return x + self.feed_forward(self.norm2(x))
        if norm == "post":
            x = self.norm1(x + self.attend(x, x))
            return self.norm2(x + self.feed_forward(x))
        queries = self.norm1(x)
        x = self.norm2(queries + self.attend(queries, x))
        return x + self.feed_forward(x)


class Sasrec(nn.Module):
    def __init__(self):
        super().__init__()
        self.items = nn.Embedding(ITEMS + 1, WIDTH, padding_idx=0)
        self.positions = nn.Embedding(LENGTH, WIDTH)
        self.blocks = nn.ModuleList(Block() for _ in range(BLOCKS))
        self.norm = nn.LayerNorm(WIDTH, eps=1e-8)

    def forward(self, items, norm):
        """[batch, time] -> [batch, time, width]; the last position is the last row of the position table."""
        length = items.shape[1]
        occupied = (items != 0)[:, :, None]
        x = self.items(items) * math.sqrt(WIDTH) + self.positions(torch.arange(LENGTH - length, LENGTH))
        x = x * occupied
        for block in self.blocks:
            x = block(x, norm) * occupied
        return self.norm(x)

    def loss(self, hidden, targets):
        return F.cross_entropy(hidden @ self.items.weight[1:].T, targets - 1)


def named(model, of):
    """Values by our names; our matrices map [in] to [out] from the right."""
    values = {"items": of(model.items.weight)[1:], "positions": of(model.positions.weight)}

    def norm(name, layer):
        values[f"{name}/gamma"], values[f"{name}/beta"] = of(layer.weight), of(layer.bias)

    def linear(name, weight, bias):
        values[f"{name}/weight"], values[f"{name}/bias"] = weight.T, bias

    for index, block in enumerate(model.blocks):
        prefix, attention = f"block{index}", block.attention
        norm(f"{prefix}/norm1", block.norm1)
        weights, biases = of(attention.in_proj_weight).chunk(3), of(attention.in_proj_bias).chunk(3)
        for part, weight, bias in zip(("query", "key", "value"), weights, biases):
            linear(f"{prefix}/attention/{part}", weight, bias)
        linear(f"{prefix}/attention/output", of(attention.out_proj.weight), of(attention.out_proj.bias))
        norm(f"{prefix}/norm2", block.norm2)
        linear(f"{prefix}/inner", of(block.inner.weight), of(block.inner.bias))
        linear(f"{prefix}/outer", of(block.outer.weight), of(block.outer.bias))
    norm("norm", model.norm)
    return {name: rounded(value) for name, value in values.items()}


def rounded(tensor):
    return [float(f"{value:.8g}") for value in tensor.detach().flatten().tolist()]


def evaluate(model, norm, padding):
    """Hidden states of every item of every sequence in order, loss, gradients."""
    inputs = [torch.tensor(sequence[:-1]) for sequence in SEQUENCES]
    targets = torch.cat([torch.tensor(sequence[1:]) for sequence in SEQUENCES])
    if padding == "hidden":
        hidden = torch.cat([model(items[None], norm)[0] for items in inputs])
    else:
        padded = torch.stack([F.pad(items, (LENGTH - len(items), 0)) for items in inputs])
        hidden = model(padded, norm)[padded != 0]
    loss = model.loss(hidden, targets)
    model.zero_grad()
    loss.backward()
    return {
        "norm": norm,
        "paddingMask": padding,
        "hidden": rounded(hidden),
        "loss": loss.item(),
        "gradients": named(model, lambda parameter: parameter.grad),
    }


torch.manual_seed(7)
model = Sasrec()
with torch.no_grad():
    for parameter in model.parameters():
        parameter.copy_(torch.randn(parameter.shape).mul(0.4).to(torch.float32))
    for layer in model.modules():
        if isinstance(layer, nn.LayerNorm):
            layer.weight.add_(1)
    model.items.weight[0] = 0

golden = {
    "torch": torch.__version__.split("+")[0],
    "shape": {"itemCount": ITEMS, "maxLength": LENGTH, "width": WIDTH, "headCount": HEADS, "blockCount": BLOCKS},
    "sequences": SEQUENCES,
    "parameters": named(model, lambda parameter: parameter),
    "cases": [evaluate(model, norm, padding) for norm, padding in CASES],
}
path = Path(__file__).with_suffix(".json")
path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
print(f"{path}: {path.stat().st_size} bytes")
