"""Writes test/golden/tinyChatModel/: a tiny random chat model in the layout of Transformers.js, and what Hugging Face makes of it.

Run by hand in an environment with torch, transformers and onnx: python test/golden/tinyChatModel.py
The model is a Llama with a byte-pair tokenizer and a chat template; its answers are no language. tinyChatModel.json holds, for
some chats, the tokens of `apply_chat_template` and the greedy answer of `generate`, both by Hugging Face itself, computed in
float64 from the float32 weights that are saved.
"""

import json
import shutil
from pathlib import Path

import onnx
import tokenizers
import torch
import transformers
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import GenerationConfig, LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast
from transformers.models.llama.modeling_llama import apply_rotary_pos_emb

FOLDER = Path(__file__).with_suffix("")
SEED = 11
SPECIAL = ["<|pad|>", "<|end|>", "<|system|>", "<|user|>", "<|assistant|>"]
PAD, END = 0, 1
VOCABULARY_SIZE = 384
HEADS = 2
LONGEST_ANSWER = 24
TEMPLATE = (
    "{% for message in messages %}<|{{ message['role'] }}|>\n{{ message['content'] }}<|end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>\n{% endif %}"
)
# What the tokenizer learns its merges from.
TEXTS = [
    "You are an experienced film critic who writes a profile of a viewer from what they have watched.",
    "Below are the films of one viewer, oldest first. Write a profile of about 150 words in five short paragraphs.",
    "The viewer likes quiet dramas and old westerns, dislikes horror, and would enjoy a comedy next.",
    "Describe only what the history supports; name none of the films by title, and give no ids and no ratings.",
    "Answer with the profile alone. History: Film 1; Drama; 1951; rated 4 of 5. Film 2; Comedy; 1952; rated 2 of 5.",
]
CHATS = [
    ("You write profiles of viewers.", "History:\n- Film 1; Drama; 1951; 5\n- Film 2; Western; 1952; 4"),
    ("You write profiles of viewers.", "History:\n- Film 3; Comedy; 1953; 1"),
    ("You are an experienced film critic.", "Which film would please this viewer next?"),
    ("Answer in one word.", "Café, naïve, 東京 and \U0001f3ac: drama or comedy?"),
    ("", "  Blanks\tat the ends, and an <|end|> in the middle.  "),
    ("You know perfumes.", "Rose oil, 50 ml, rated 5 of 5.\n\nLavender soap, rated 1 of 5."),
    ("Be brief.", "word " * 60),
    ("Be brief.", "Who is it?"),
]


def tokenizer():
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY_SIZE,
        special_tokens=SPECIAL,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    made.train_from_iterator(TEXTS, trainer)
    assert made.get_vocab_size() == VOCABULARY_SIZE
    return PreTrainedTokenizerFast(
        tokenizer_object=made,
        pad_token=SPECIAL[PAD],
        eos_token=SPECIAL[END],
        additional_special_tokens=SPECIAL[2:],
        chat_template=TEMPLATE,
        clean_up_tokenization_spaces=False,
    )


def chat_model(pieces):
    torch.manual_seed(SEED)
    config = LlamaConfig(
        vocab_size=VOCABULARY_SIZE,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=HEADS,
        num_key_value_heads=HEADS,
        max_position_embeddings=4096,
        tie_word_embeddings=False,
        bos_token_id=None,
        eos_token_id=END,
        pad_token_id=PAD,
    )
    model = LlamaForCausalLM(config).eval()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            # Large enough that answers follow the prompt, and do not only repeat one token.
            parameter.copy_(torch.randn(parameter.shape) * (1.0 if "embed_tokens" in name else 0.3))
            if "norm" in name:
                parameter.add_(1)
        head = model.lm_head.weight
        # Only printable tokens are likely, so that every answer is valid text; and it is to end now and then.
        for token in range(VOCABULARY_SIZE):
            text = pieces.decode([token])
            if token != END and not (token >= len(SPECIAL) and text.isascii() and text.isprintable()):
                head[token] = 0
        head[END] *= 1.5
    return model


