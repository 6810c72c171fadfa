"""Writes wordTokenizer.json: what Hugging Face's own tokenizers library makes of a tokenizer.json that was built here.

Run by hand in an environment with tokenizers: python test/golden/wordTokenizer.py FOLDER
FOLDER holds the tokenizer.json that test/generation/tokenizer/wordTokenizer.test.ts writes when SEQBENCH_KEEP names it.
"""

import json
import sys
from pathlib import Path

import tokenizers
from tokenizers import Tokenizer

TEXTS = [
    "red oil ; rose oil set",
    "  Red\tOIL  ",
    "unseen words zigzag oil",
    "crème brûlée 50ml",
    "snowman ☃ and oil",
    "",
    "oil-free oil",
]
tokenizer = Tokenizer.from_file(str(Path(sys.argv[1]) / "tokenizer.json"))
golden = {
    "tokenizers": tokenizers.__version__,
    "cases": [
        {
            "text": text,
            "ids": tokenizer.encode(text, add_special_tokens=False).ids,
            "withEnd": tokenizer.encode(text).ids,
            "decoded": tokenizer.decode(tokenizer.encode(text).ids),
        }
        for text in TEXTS
    ],
}
path = Path(__file__).with_suffix(".json")
path.write_text(json.dumps(golden, ensure_ascii=False, separators=(",", ":")) + "\n")
print(path.read_text())
