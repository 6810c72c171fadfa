"""Writes test/golden/t5/: tiny random T5 checkpoints as Hugging Face saves them, and what Hugging Face computes with them.

Run by hand in an environment with torch and transformers: python test/golden/t5.py
`relu` is the original T5 (tied, rescaled head); `gated-gelu` is T5 v1.1 (head of its own, not rescaled). Everything is
computed in float64 from the float32 weights that are saved. t5.json holds, for each checkpoint, logits, loss and outputs of
`generate`; gradients lie beside the checkpoint. types.safetensors holds the same numbers in three types.
"""

import json
import shutil
from pathlib import Path

import tokenizers
import torch
import transformers
from safetensors.torch import save_file
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors
from transformers import PreTrainedTokenizerFast, T5Config, T5ForConditionalGeneration
from transformers.models.t5.modeling_t5 import T5Attention

FOLDER = Path(__file__).with_suffix("")
PAD, END = 0, 1
SEED = 7
WORDS = "red blue oil rose hair lip care set kit pro natural lavender and the for".split()
LETTERS = "abcdefghilnoprstuvy"
PIECES = ["▁" + word for word in WORDS] + ["▁", "s", "ed", "er", "ing"] + list(LETTERS)
PIECES = list(dict.fromkeys(PIECES))
VOCABULARY = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)] + [
    (piece, -2.0 - 0.1 * rank - (0 if len(piece) > 1 else 4)) for rank, piece in enumerate(PIECES)
]
TEXTS = [
    "red oil for hair",
    "  Rose   lips, naturals!\tset ",
    "redoil lavendering",
    "",
    "crème </s> kits",
]
DIMENSIONS = dict(
    vocab_size=len(VOCABULARY),
    d_model=12,
    d_kv=5,
    d_ff=16,
    num_layers=2,
    num_decoder_layers=2,
    num_heads=3,
    relative_attention_num_buckets=8,
    relative_attention_max_distance=20,
    dropout_rate=0.1,
    decoder_start_token_id=PAD,
    pad_token_id=PAD,
    eos_token_id=END,
)
# Padding at either end, and none.
INPUTS = [[7, 3, 9, 20, 5, 11, 1, 0, 0], [0, 0, 0, 0, 4, 4, 8, 33, 1], [12, 30, 6, 25, 14, 3, 3, 10, 1]]
LABELS = [[5, 9, 1, -100, -100], [17, 4, 8, 22, 1], [3, 1, -100, -100, -100]]
# As of a catalogue: one is the beginning of another, one word is shared by several.
ITEM_IDS = [[3, 5], [3, 5, 8], [3, 9, 4], [4], [4, 6, 6], [7, 3], [9, 9, 9, 9], [9, 10], [11, 5, 3], [12], [13, 4], [13, 8, 21, 3]]


