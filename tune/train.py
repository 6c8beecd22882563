"""tunes a small model to plan in the short form: a low-rank adapter beside frozen weights, written as gguf"""

import argparse
import json
import math
import os
import random
import time

import gguf
import numpy
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

# where the name of a layer in one library is another in the other
LAYERS = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}


class LowRank(torch.nn.Module):
    """a frozen layer with a small trained one beside it"""

    def __init__(self, frozen, rank, alpha):
        super().__init__()
        self.frozen = frozen
        self.scale = alpha / rank
        self.down = torch.nn.Parameter(torch.randn(rank, frozen.in_features) / math.sqrt(frozen.in_features))
        self.up = torch.nn.Parameter(torch.zeros(frozen.out_features, rank))

    def forward(self, x):
        return self.frozen(x) + (x @ self.down.T) @ self.up.T * self.scale


def add_adapter(model, rank, alpha, chosen, first):
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    layers = {}
    for number, block in enumerate(model.model.layers):
        for name, short in LAYERS.items():
            if number < first or short not in chosen:
                continue
            part, leaf = name.split(".")
            parent = getattr(block, part)
            layer = LowRank(getattr(parent, leaf), rank, alpha)
            setattr(parent, leaf, layer)
            layers[f"blk.{number}.{short}.weight"] = layer
    return layers


