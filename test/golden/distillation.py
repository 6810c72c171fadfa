"""Writes distillation.json: pooled vectors, distillation error, beta, loss and gradients, by PyTorch in float64.

Run by hand in the peers' environment (see test/peers/requirements.txt): python test/golden/distillation.py
Sequences are padded on the left, as in the ECIR 2026 release. Gradients are autograd's, beta is detach()ed, the errors
are F.mse_loss and F.cosine_similarity, the projection is F.linear. The model's own loss stands for any: the mean
square of the sequences' states, plus 2.
"""

import json
from itertools import product
from pathlib import Path

import torch
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(20260423)
LENGTHS, ROW, WIDTH, PROFILE_WIDTH = [3, 1, 5, 2], 5, 4, 3
HAS_PROFILE = [True, True, False, True]
GAMMA, ALPHA = 0.35, 0.4

states = torch.randn(len(LENGTHS), ROW, WIDTH)
targets = torch.randn(len(LENGTHS), WIDTH)
profiles = torch.randn(len(LENGTHS), PROFILE_WIDTH)
weight, bias = torch.randn(WIDTH, PROFILE_WIDTH), torch.randn(WIDTH)
real = torch.tensor([[slot >= ROW - length for slot in range(ROW)] for length in LENGTHS])


def pooled(x, kind, over):
    rows = []
    for row, length in zip(x, LENGTHS):
        kept = row if over == "slots" else row[ROW - length :]
        steps = torch.arange(1, len(kept) + 1, dtype=torch.float64)
        shares = torch.softmax(GAMMA * steps, 0) if kind == "exponential" else torch.full_like(steps, 1 / len(kept))
        rows.append((shares[:, None] * kept).sum(0))
    return torch.stack(rows)


def error(kind, ours, theirs, missing):
    present = torch.tensor(HAS_PROFILE)
    if missing == "left-out":
        ours, theirs = ours[present], theirs[present]
    else:
        # The release writes the model's own vectors over the targets of users without a profile.
        theirs = torch.where(present[:, None], theirs, ours.detach())
    if kind == "cosine":
        return 1 - F.cosine_similarity(ours, theirs, dim=1).mean()
    square = F.mse_loss(ours, theirs)
    return square if kind == "mse" else square.sqrt()


def variance(theirs):
    present = theirs[torch.tensor(HAS_PROFILE)]
    return present.var(dim=0, unbiased=False).mean()


def case(pool, over, kind, beta, is_projected, missing):
    x = states.clone().requires_grad_()
    w, b = weight.clone().requires_grad_(), bias.clone().requires_grad_()
    theirs = F.linear(profiles, w, b) if is_projected else targets
    ours = pooled(x, pool, over)
    model_loss = x[real].square().mean() + 2
    distance = error(kind, ours, theirs, missing)
    scale = (model_loss / (distance + 1e-8)).detach() if beta == "dynamic" else torch.tensor(float(beta))
    loss = ALPHA * scale * distance + (1 - ALPHA) * model_loss
    loss.backward()
    return {
        "pooling": {"kind": pool, "gamma": GAMMA, "over": over},
        "error": kind,
        "beta": beta,
        "isProjected": is_projected,
        "missing": missing,
        "pooled": ours.flatten().tolist(),
        "distillationError": distance.item(),
        "scale": scale.item(),
        "loss": loss.item(),
        "targetVariance": variance(theirs).item(),
        "stateGradient": x.grad.flatten().tolist(),
        "weightGradient": w.grad.T.flatten().tolist() if is_projected else None,
        "biasGradient": b.grad.tolist() if is_projected else None,
    }


CHOICES = product(
    ["mean", "exponential"],
    ["items", "slots"],
    ["mse", "rmse", "cosine"],
    ["dynamic", 1, 7.5],
    [False, True],
    ["left-out", "count-as-met"],
)
# A fifth of them; 5 divides no number of choices, so each value of each meets the values of the others.
cases = [case(*choice) for number, choice in enumerate(CHOICES) if number % 5 == 0]


def rounded(value):
    if isinstance(value, float):
        return float(f"{value:.12g}")
    if isinstance(value, dict):
        return {key: rounded(entry) for key, entry in value.items()}
    return [rounded(entry) for entry in value] if isinstance(value, list) else value


golden = {
    "torch": torch.__version__,
    "alpha": ALPHA,
    "lengths": LENGTHS,
    "rowLength": ROW,
    "width": WIDTH,
    "profileWidth": PROFILE_WIDTH,
    "hasProfile": HAS_PROFILE,
    "states": states.flatten().tolist(),
    "targets": targets.flatten().tolist(),
    "profiles": profiles.flatten().tolist(),
    # As we keep matrices: [in, out].
    "weight": weight.T.flatten().tolist(),
    "bias": bias.tolist(),
    "cases": cases,
}
Path(__file__).with_name("distillation.json").write_text(json.dumps(rounded(golden)) + "\n")