class Step(torch.nn.Module):
    """One pass as Transformers.js asks for it: new tokens in, beside the keys and values of those before them."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, input_ids, attention_mask, position_ids, *past):
        llama = self.network.model
        states = llama.embed_tokens(input_ids)
        cosine, sine = llama.rotary_emb(states, position_ids)
        places = torch.arange(attention_mask.shape[1])
        is_before = places[None, :] <= places[attention_mask.shape[1] - input_ids.shape[1] :, None]
        is_seen = is_before[None] & attention_mask[:, None, :].bool()
        penalty = torch.where(is_seen, 0.0, -1e9)[:, None]
        heads = lambda projected: projected.view(*input_ids.shape, HEADS, -1).transpose(1, 2)
        present = []
        for number, layer in enumerate(llama.layers):
            attention = layer.self_attn
            entering = layer.input_layernorm(states)
            query, key = heads(attention.q_proj(entering)), heads(attention.k_proj(entering))
            query, key = apply_rotary_pos_emb(query, key, cosine, sine)
            key = torch.cat([past[2 * number], key], 2)
            value = torch.cat([past[2 * number + 1], heads(attention.v_proj(entering))], 2)
            weights = (query @ key.transpose(2, 3) * attention.scaling + penalty).softmax(-1)
            states = states + attention.o_proj((weights @ value).transpose(1, 2).reshape(*input_ids.shape, -1))
            states = states + layer.mlp(layer.post_attention_layernorm(states))
            present += [key, value]
        return (self.network.lm_head(llama.norm(states)), *present)


def export(model, path):
    path.parent.mkdir(parents=True)
    cache = [f"{layer}.{part}" for layer in range(model.config.num_hidden_layers) for part in ("key", "value")]
    past, present = [f"past_key_values.{name}" for name in cache], [f"present.{name}" for name in cache]
    tokens = torch.tensor([[5, 6, 7], [8, 9, 10]])
    before = torch.zeros(2, HEADS, 4, model.config.head_dim)
    axes = {
        **{name: {0: "batch_size", 1: "sequence_length"} for name in ["input_ids", "position_ids", "logits"]},
        "attention_mask": {0: "batch_size", 1: "total_sequence_length"},
        **{name: {0: "batch_size", 2: "past_sequence_length"} for name in past},
        **{name: {0: "batch_size", 2: "total_sequence_length"} for name in present},
    }
    torch.onnx.export(
        Step(model),
        (tokens, torch.ones(2, 7, dtype=torch.long), torch.tensor([[4, 5, 6]] * 2), *[before for _ in past]),
        path,
        input_names=["input_ids", "attention_mask", "position_ids", *past],
        output_names=["logits", *present],
        dynamic_axes=axes,
        dynamo=False,
        opset_version=17,
    )
    onnx.checker.check_model(onnx.load(path))


def answered(model, pieces, system, user):
    roles = [("system", system), ("user", user)] if system else [("user", user)]
    messages = [{"role": role, "content": content} for role, content in roles]
    prompt = pieces.apply_chat_template(messages, add_generation_prompt=True, return_dict=True)["input_ids"]
    output = model.generate(
        input_ids=torch.tensor([prompt]),
        attention_mask=torch.ones(1, len(prompt), dtype=torch.long),
        do_sample=False,
        max_new_tokens=LONGEST_ANSWER,
        return_dict_in_generate=True,
        output_logits=True,
    )
    # Wide enough that rounding in float32 chooses the same tokens.
    for logits in output.logits:
        best, second = logits[0].topk(2).values.tolist()
        assert best - second > 1e-3, (user, best, second)
    answer = output.sequences[0, len(prompt) :].tolist()
    text = pieces.decode(answer, skip_special_tokens=True)
    return {"messages": messages, "promptIds": prompt, "answerIds": answer, "text": text, "isCut": answer[-1] != END}


shutil.rmtree(FOLDER, ignore_errors=True)
pieces = tokenizer()
model = chat_model(pieces)
export(model, FOLDER / "onnx" / "model.onnx")
model.config.architectures = ["LlamaForCausalLM"]
model.config.save_pretrained(FOLDER)
GenerationConfig(eos_token_id=END, pad_token_id=PAD).save_pretrained(FOLDER)
# In tokenizer_config.json, where Transformers.js looks for the template.
pieces.save_pretrained(FOLDER, save_jinja_files=False)

chats = [answered(model.double(), pieces, system, user) for system, user in CHATS]
assert {chat["isCut"] for chat in chats} == {False, True}
golden = {
    "versions": {
        "torch": torch.__version__.split("+")[0],
        "transformers": transformers.__version__,
        "tokenizers": tokenizers.__version__,
    },
    "longestAnswer": LONGEST_ANSWER,
    "chats": chats,
}
(FOLDER / "tinyChatModel.json").write_text(json.dumps(golden, separators=(",", ":"), ensure_ascii=False) + "\n")
print({str(file.relative_to(FOLDER)): file.stat().st_size for file in sorted(FOLDER.rglob("*.*")) if file.is_file()})
