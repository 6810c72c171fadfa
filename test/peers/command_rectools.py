"""RecTools' SASRec (from PyPI) behind seqbench's command protocol: pip install "rectools[torch]".

Trains for a fixed number of epochs and keeps the weights of the epoch with the least loss on RecTools' own terms (the
last one); settings are those of the model, under RecTools' names."""

import json
import pickle
import sys
import time
import warnings

import numpy as np
import pandas as pd
import torch
from pytorch_lightning import Trainer, seed_everything
from pytorch_lightning.callbacks import Callback
from rectools import Columns
from rectools.dataset import Dataset
from rectools.models import SASRecModel
from rectools.models.nn.item_net import IdEmbeddingsItemNet

warnings.filterwarnings("ignore")
answers, sys.stdout = sys.stdout, sys.stderr  # libraries may print; only answers go to standard output
model = item_count = None


def say(answer):
    print(json.dumps(answer), file=answers, flush=True)


def dataset(offsets, items, k=None):
    lengths = np.diff(offsets)
    users = np.repeat(np.arange(len(lengths)), lengths)
    order = pd.to_datetime(np.arange(len(users)), unit="s")  # stands for the time
    return Dataset.construct(pd.DataFrame(dict(zip(Columns.Interactions, [users, items, np.ones(len(users)), order]))))


# RecTools trains with a copy of the trainer and its callbacks, so that they cannot keep figures themselves.
epochs, state = [], {}


class Log(Callback):
    def on_train_epoch_start(self, trainer, module):
        state["begun"], state["losses"] = time.perf_counter(), []

    def on_train_batch_end(self, trainer, module, outputs, batch, index):
        state["losses"].append(float(outputs["loss"]))

    def on_train_epoch_end(self, trainer, module):
        loss = float(np.mean(state["losses"]))
        epochs.append({"trainSeconds": time.perf_counter() - state["begun"], "loss": loss})
        say({"progress": {"epoch": len(epochs), "epochCount": trainer.max_epochs, "loss": loss}})


def fit(request):
    global model, item_count
    settings = dict(request["settings"])
    torch.set_num_threads(settings.pop("threads", 2))
    epoch_count = settings.pop("epochs", 20)
    seed_everything(request["seed"])
    quiet = dict(logger=False, enable_checkpointing=False, enable_progress_bar=False, enable_model_summary=False)
    model = SASRecModel(
        **settings,
        item_net_block_types=(IdEmbeddingsItemNet,),
        get_trainer_func=lambda: Trainer(max_epochs=epoch_count, accelerator="cpu", callbacks=[Log()], **quiet),
    )
    item_count = request["itemCount"]
    model.fit(dataset(*(np.load(request["train"][name]) for name in ("offsets", "items"))))
    parameters = sum(weight.numel() for weight in model.torch_model.parameters())
    return {"parameterCount": int(parameters), "epochs": epochs, "bestEpoch": len(epochs)}


def rank(offsets, items, k, seen_items):
    """Histories without an item that RecTools knows get the catalogue's first items, which nobody would call a guess."""
    count = len(offsets) - 1
    lists, scores = np.zeros((count, k), "uint32"), np.full((count, k), -np.inf, "float32")
    asked = np.flatnonzero(np.diff(offsets))
    if len(asked) > 0:
        histories = dataset(offsets, items)
        table = model.recommend(
            asked, histories, k=k, filter_viewed=seen_items == "filter", on_unsupported_targets="ignore"
        )
        rows, ranks = table[Columns.User].to_numpy(), table[Columns.Rank].to_numpy() - 1
        lists[rows, ranks], scores[rows, ranks] = table[Columns.Item], table[Columns.Score]
    for row in np.flatnonzero(lists[:, 0] == 0):
        seen = set(items[offsets[row] : offsets[row + 1]].tolist()) if seen_items == "filter" else set()
        best = [item for item in range(1, item_count + 1) if item not in seen][:k]
        lists[row, : len(best)], scores[row, : len(best)] = best, 0
    return lists, scores


def recommend(request):
    histories = [np.load(request["histories"][name]) for name in ("offsets", "items")]
    begun = time.perf_counter()
    lists, scores = rank(*histories, request["k"], request["seenItems"])
    seconds = time.perf_counter() - begun
    np.save(request["answers"]["items"], lists)
    np.save(request["answers"]["scores"], scores)
    return {"seconds": seconds}


def recommend_one(request):
    history, begun = np.array(request["history"], "uint32"), time.perf_counter()
    lists, scores = rank(np.array([0, len(history)]), history, request["k"], request["seenItems"])
    kept = int((lists[0] > 0).sum())
    seconds = time.perf_counter() - begun
    return {"items": lists[0, :kept].tolist(), "scores": scores[0, :kept].tolist(), "seconds": seconds}


def save(request):
    with open(request["path"], "wb") as file:
        pickle.dump((model, item_count), file)
    return {}


def load(request):
    global model, item_count
    with open(request["path"], "rb") as file:
        model, item_count = pickle.load(file)
    return {}


work = {"fit": fit, "recommend": recommend, "recommend-one": recommend_one, "save": save, "load": load}
for line in sys.stdin:
    request = json.loads(line)
    say(work[request["do"]](request))
