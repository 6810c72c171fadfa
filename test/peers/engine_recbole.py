"""RecBole's SASRec: one epoch of training, one evaluation over the full catalogue.

Usage: engine_recbole.py DATA.json; commands: {"cmd": "train"} and {"cmd": "evaluate"} -> seconds. RecBole trains on every
prefix of every sequence with the prefix's last position only; the prefixes are written out here as RecBole's own
augmentation makes them, so that it trains on the very sequences that the others do."""

import argparse
import json
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from recbole.config import Config
from recbole.data import create_dataset, data_preparation
from recbole.utils import get_model, get_trainer, init_seed

from json_lines import serve

parser = argparse.ArgumentParser()
parser.add_argument("data", type=Path)
for name, default in dict(batch=256, length=50, width=128, blocks=2, heads=2, k=10, threads=2).items():
    parser.add_argument(f"--{name}", type=int, default=default)
parser.add_argument("--dropout", type=float, default=0.2)
options = parser.parse_args()
data = json.loads(options.data.read_text())


def sequences_of(part):
    offsets, items = part["offsets"], part["items"]
    return [items[start:end] for start, end in zip(offsets, offsets[1:])]


def write_examples(path, examples):
    """RecBole's atomic file of (user, history, target)."""
    lines = ["user_id:token\titem_id_list:token_seq\titem_id:token"]
    lines += [f"{user}\t{' '.join(map(str, history))}\t{target}" for user, history, target in examples]
    path.write_text("\n".join(lines) + "\n")


folder = Path(tempfile.mkdtemp()) / "beauty"
folder.mkdir()
train_sequences = sequences_of(data["train"])
prefixes = [
    (user, items[max(0, at - options.length) : at], items[at])
    for user, items in enumerate(train_sequences)
    for at in range(1, len(items))
]
cases = [
    (len(train_sequences) + user, history[-options.length :], target)
    for user, (history, target) in enumerate(zip(sequences_of(data["histories"]), data["targets"]))
    if history
]
write_examples(folder / "beauty.train.inter", prefixes)
write_examples(folder / "beauty.valid.inter", cases[:1])
write_examples(folder / "beauty.test.inter", cases)

config = Config(
    model="SASRec",
    dataset="beauty",
    config_dict={
        "data_path": str(folder.parent),
        "benchmark_filename": ["train", "valid", "test"],
        "alias_of_item_id": ["item_id_list"],
        "load_col": {"inter": ["user_id", "item_id_list", "item_id"]},
        "USER_ID_FIELD": "user_id",
        "ITEM_ID_FIELD": "item_id",
        "MAX_ITEM_LIST_LENGTH": options.length,
        "n_layers": options.blocks,
        "n_heads": options.heads,
        "hidden_size": options.width,
        "inner_size": options.width,  # as in the paper; RecBole's default is four times wider
        "hidden_dropout_prob": options.dropout,
        "attn_dropout_prob": options.dropout,
        "loss_type": "CE",
        "train_neg_sample_args": None,
        "train_batch_size": options.batch,
        "eval_batch_size": options.batch,
        "eval_args": {"mode": "full", "order": "TO", "split": {"LS": "valid_and_test"}, "group_by": "user"},
        "metrics": ["NDCG"],
        "valid_metric": f"NDCG@{options.k}",
        "topk": [options.k],
        "epochs": 1,
        "learning_rate": 1e-3,
        "use_gpu": False,
        "show_progress": False,
        "state": "CRITICAL",
        "checkpoint_dir": str(folder),
    },
)
torch.set_num_threads(options.threads)
init_seed(config["seed"], config["reproducibility"])
train_data, _, test_data = data_preparation(config, create_dataset(config))
model = get_model("SASRec")(config, train_data._dataset)
trainer = get_trainer(config["MODEL_TYPE"], config["model"])(config, model)


def train():
    start = time.perf_counter()
    loss = trainer._train_epoch(train_data, 0)
    return {"seconds": time.perf_counter() - start, "loss": float(np.sum(loss)), "batches": len(train_data)}


def evaluate():
    start = time.perf_counter()
    metrics = trainer.evaluate(test_data, load_best_model=False)
    return {"seconds": time.perf_counter() - start, "ndcg": float(metrics[f"ndcg@{options.k}"])}


serve({"train": train, "evaluate": evaluate})
