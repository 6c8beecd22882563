"""a low-rank adapter beside the frozen weights of a model, and its file"""

import math
import os

import gguf
import numpy
import torch

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


class Beside(torch.autograd.Function):
    """the layer and what stands beside it in one, with its gradients, with as few passes over what is large as there can be: a tenth less time"""

    @staticmethod
    def forward(ctx, x, weight, down, up, scale):
        rows = x.reshape(-1, x.shape[-1])
        small = (rows @ down.T).mul_(scale)
        ctx.save_for_backward(rows, small, weight, down, up)
        ctx.shape, ctx.scale = x.shape, scale
        return (rows @ weight.T).addmm_(small, up.T).reshape(*x.shape[:-1], -1)

    @staticmethod
    def backward(ctx, gradient):
        rows, small, weight, down, up = ctx.saved_tensors
        gradient = gradient.reshape(-1, gradient.shape[-1])
        inner = (gradient @ up).mul_(ctx.scale)
        # what lies before the first adapter learns nothing
        before = (gradient @ weight).addmm_(inner, down).reshape(ctx.shape) if ctx.needs_input_grad[0] else None
        return before, None, inner.T @ rows, gradient.T @ small, None


class LowRank(torch.nn.Module):
    """a frozen layer with a small trained one beside it"""

    def __init__(self, frozen, rank, alpha):
        super().__init__()
        self.frozen = frozen
        self.scale = alpha / rank
        self.down = torch.nn.Parameter(torch.randn(rank, frozen.in_features) / math.sqrt(frozen.in_features))
        self.up = torch.nn.Parameter(torch.zeros(frozen.out_features, rank))

    def forward(self, x):
        if torch.is_autocast_enabled(x.device.type):
            return self.frozen(x) + (x @ self.down.T) @ self.up.T * self.scale
        return Beside.apply(x, self.frozen.weight, self.down, self.up, self.scale)

    def trained(self):
        return [self.down, self.up]


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


def parameters_of(layers):
    return [parameter for layer in layers.values() for parameter in layer.trained()]


def as_gguf_rows(rows, heads):
    """rotary halves lie beside each other there, behind each other here"""
    return rows.reshape(heads, 2, rows.shape[0] // heads // 2, rows.shape[1]).swapaxes(1, 2).reshape(rows.shape)


def write_adapter(path, layers, config, alpha, title):
    writer = gguf.GGUFWriter(path + ".partial", "llama")
    writer.add_type("adapter")
    writer.add_name(title)
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", float(alpha))
    heads = {"attn_q": config.num_attention_heads, "attn_k": config.num_key_value_heads}
    for name, layer in layers.items():
        up = layer.up.detach().cpu().numpy()
        count = heads.get(name.split(".")[2])
        up = up if count is None else as_gguf_rows(up, count)
        writer.add_tensor(f"{name}.lora_a", layer.down.detach().cpu().numpy().astype(numpy.float16))
        writer.add_tensor(f"{name}.lora_b", numpy.ascontiguousarray(up).astype(numpy.float16))
    finish(writer, path)


def finish(writer, path):
    """the file is there whole or not at all"""
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    os.replace(path + ".partial", path)
