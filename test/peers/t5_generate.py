"""Hugging Face's constrained beam search for the idgenrec benchmark.

Usage: t5_generate.py MODEL_FOLDER DATA.json [--threads 2]; DATA.json holds {"ids": tokens of each item, "prompts": tokens
of each prompt}. The constraint is `prefix_allowed_tokens_fn` over a trie of dictionaries that walks the whole prefix, as in
IDGenRec's and GENRE's code. Command: {"cmd": "generate", "rows": [...], "size": 16, "beams": 10} -> seconds, and for each
row the items, from 1, and their scores, best first. Prompts are padded to the longest of their batch."""

import argparse
import json
import time
from pathlib import Path

import torch
from transformers import T5ForConditionalGeneration
from transformers.utils import logging

from json_lines import peak, serve

PAD, END = 0, 1

parser = argparse.ArgumentParser()
parser.add_argument("model", type=Path)
parser.add_argument("data", type=Path)
parser.add_argument("--threads", type=int, default=2)
options = parser.parse_args()
torch.set_num_threads(options.threads)
logging.set_verbosity_error()

data = json.loads(options.data.read_text())
prompts = data["prompts"]
item_of = {tuple(tokens): index + 1 for index, tokens in enumerate(data["ids"])}
longest = max(len(tokens) for tokens in data["ids"])
root = {}
for tokens in data["ids"]:
    node = root
    for token in [PAD, *tokens, END]:
        node = node.setdefault(token, {})
model = T5ForConditionalGeneration.from_pretrained(options.model, dtype=torch.float32).eval()


def allowed(_row, prefix):
    node = root
    for token in prefix.tolist():
        node = node.get(token)
        if node is None:
            return [END]  # a beam that holds nothing; its probability is none already
    return list(node) or [END]


def ranked(sequence):
    tokens = sequence[1:]
    return item_of.get(tuple(tokens[: tokens.index(END)]) if END in tokens else None, 0)


@torch.inference_mode()
def generate(rows, size, beams):
    items, scores = [], []
    start = time.perf_counter()
    for at in range(0, len(rows), size):
        batch = [prompts[row] for row in rows[at : at + size]]
        length = max(len(prompt) for prompt in batch)
        inputs = torch.tensor([prompt + [PAD] * (length - len(prompt)) for prompt in batch])
        output = model.generate(
            input_ids=inputs,
            attention_mask=(inputs != PAD).long(),
            do_sample=False,
            num_beams=beams,
            num_return_sequences=beams,
            max_new_tokens=longest + 1,
            prefix_allowed_tokens_fn=allowed,
            return_dict_in_generate=True,
            output_scores=True,
        )
        items += [ranked(sequence) for sequence in output.sequences.tolist()]
        scores += output.sequences_scores.tolist()
    return {"seconds": time.perf_counter() - start, "items": items, "scores": scores}


serve({"generate": generate, "peak": peak})
