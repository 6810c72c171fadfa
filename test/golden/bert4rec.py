"""Writes bert4rec.json: hidden states, loss and gradients of Hugging Face's BertModel, in float64.

Run by hand where torch and transformers are (pip install torch transformers): python test/golden/bert4rec.py
Token 0 is the padding, tokens 1 to ITEMS are items, the one after is the mask. Where rows are packed here, each
sequence runs alone there; where each has a row, they are padded on the left and given the attention mask. The heads are
BertForMaskedLM's own (transform, tied, bias) and a separate linear layer, as in the ECIR 2026 release.
"""

import json
from pathlib import Path

import torch
import transformers
from torch.nn import functional as F
from transformers import BertConfig, BertForMaskedLM

torch.set_default_dtype(torch.float64)
ITEMS, LENGTH, WIDTH, HEADS, BLOCKS = 11, 6, 8, 2, 2
MASK = ITEMS + 1
SEQUENCES = [[3, 1, 4, 1, 5, 9], [6, 5], [3, 5, 8], [7, 2, 3, 10, 11]]
MASKED = [[1, 5], [1], [0], [2]]
CASES = [("dense", "tied", "packed"), ("none", "untied", "packed"), ("none", "untied", "one-per-row")]


def named(model, untied, of):
    """Values by our names; our matrices map [in] to [out] from the right. The token type is part of the positions."""
    embeddings, prediction = model.bert.embeddings, model.cls.predictions
    words = of(embeddings.word_embeddings.weight)
    positions = of(embeddings.position_embeddings.weight)
    if of is value_of:
        positions = positions + of(embeddings.token_type_embeddings.weight)
    values = {"items": words[1:MASK], "mask": words[MASK], "positions": positions}

    def norm(name, layer):
        values[f"{name}/gamma"], values[f"{name}/beta"] = of(layer.weight), of(layer.bias)

    def linear(name, layer):
        values[f"{name}/weight"], values[f"{name}/bias"] = of(layer.weight).T, of(layer.bias)

    norm("embedding/norm", embeddings.LayerNorm)
    for index, layer in enumerate(model.bert.encoder.layer):
        prefix = f"block{index}"
        for part in ("query", "key", "value"):
            linear(f"{prefix}/attention/{part}", getattr(layer.attention.self, part))
        linear(f"{prefix}/attention/output", layer.attention.output.dense)
        norm(f"{prefix}/norm1", layer.attention.output.LayerNorm)
        linear(f"{prefix}/inner", layer.intermediate.dense)
        linear(f"{prefix}/outer", layer.output.dense)
        norm(f"{prefix}/norm2", layer.output.LayerNorm)
    if untied is None:
        linear("head", prediction.transform.dense)
        norm("head/norm", prediction.transform.LayerNorm)
        values["output/bias"] = of(prediction.bias)[1:MASK]
    else:
        values["output/items"], values["output/bias"] = of(untied.weight), of(untied.bias)
    return {name: rounded(value) for name, value in values.items()}


def value_of(parameter):
    return parameter.detach()


def gradient_of(parameter):
    return torch.zeros_like(parameter) if parameter.grad is None else parameter.grad


def rounded(tensor):
    return [float(f"{value:.8g}") for value in tensor.detach().flatten().tolist()]


def masked_inputs():
    for items, places in zip(SEQUENCES, MASKED):
        tokens = torch.tensor(items)
        tokens[places] = MASK
        yield tokens


def encode(model, tokens, attention_mask):
    """Outputs of both blocks; the last position is the last row of the position table."""
    positions = torch.arange(LENGTH - tokens.shape[1], LENGTH)[None]
    answer = model.bert(tokens, attention_mask=attention_mask, position_ids=positions, output_hidden_states=True)
    return answer.hidden_states[1:]


def evaluate(model, untied, layout):
    if layout == "packed":
        blocks = [encode(model, tokens[None], torch.ones(1, len(tokens))) for tokens in masked_inputs()]
        blocks = [torch.cat([sequence[block][0] for sequence in blocks]) for block in range(BLOCKS)]
        lengths = [len(items) for items in SEQUENCES]
        starts = [sum(lengths[:index]) for index in range(len(lengths))]
    else:
        tokens = torch.stack([F.pad(tokens, (LENGTH - len(tokens), 0)) for tokens in masked_inputs()])
        blocks = [block.flatten(0, 1) for block in encode(model, tokens, (tokens != 0).double())]
        starts = [(index + 1) * LENGTH - len(items) for index, items in enumerate(SEQUENCES)]
    at = torch.tensor([start + place for start, places in zip(starts, MASKED) for place in places])
    targets = torch.tensor([items[place] for items, places in zip(SEQUENCES, MASKED) for place in places])
    if untied is None:
        logits = model.cls(blocks[-1])[at][:, 1:MASK]
        hidden = model.cls.predictions.transform(blocks[-1])
    else:
        logits, hidden = untied(blocks[-1])[at], blocks[-1]
    loss = F.cross_entropy(logits, targets - 1)
    model.zero_grad()
    if untied is not None:
        untied.zero_grad()
    loss.backward()
    return {
        "head": "dense" if untied is None else "none",
        "output": "tied" if untied is None else "untied",
        "layout": layout,
        "blocks": [rounded(block) for block in blocks],
        "hidden": rounded(hidden),
        "loss": loss.item(),
        # Nobody sees the padding, so rows of their own have the same ones.
        "gradients": named(model, untied, gradient_of) if layout == "packed" else None,
    }


torch.manual_seed(7)
config = BertConfig(
    vocab_size=ITEMS + 2,
    hidden_size=WIDTH,
    num_hidden_layers=BLOCKS,
    num_attention_heads=HEADS,
    intermediate_size=4 * WIDTH,
    hidden_dropout_prob=0,
    attention_probs_dropout_prob=0,
    max_position_embeddings=LENGTH,
    type_vocab_size=1,
    pad_token_id=0,
)
model = BertForMaskedLM(config).double()
untied = torch.nn.Linear(WIDTH, ITEMS)
with torch.no_grad():
    for parameter in [*model.parameters(), *untied.parameters()]:
        parameter.copy_(torch.randn(parameter.shape).mul(0.4).to(torch.float32))
    for layer in model.modules():
        if isinstance(layer, torch.nn.LayerNorm):
            layer.weight.add_(1)
    model.bert.embeddings.word_embeddings.weight[0] = 0
    untied.bias.copy_(model.cls.predictions.bias[1:MASK])

golden = {
    "transformers": transformers.__version__,
    "torch": torch.__version__.split("+")[0],
    "shape": {"itemCount": ITEMS, "maxLength": LENGTH, "width": WIDTH, "headCount": HEADS, "blockCount": BLOCKS},
    "sequences": SEQUENCES,
    "masked": MASKED,
    "parameters": {**named(model, None, value_of), **named(model, untied, value_of)},
    "cases": [evaluate(model, None if output == "tied" else untied, layout) for _, output, layout in CASES],
}
path = Path(__file__).with_suffix(".json")
path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
print(f"{path}: {path.stat().st_size} bytes")