def as_gguf_rows(rows, heads):
    """rotary halves lie beside each other there, behind each other here"""
    return rows.reshape(heads, 2, rows.shape[0] // heads // 2, rows.shape[1]).swapaxes(1, 2).reshape(rows.shape)


def write_adapter(path, layers, config, alpha, name):
    writer = gguf.GGUFWriter(path + ".partial", "llama")
    writer.add_type("adapter")
    writer.add_name(name)
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", float(alpha))
    heads = {"attn_q": config.num_attention_heads, "attn_k": config.num_key_value_heads}
    for name, layer in layers.items():
        up = layer.up.detach().cpu().numpy()
        count = heads.get(name.split(".")[2])
        up = up if count is None else as_gguf_rows(up, count)
        writer.add_tensor(f"{name}.lora_a", layer.down.detach().cpu().numpy().astype(numpy.float16))
        writer.add_tensor(f"{name}.lora_b", numpy.ascontiguousarray(up).astype(numpy.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    os.replace(path + ".partial", path)


def load_requests(path, tokenizer):
    """each as the tokens of the question and those of the answer"""
    rows = []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            # nothing around the request but where the answer begins: each token costs time, here and where it is asked
            ids = tokenizer(row["request"] + "<|im_start|>", add_special_tokens=False)["input_ids"]
            answer = tokenizer(row["answer"] + "<|im_end|>", add_special_tokens=False)["input_ids"]
            rows.append((ids, answer))
    return rows


def batches_of(rows, size, generator):
    """requests of like length together, in an order of chance"""
    order = list(range(len(rows)))
    generator.shuffle(order)
    for start in range(0, len(order), size * 16):
        part = sorted(order[start : start + size * 16], key=lambda at: sum(map(len, rows[at])))
        groups = [part[at : at + size] for at in range(0, len(part), size)]
        generator.shuffle(groups)
        yield from ([rows[at] for at in group] for group in groups)


def loss_of(model, batch, first_weight, device):
    longest = max(len(asked) + len(answer) for asked, answer in batch)
    ids = torch.zeros(len(batch), longest, dtype=torch.long)
    mask = torch.zeros(len(batch), longest, dtype=torch.long)
    where, wanted, weights = [], [], []
    for row, (asked, answer) in enumerate(batch):
        whole = asked + answer
        ids[row, : len(whole)] = torch.tensor(whole)
        mask[row, : len(whole)] = 1
        for at, token in enumerate(answer):
            where.append(row * longest + len(asked) + at - 1)
            wanted.append(token)
            weights.append(first_weight if at < 3 else 1.0)
    hidden = model.model(input_ids=ids.to(device), attention_mask=mask.to(device)).last_hidden_state
    # of the large vocabulary only what is learned from
    logits = model.lm_head(hidden.reshape(-1, hidden.shape[-1])[torch.tensor(where, device=device)]).float()
    losses = torch.nn.functional.cross_entropy(logits, torch.tensor(wanted, device=device), reduction="none")
    weighted = torch.tensor(weights, device=device)
    return (losses * weighted).sum() / weighted.sum(), int(mask.sum())


def train(model, layers, rows, given, device):
    parameters = [parameter for layer in layers.values() for parameter in (layer.down, layer.up)]
    optimizer = torch.optim.AdamW(parameters, lr=given.rate, weight_decay=0.0, betas=(0.9, 0.98))
    generator = random.Random(given.seed)
    began, saved, seen, tokens, average = time.time(), time.time(), 0, 0, None
    total = given.requests
    step = 0
    while seen < total:
        for batch in batches_of(rows, given.batch, generator):
            spent = (time.time() - began) / 60
            # the end comes by requests, or by the clock where the machine is too slow for them
            progress = max(seen / total, spent / given.minutes)
            if progress >= 1:
                return seen, tokens, average, spent
            for group in optimizer.param_groups:
                group["lr"] = given.rate * min(1, (step + 1) / 30) * (0.02 + 0.98 * (1 + math.cos(math.pi * progress)) / 2)
            with torch.autocast(device.type, torch.bfloat16, enabled=given.bf16):
                loss, count = loss_of(model, batch, given.first_weight, device)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            step, seen, tokens = step + 1, seen + len(batch), tokens + count
            average = loss.item() if average is None else 0.98 * average + 0.02 * loss.item()
            if step % 20 == 0:
                speed = tokens / (time.time() - began)
                print(f"{spent:6.1f} min  {seen:6d}/{total}  loss {average:.4f}  {speed:.0f} tokens/s", flush=True)
            if given.save_every and time.time() - saved > given.save_every * 60:
                saved = time.time()
                write_adapter(given.out + ".midway", layers, model.config, given.alpha, given.name)
    return seen, tokens, average, (time.time() - began) / 60


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, help="requests and answers, one json object a line")
    parser.add_argument("--base", required=True, help="the gguf to tune, or a folder of its weights for torch")
    parser.add_argument("--out", required=True, help="where the adapter goes; its facts go beside it as .json")
    parser.add_argument("--name", default="llm-os reflex")
    parser.add_argument("--requests", type=int, default=16000, help="so many are learned from, repeats included")
    parser.add_argument("--minutes", type=float, default=90, help="no longer than that")
    parser.add_argument("--save-every", type=float, default=0, help="minutes between adapters of half the way")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument("--alpha", type=int, default=32)
    parser.add_argument("--layers", default=",".join(LAYERS.values()), help="which get an adapter")
    parser.add_argument("--first-block", type=int, default=8, help="those before it stay as they are: a seventh less work")
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--first-weight", type=float, default=3.0, help="of the first tokens of an answer in the loss")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--bf16", action="store_true", help="half precision, where the processor is quicker with it")
    return parser.parse_args()


def load_base(path):
    if os.path.isdir(path):
        return AutoModelForCausalLM.from_pretrained(path, dtype=torch.float32), AutoTokenizer.from_pretrained(path)
    folder, name = os.path.split(path)
    model = AutoModelForCausalLM.from_pretrained(folder, gguf_file=name, dtype=torch.float32)
    return model, AutoTokenizer.from_pretrained(folder, gguf_file=name)


def main():
    given = arguments()
    torch.manual_seed(given.seed)
    torch.set_num_threads(given.threads)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    given.bf16 = given.bf16 or device.type == "cuda"
    model, tokenizer = load_base(given.base)
    model.train()
    rows = load_requests(given.data, tokenizer)
    layers = add_adapter(model, given.rank, given.alpha, given.layers.split(","), given.first_block)
    model.to(device)
    print(f"{len(rows)} requests, {sum(len(a) + len(b) for a, b in rows) / len(rows):.1f} tokens each, {device}", flush=True)
    seen, tokens, loss, minutes = train(model, layers, rows, given, device)
    write_adapter(given.out, layers, model.config, given.alpha, given.name)
    facts = {"requests": len(rows), "seen": seen, "tokens": tokens, "loss": loss, "minutes": round(minutes, 1)}
    facts |= {"rank": given.rank, "alpha": given.alpha, "seed": given.seed, "rate": given.rate, "device": str(device)}
    with open(given.out + ".json", "w", encoding="utf-8") as file:
        json.dump(facts, file)


main()
