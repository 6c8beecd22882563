"""tunes a small model to plan in the short form; cut off, it goes on where it was with the same data, base and settings"""

import argparse
import json
import math
import os
import random
import signal
import sys
import time

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from adapter import LAYERS, add_adapter, parameters_of, write_adapter
from state import Clock, State
from whole import KINDS, free_all, write_whole

# so many batches at a time are sorted by length: in a batch of like ones next to nothing is padding
POOL = 100


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


def batches_of(rows, size, seed, skip):
    """requests of like length together, in an order of chance; after the last one all of them again, in another"""
    order = list(range(len(rows)))
    for turn in range(sys.maxsize):
        chance = random.Random(f"{seed} {turn}")
        chance.shuffle(order)
        for start in range(0, len(order), size * POOL):
            part = sorted(order[start : start + size * POOL], key=lambda at: sum(map(len, rows[at])))
            groups = [part[at : at + size] for at in range(0, len(part), size)]
            chance.shuffle(groups)
            for group in groups:
                if (skip := skip - 1) < 0:
                    yield [rows[at] for at in group]


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
    hidden = model.model(input_ids=ids.to(device), attention_mask=mask.to(device), use_cache=False).last_hidden_state
    # of the large vocabulary only what is learned from
    logits = model.lm_head(hidden.reshape(-1, hidden.shape[-1])[torch.tensor(where, device=device)]).float()
    losses = torch.nn.functional.cross_entropy(logits, torch.tensor(wanted, device=device), reduction="none")
    weighted = torch.tensor(weights, device=device)
    return (losses * weighted).sum() / weighted.sum(), int(mask.sum())


def train(model, layers, rows, given, device):
    parameters = parameters_of(layers)
    optimizer = torch.optim.AdamW(parameters, lr=given.rate, weight_decay=0.0, betas=(0.9, 0.98))
    state, clock = State(given, device), Clock(device, given.threads)
    counts = state.load(layers, optimizer) or {"step": 0, "seen": 0, "tokens": 0, "loss": None, "minutes": 0.0}
    clock.go_on(counts["minutes"])
    begun = f"going on at {counts['seen']} requests" if counts["step"] else "from the beginning"
    print(f"{begun}, {counts['minutes']:.1f} minutes; what is done is kept in {state.path}", flush=True)
    saved, ended = time.monotonic(), []
    signal.signal(signal.SIGTERM, lambda *_: ended.append(True))
    for batch in batches_of(rows, given.batch, given.seed, counts["step"]):
        # the end comes by requests, or by the clock where the machine is too slow for them
        progress = max(counts["seen"] / given.requests, clock.minutes() / given.minutes)
        counts["minutes"] = clock.minutes()
        if progress >= 1 or ended or time.monotonic() - saved > given.save_every * 60:
            state.save(layers, optimizer, counts)
            saved = time.monotonic()
        if ended:
            sys.exit("ended: the same command goes on from here")
        if progress >= 1:
            return counts
        for group in optimizer.param_groups:
            warm = min(1, (counts["step"] + 1) / 30)
            group["lr"] = given.rate * warm * (0.02 + 0.98 * (1 + math.cos(math.pi * progress)) / 2)
        with torch.autocast(device.type, torch.bfloat16, enabled=given.bf16):
            loss, tokens = loss_of(model, batch, given.first_weight, device)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        note(counts, len(batch), tokens, loss.item())
        if counts["step"] % 20 == 0:
            report(counts, clock.minutes(), given.requests)
    return counts


def note(counts, requests, tokens, loss):
    before = counts["loss"]
    counts["loss"] = loss if before is None else 0.98 * before + 0.02 * loss
    counts["step"], counts["seen"], counts["tokens"] = counts["step"] + 1, counts["seen"] + requests, counts["tokens"] + tokens


def report(counts, minutes, total):
    speed = counts["tokens"] / minutes / 60
    print(f"{minutes:6.1f} min  {counts['seen']:6d}/{total}  loss {counts['loss']:.4f}  {speed:.0f} tokens/s", flush=True)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, help="requests and answers, one json object a line")
    parser.add_argument("--base", required=True, help="the gguf to tune, or a folder of its weights for torch")
    parser.add_argument("--out", required=True, help="where the adapter goes; its facts go beside it as .json")
    parser.add_argument("--title", default="llm-os reflex")
    parser.add_argument("--requests", type=int, default=40000, help="so many are learned from, repeats included")
    parser.add_argument(
        "--minutes", type=float, default=90, help="no longer: of its processor time, divided by its threads; on a gpu on the wall"
    )
    parser.add_argument("--save-every", type=float, default=3, help="minutes on the wall from one kept state to the next")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument("--alpha", type=int, default=32)
    parser.add_argument("--layers", default=",".join(LAYERS.values()), help="which get an adapter")
    parser.add_argument("--first-block", type=int, default=4, help="those before it stay as they are")
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--first-weight", type=float, default=3.0, help="of the first tokens of an answer in the loss")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--whole", action="store_true", help="every weight but the vocabulary's instead of an adapter: to compare")
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
    layers = free_all(model) if given.whole else add_adapter(model, given.rank, given.alpha, given.layers.split(","), given.first_block)
    model.to(device)
    print(f"{len(rows)} requests, {sum(len(a) + len(b) for a, b in rows) / len(rows):.1f} tokens each, {device}", flush=True)
    counts = train(model, layers, rows, given, device)
    if given.whole:
        for kind in KINDS:
            write_whole(f"{given.out}.{kind}", given.base, layers, model.config, kind)
        return
    write_adapter(given.out, layers, model.config, given.alpha, given.title)
    facts = {"requests": len(rows), **counts, "minutes": round(counts["minutes"], 1), "threads": given.threads}
    facts |= {"rank": given.rank, "alpha": given.alpha, "first_block": given.first_block, "seed": given.seed}
    facts |= {"rate": given.rate, "device": str(device)}
    with open(given.out + ".json", "w", encoding="utf-8") as file:
        json.dump(facts, file)


main()
