"""PyTorch's training step for the engine benchmark: all positions valid, cross-entropy over the catalogue, fused AdamW.

Commands: {"cmd": "steps", "n": 5} -> milliseconds of each step and the loss; {"cmd": "peak"} -> bytes."""

import argparse
import resource
import time

import torch

from json_lines import peak, serve
from sasrec_torch import Sasrec

parser = argparse.ArgumentParser()
for name, default in dict(items=12102, batch=128, length=50, width=64, blocks=2, heads=2, threads=2).items():
    parser.add_argument(f"--{name}", type=int, default=default)
parser.add_argument("--dropout", type=float, default=0.2)
parser.add_argument("--compile", action="store_true")
parser.add_argument("--optimiser", choices=["fused", "foreach"], default="fused")
parser.add_argument("--limit-gib", type=float, default=None)
options = parser.parse_args()

torch.set_num_threads(options.threads)
torch.manual_seed(1)
if options.limit_gib is not None:
    # Of data, not of addresses: the libraries alone map many gigabytes that they never touch.
    limit = int(options.limit_gib * 2**30)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))

model = Sasrec(options.items, options.length, options.width, options.blocks, options.heads, options.dropout)
optimiser = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.01, **{options.optimiser: True})
loss_of = torch.compile(model.loss) if options.compile else model.loss
sequences = torch.randint(options.items, (64, options.batch, options.length + 1))
done = 0


def step():
    global done
    batch = sequences[done % len(sequences)]
    done += 1
    optimiser.zero_grad(set_to_none=True)
    loss = loss_of(batch[:, :-1], batch[:, 1:])
    loss.backward()
    optimiser.step()
    return loss.item()


def steps(n):
    milliseconds = []
    for _ in range(n):
        start = time.perf_counter()
        loss = step()
        milliseconds.append((time.perf_counter() - start) * 1000)
    return {"milliseconds": milliseconds, "loss": loss}


serve({"steps": steps, "peak": peak})
