"""every weight but the vocabulary's, tuned as it is: what an adapter has to be compared with"""

import gguf

from adapter import LAYERS, as_gguf_rows, finish

NORMS = {"input_layernorm": "attn_norm", "post_attention_layernorm": "ffn_norm"}
KINDS = {"q8_0": gguf.GGMLQuantizationType.Q8_0, "q4_1": gguf.GGMLQuantizationType.Q4_1}


class Whole:
    """one weight, with the face of an adapter's layer"""

    def __init__(self, weight):
        self.weight = weight.requires_grad_(True)

    def trained(self):
        return [self.weight]


def free_all(model):
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    layers = {"output_norm.weight": Whole(model.model.norm.weight)}
    for number, block in enumerate(model.model.layers):
        for name, short in (LAYERS | NORMS).items():
            layers[f"blk.{number}.{short}.weight"] = Whole(block.get_submodule(name).weight)
    return layers


def write_whole(path, base, layers, config, kind):
    """the base's file with the tuned weights in the place of its own, all of them of one kind of numbers"""
    reader = gguf.GGUFReader(base)
    writer = gguf.GGUFWriter(path + ".partial", "llama")
    for field in reader.fields.values():
        # the writer says these itself
        if field.name == "general.architecture" or field.name.startswith("GGUF."):
            continue
        writer.add_key_value(field.name, field.contents(), field.types[0], field.types[-1] if len(field.types) > 1 else None)
    heads = {"attn_q": config.num_attention_heads, "attn_k": config.num_key_value_heads}
    for tensor in reader.tensors:
        layer = layers.get(tensor.name)
        if layer is None:
            writer.add_tensor(tensor.name, tensor.data, raw_dtype=tensor.tensor_type)
            continue
        rows = layer.weight.detach().cpu().float().numpy()
        count = heads.get(tensor.name.split(".")[-2])
        rows = rows if count is None else as_gguf_rows(rows, count)
        wanted = gguf.GGMLQuantizationType.F32 if rows.ndim == 1 else KINDS[kind]
        writer.add_tensor(tensor.name, gguf.quants.quantize(rows, wanted), raw_dtype=wanted)
    finish(writer, path)