def tokenizer():
    made = Tokenizer(models.Unigram([(piece, float(score)) for piece, score in VOCABULARY], unk_id=2))
    made.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
    made.decoder = decoders.Metaspace()
    made.post_processor = processors.TemplateProcessing(
        single="$A </s>", pair="$A </s> $B </s>", special_tokens=[("</s>", END)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=made, pad_token="<pad>", eos_token="</s>", unk_token="<unk>", model_max_length=64
    )


def checkpoint(kind):
    torch.manual_seed(SEED)
    config = T5Config(**DIMENSIONS, feed_forward_proj=kind, tie_word_embeddings=kind == "relu")
    model = T5ForConditionalGeneration(config)
    if kind != "relu":
        # transformers 5 ties what a fresh model has; T5 v1.1's checkpoints hold a head of their own.
        model.lm_head.weight = torch.nn.Parameter(torch.empty_like(model.shared.weight))
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            # Large enough that outputs follow the inputs, and do not only repeat what the decoder began with.
            scale = {"shared.weight": 0.8, "lm_head.weight": 0.5}.get(name, 0.6)
            parameter.copy_(torch.randn(parameter.shape) * scale)
            if "layer_norm" in name:
                parameter.add_(1)
        # Sequences are to end now and then.
        model.get_output_embeddings().weight[END] *= 1.5
    return model


def save(model, folder, kind):
    folder.mkdir(parents=True)
    # As the hub's checkpoints are: shared.weight alone where the head is tied, lm_head.weight where it is not.
    tied = ["encoder.embed_tokens.weight", "decoder.embed_tokens.weight"] + (["lm_head.weight"] if kind == "relu" else [])
    state = {name: value.contiguous() for name, value in model.state_dict().items() if name not in tied}
    save_file(state, folder / "model.safetensors", metadata={"format": "pt"})
    config = {
        **DIMENSIONS,
        "architectures": ["T5ForConditionalGeneration"],
        "model_type": "t5",
        "is_encoder_decoder": True,
        "feed_forward_proj": kind,
        "tie_word_embeddings": kind == "relu",
        "layer_norm_epsilon": 1e-6,
    }
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    tokenizer().save_pretrained(folder)


def numbers(tensor):
    return [float(f"{value:.9g}") for value in tensor.detach().flatten().tolist()]


def trie_of(sequences):
    children = {}
    for sequence in sequences:
        for place in range(len(sequence)):
            children.setdefault(tuple(sequence[:place]), set()).add(sequence[place])
    return {prefix: sorted(tokens) for prefix, tokens in children.items()}


def generated(model, inputs, mask):
    allowed = trie_of([[PAD, *tokens, END] for tokens in ITEM_IDS])
    cases = [dict(num_beams=1)]
    for is_constrained in (False, True):
        for beams in (3, 6):
            for penalty in (0.0, 1.0, 2.0):
                for stopping in (False, True, "never"):
                    if stopping != False and (beams != 3 or penalty == 0.0):
                        continue
                    cases.append(
                        dict(num_beams=beams, length_penalty=penalty, early_stopping=stopping, constrained=is_constrained)
                    )
    results = []
    for case in cases:
        options = {name: value for name, value in case.items() if name != "constrained"}
        if case.get("constrained"):
            options["prefix_allowed_tokens_fn"] = lambda _row, tokens: allowed.get(tuple(tokens.tolist()), [PAD])
        output = model.generate(
            input_ids=inputs,
            attention_mask=mask,
            do_sample=False,
            max_new_tokens=7,
            num_return_sequences=case["num_beams"],
            return_dict_in_generate=True,
            output_scores=True,
            **options,
        )
        scores = None if case["num_beams"] == 1 else numbers(output.sequences_scores)
        results.append(
            {
                "beams": case["num_beams"],
                "lengthPenalty": case.get("length_penalty"),
                "earlyStopping": case.get("early_stopping"),
                "isConstrained": case.get("constrained", False),
                "sequences": output.sequences.tolist(),
                "scores": scores,
            }
        )
    return results


def evaluate(model, folder):
    model = model.double().eval()
    inputs = torch.tensor(INPUTS)
    mask = (inputs != PAD).long()
    labels = torch.tensor(LABELS)
    output = model(input_ids=inputs, attention_mask=mask, labels=labels)
    model.zero_grad()
    output.loss.backward()
    tied = model.lm_head.weight is model.shared.weight
    gradients = {
        name: parameter.grad.float().contiguous()
        for name, parameter in model.named_parameters()
        if not (name == "lm_head.weight" and tied)
    }
    save_file(gradients, folder / "gradients.safetensors")
    encoded = model.get_encoder()(input_ids=inputs, attention_mask=mask).last_hidden_state
    return {
        "encoded": numbers(encoded),
        "logits": numbers(output.logits),
        "loss": output.loss.item(),
        "generated": generated(model, inputs, mask),
    }


def buckets(count, distance):
    places = torch.arange(-200, 201)
    of = lambda both: T5Attention._relative_position_bucket(places, both, count, distance).tolist()
    return {"bucketCount": count, "maxDistance": distance, "encoder": of(True), "decoder": of(False)}


shutil.rmtree(FOLDER, ignore_errors=True)
results = {}
for kind in ("relu", "gated-gelu"):
    model = checkpoint(kind)
    save(model, FOLDER / kind, kind)
    reloaded = T5ForConditionalGeneration.from_pretrained(FOLDER / kind, dtype=torch.float32)
    for name, value in model.state_dict().items():
        assert torch.equal(value, reloaded.state_dict()[name]), name
    results[kind] = evaluate(reloaded, FOLDER / kind)

values = torch.tensor([0.0, -0.0, 1.0, -2.5, 65504.0, 6.1e-5, 5.96e-8, 3.14159, float("inf"), -1e-3])
save_file({"f32": values, "f16": values.half(), "bf16": values.bfloat16()}, FOLDER / "types.safetensors")

pieces = tokenizer()
golden = {
    "versions": {"torch": torch.__version__.split("+")[0], "transformers": transformers.__version__, "tokenizers": tokenizers.__version__},
    "inputs": INPUTS,
    "labels": LABELS,
    "itemIds": ITEM_IDS,
    "buckets": [buckets(32, 128), buckets(8, 20), buckets(6, 300)],
    "types": {"f16": values.half().double().tolist()[:-2], "bf16": values.bfloat16().double().tolist()[:-2]},
    "tokens": [{"text": text, "ids": pieces(text).input_ids, "decoded": pieces.decode(pieces(text).input_ids, skip_special_tokens=True)} for text in TEXTS],
    "checkpoints": results,
}
path = FOLDER / "t5.json"
path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
print({str(file.relative_to(FOLDER)): file.stat().st_size for file in sorted(FOLDER.rglob("*.*")) if file.is_file()})
