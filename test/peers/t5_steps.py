"""Hugging Face's T5 in training, for the idgenrec benchmark: forward, backward, clipping, fused AdamW, with dropout.

Usage: t5_steps.py MODEL_FOLDER BATCHES.json [--threads 2]; the file holds {"batches": [{"inputs", "labels"}], "optimiser"}.
Commands: {"cmd": "loss"} -> loss of the first batch without dropout; {"cmd": "steps", "n": 4} -> milliseconds of each."""

import argparse
import json
import time
from pathlib import Path

import torch
from transformers import T5ForConditionalGeneration
from transformers.utils import logging

from json_lines import peak, serve

parser = argparse.ArgumentParser()
parser.add_argument("model", type=Path)
parser.add_argument("batches", type=Path)
parser.add_argument("--threads", type=int, default=2)
options = parser.parse_args()
torch.set_num_threads(options.threads)
torch.manual_seed(1)
logging.set_verbosity_error()

data = json.loads(options.batches.read_text())
batches = [(torch.tensor(batch["inputs"]), torch.tensor(batch["labels"])) for batch in data["batches"]]
settings = data["optimiser"]
model = T5ForConditionalGeneration.from_pretrained(options.model, dtype=torch.float32)
optimiser = torch.optim.AdamW(
    model.parameters(),
    lr=settings["learningRate"],
    betas=(settings["beta1"], settings["beta2"]),
    eps=settings["epsilon"],
    weight_decay=settings["weightDecay"],
    fused=True,
)
done = 0


def loss_of(batch):
    inputs, labels = batch
    return model(input_ids=inputs, attention_mask=torch.ones_like(inputs), labels=labels, use_cache=False).loss


@torch.inference_mode()
def loss():
    model.eval()
    return {"loss": loss_of(batches[0]).item()}


def step():
    global done
    optimiser.zero_grad(set_to_none=True)
    value = loss_of(batches[done % len(batches)])
    done += 1
    value.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), settings["clipNorm"])
    optimiser.step()
    return value.item()


def steps(n):
    model.train()
    milliseconds = []
    for _ in range(n):
        start = time.perf_counter()
        step()
        milliseconds.append((time.perf_counter() - start) * 1000)
    return {"milliseconds": milliseconds}


serve({"loss": loss, "steps": steps, "peak": peak})
