"""Writes test/golden/t5/diverse.json: diverse beam search of Hugging Face on the checkpoints that t5.py made.

Run by hand with torch and transformers==4.50.3, the line of versions that still has it in `generate`; version 5 has not:
python test/golden/t5Diverse.py. Groups of one beam each, as IDGenRec writes item IDs (utils/indexing.py:421). In float32: it cannot do more.
"""

import json
from pathlib import Path

import torch
import transformers
from transformers import T5ForConditionalGeneration

FOLDER = Path(__file__).with_name("t5")
PAD = 0
MAX_NEW_TOKENS = 7
INPUTS = json.loads((FOLDER / "t5.json").read_text())["inputs"]

results = {}
for kind in ("relu", "gated-gelu"):
    model = T5ForConditionalGeneration.from_pretrained(FOLDER / kind, torch_dtype=torch.float32).eval()
    inputs = torch.tensor(INPUTS)
    results[kind] = []
    for groups in (3, 8):
        for penalty in (0.1, 1.0, 3.0):
            for length_penalty in (0.0, 1.0):
                output = model.generate(
                    input_ids=inputs,
                    attention_mask=(inputs != PAD).long(),
                    do_sample=False,
                    num_beams=groups,
                    num_beam_groups=groups,
                    diversity_penalty=penalty,
                    length_penalty=length_penalty,
                    num_return_sequences=groups,
                    max_new_tokens=MAX_NEW_TOKENS,
                    return_dict_in_generate=True,
                    output_scores=True,
                )
                results[kind].append(
                    {
                        "beams": groups,
                        "diversityPenalty": penalty,
                        "lengthPenalty": length_penalty,
                        "sequences": output.sequences.tolist(),
                        "scores": [float(f"{score:.9g}") for score in output.sequences_scores.tolist()],
                    }
                )
golden = {"transformers": transformers.__version__, "maxNewTokens": MAX_NEW_TOKENS, "checkpoints": results}
(FOLDER / "diverse.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
