"""how far a tuning is, in a file: it may be cut off at any moment and goes on from there"""

import hashlib
import os
import time

import torch

from adapter import parameters_of

# what makes another tuning of it. how long it may take and on how many threads does not
SETTINGS = ["requests", "batch", "rank", "alpha", "layers", "first_block", "rate", "first_weight", "seed", "bf16"]


class Clock:
    """minutes alone on its threads: what the processor gave it, whatever else the machine had to do; of a gpu those on the wall"""

    def __init__(self, device, threads):
        self.read = time.monotonic if device.type == "cuda" else lambda: time.process_time() / threads
        self.before, self.began = 0.0, self.read()

    def go_on(self, minutes):
        self.before, self.began = minutes, self.read()

    def minutes(self):
        return self.before + (self.read() - self.began) / 60


class State:
    """named for what it is tuned with: another set of requests or another setting never picks it up"""

    def __init__(self, given, device):
        facts = [f"{name}={getattr(given, name)}" for name in SETTINGS] + [digest_of(given.data), digest_of(given.base)]
        facts += ["whole"] if given.whole else []
        digest = hashlib.sha256("\n".join([*facts, device.type]).encode()).hexdigest()
        self.path = f"{given.out}.{digest[:12]}.state"

    def save(self, layers, optimizer, counts):
        whole = {
            "weights": [parameter.detach().cpu() for parameter in parameters_of(layers)],
            "optimizer": optimizer.state_dict(),
            "chance": torch.get_rng_state(),
            "counts": counts,
        }
        torch.save(whole, self.path + ".partial")
        os.replace(self.path + ".partial", self.path)

    def load(self, layers, optimizer):
        """the counts of the last run; none where this is the first"""
        if not os.path.exists(self.path):
            return None
        whole = torch.load(self.path, map_location="cpu", weights_only=True)
        with torch.no_grad():
            for parameter, kept in zip(parameters_of(layers), whole["weights"], strict=True):
                parameter.copy_(kept)
        optimizer.load_state_dict(whole["optimizer"])
        torch.set_rng_state(whole["chance"])
        return whole["counts"]


def digest_of(path):
    """of a file, or of the files of a folder"""
    names = [path] if os.path.isfile(path) else [entry.path for entry in os.scandir(path) if entry.is_file()]
    whole = hashlib.sha256()
    for name in sorted(names):
        with open(name, "rb") as file:
            whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()
