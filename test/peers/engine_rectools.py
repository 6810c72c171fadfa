"""RecTools' SASRec: one epoch of training, then top-10 for every test user with seen items filtered.

Usage: engine_rectools.py DATA.json; commands: {"cmd": "train"} and {"cmd": "evaluate"} -> seconds. Training is the
time between the start and the end of the epoch, without RecTools' own preparation of the data."""

import argparse
import json
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from pytorch_lightning import Callback, Trainer
from rectools import Columns
from rectools.dataset import Dataset
from rectools.metrics import NDCG, calc_metrics
from rectools.models import SASRecModel
from rectools.models.nn.item_net import IdEmbeddingsItemNet

from json_lines import serve

parser = argparse.ArgumentParser()
parser.add_argument("data", type=Path)
for name, default in dict(batch=256, length=50, width=128, blocks=2, heads=2, k=10, threads=2).items():
    parser.add_argument(f"--{name}", type=int, default=default)
parser.add_argument("--dropout", type=float, default=0.2)
options = parser.parse_args()
torch.set_num_threads(options.threads)
warnings.filterwarnings("ignore")
data = json.loads(options.data.read_text())


def interactions(sequences):
    lengths = np.diff(sequences["offsets"])
    users = np.repeat(np.arange(len(lengths)), lengths)
    order = np.arange(len(users))  # stands for the time
    columns = [users, np.array(sequences["items"]), np.ones(len(users)), pd.to_datetime(order, unit="s")]
    return Dataset.construct(pd.DataFrame(dict(zip(Columns.Interactions, columns))))


# RecTools trains with a copy of the trainer and its callbacks, so that they cannot keep the times themselves.
epoch_times = []


class EpochClock(Callback):
    def on_train_epoch_start(self, trainer, module):
        epoch_times.append(time.perf_counter())

    def on_train_epoch_end(self, trainer, module):
        epoch_times.append(time.perf_counter())


def trainer():
    quiet = dict(logger=False, enable_checkpointing=False, enable_progress_bar=False, enable_model_summary=False)
    return Trainer(max_epochs=1, accelerator="cpu", callbacks=[EpochClock()], **quiet)


model = SASRecModel(
    n_blocks=options.blocks,
    n_heads=options.heads,
    n_factors=options.width,
    dropout_rate=options.dropout,
    session_max_len=options.length,
    loss="softmax",
    lr=1e-3,
    batch_size=options.batch,
    recommend_batch_size=options.batch,
    item_net_block_types=(IdEmbeddingsItemNet,),
    get_trainer_func=trainer,
)


def train():
    model.fit(interactions(data["train"]))
    start, end = epoch_times
    return {"seconds": end - start}


def evaluate():
    histories = interactions(data["histories"])
    users = np.flatnonzero(np.diff(data["histories"]["offsets"]))
    truth = pd.DataFrame({Columns.User: users, Columns.Item: np.array(data["targets"])[users]})
    start = time.perf_counter()
    lists = model.recommend(users, histories, k=options.k, filter_viewed=True, on_unsupported_targets="ignore")
    metrics = calc_metrics({"ndcg": NDCG(k=options.k)}, reco=lists, interactions=truth)
    return {"seconds": time.perf_counter() - start, "ndcg": metrics["ndcg"]}


serve({"train": train, "evaluate": evaluate})
