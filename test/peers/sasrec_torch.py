"""SASRec in PyTorch, as fast as eager PyTorch lets it be on a CPU: pre-norm, one projection for queries, keys and values,
scaled_dot_product_attention, tied output. Same layers, places of dropout and initial weights as ours."""

import json
import math

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F


class Block(nn.Module):
    def __init__(self, width, heads, dropout):
        super().__init__()
        self.heads, self.dropout = heads, dropout
        self.norm1, self.norm2 = (nn.LayerNorm(width, eps=1e-8) for _ in range(2))
        self.projection = nn.Linear(width, 3 * width)
        self.output, self.inner, self.outer = (nn.Linear(width, width) for _ in range(3))

    def forward(self, x, mask):
        batch, length, width = x.shape
        shape = (batch, length, 3, self.heads, width // self.heads)
        query, key, value = self.projection(self.norm1(x)).view(shape).permute(2, 0, 3, 1, 4)
        drop = self.dropout if self.training else 0.0
        # Without a mask every position is valid and the causal flag is the quicker way.
        mixed = F.scaled_dot_product_attention(
            query, key, value, attn_mask=mask, dropout_p=drop, is_causal=mask is None
        )
        x = x + self.output(mixed.transpose(1, 2).reshape(batch, length, width))
        inner = F.relu(F.dropout(self.inner(self.norm2(x)), drop))
        return x + F.dropout(self.outer(inner), drop)


class Sasrec(nn.Module):
    def __init__(self, items, length, width, blocks, heads, dropout):
        super().__init__()
        self.items = nn.Embedding(items, width)  # row i is item i + 1
        self.positions = nn.Embedding(length, width)
        self.blocks = nn.ModuleList(Block(width, heads, dropout) for _ in range(blocks))
        self.norm = nn.LayerNorm(width, eps=1e-8)
        self.dropout = dropout
        for name, parameter in self.named_parameters():
            if name.endswith("projection.weight"):
                nn.init.uniform_(parameter, -math.sqrt(6 / (4 * width)), math.sqrt(6 / (4 * width)))
            elif parameter.dim() == 2:
                nn.init.normal_(parameter, std=0.02)
            elif name.endswith("bias"):
                nn.init.zeros_(parameter)

    def forward(self, rows, mask=None):
        """[batch, time] -> [batch, time, width]; the last column has the last row of the position table."""
        width = self.items.embedding_dim
        x = self.items(rows) * math.sqrt(width) + self.positions.weight[-rows.shape[1] :]
        x = F.dropout(x, self.dropout, self.training)
        for block in self.blocks:
            x = block(x, mask)
        return self.norm(x)

    def loss(self, rows, targets):
        """Mean cross-entropy over the whole catalogue; every position is valid."""
        logits = self(rows).flatten(0, 1) @ self.items.weight.T
        return F.cross_entropy(logits, targets.flatten())


def read_weights(path):
    """A safetensors file of float32 tensors as arrays, with its metadata left out."""
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        start = file.tell()
        header.pop("__metadata__", None)
        tensors = {}
        for name, entry in header.items():
            begin, end = entry["data_offsets"]
            file.seek(start + begin)
            tensors[name] = np.frombuffer(file.read(end - begin), np.float32).reshape(entry["shape"])
        return tensors


def load_our_weights(model, path):
    """Our matrices map [in] to [out] from the right."""
    ours = {name: torch.from_numpy(values.copy()) for name, values in read_weights(path).items()}

    def norm(layer, name):
        layer.weight.copy_(ours[f"{name}/gamma"])
        layer.bias.copy_(ours[f"{name}/beta"])

    def linear(layer, *names):
        layer.weight.copy_(torch.cat([ours[f"{name}/weight"].T for name in names]))
        layer.bias.copy_(torch.cat([ours[f"{name}/bias"] for name in names]))

    with torch.no_grad():
        model.items.weight.copy_(ours["items"])
        model.positions.weight.copy_(ours["positions"])
        for index, block in enumerate(model.blocks):
            prefix = f"block{index}"
            norm(block.norm1, f"{prefix}/norm1")
            linear(block.projection, *(f"{prefix}/attention/{part}" for part in ("query", "key", "value")))
            linear(block.output, f"{prefix}/attention/output")
            norm(block.norm2, f"{prefix}/norm2")
            linear(block.inner, f"{prefix}/inner")
            linear(block.outer, f"{prefix}/outer")
        norm(model.norm, "norm")
