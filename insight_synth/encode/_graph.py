"""Writes a BERT sentence encoder as one ONNX graph: token ids in, unit vector out.

Takes one text at a time and therefore needs neither padding nor a mask: a text's vector cannot depend on its
neighbours in a batch. Matrices of a four-bit model become eight-bit (``MatMulNBits``: a scale for every 128 weights,
activations rounded to eight bits token by token and block by block), its word vectors stay four-bit; a float32 model
stays float32. Does not run anything.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insight_synth.encode._weights import BLOCK, Floats, FourBit, Weights

_CONTRIBUTED = "com.microsoft"
_EIGHT_BIT_ACTIVATIONS = 4  # MatMulNBits' accuracy_level
_WIDE_BLOCK = 128  # weights that share one scale once they have eight bits; chosen by benchmarks/encoder_speed.py


def write_graph(weights: Weights, path: Path) -> None:
    """Write the encoder to ``path``: input ``ids`` (1, tokens) int64, output ``vector`` (1, hidden) float32.

    Mean pooling over all tokens, then the Euclidean norm, as Sentence-BERT does (Reimers and Gurevych, 2019).
    """
    import onnx
    from onnx import TensorProto, helper

    graph = _Graph()
    state = graph.embed(weights)
    for layer in range(weights.layers):
        state = graph.layer(weights, f"l{layer}", state)
    mean = graph.node("ReduceMean", [state, graph.constant("axis", np.array([1], np.int64))], "mean", keepdims=0)
    graph.node("LpNormalization", [mean], "vector", axis=-1, p=2)
    drawn = helper.make_graph(
        graph.nodes,
        "sentence_encoder",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "tokens"])],
        [helper.make_tensor_value_info("vector", TensorProto.FLOAT, [1, weights.hidden])],
        graph.constants,
    )
    versions = [helper.make_opsetid("", 18), helper.make_opsetid(_CONTRIBUTED, 1)]
    onnx.save(helper.make_model(drawn, opset_imports=versions, ir_version=9), str(path))


class _Graph:
    """The nodes and constants gathered so far."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, name: str, values: NDArray[Any]) -> str:
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, operator: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        from onnx import helper

        self.nodes.append(helper.make_node(operator, inputs, [output], domain=domain, **attributes))
        return output

    def embed(self, weights: Weights) -> str:
        words = weights.matrix("emb.word")
        if isinstance(words, FourBit):
            rows = words.nibbles.reshape(len(words.nibbles), -1)
            inputs = [self.constant("emb.q", rows), "ids", self.constant("emb.s", words.scales)]
            layout = {"gather_axis": 0, "quantize_axis": 1, "block_size": BLOCK, "bits": 4}
            found = self.node("GatherBlockQuantized", inputs, "words", _CONTRIBUTED, **layout)
        else:
            found = self.node("Gather", [self.constant("emb.w", words), "ids"], "words", axis=0)
        # Every token is of the first type, so that type's vector is part of each position's.
        positions = self.constant("emb.pos", weights.tensor("emb.pos") + weights.tensor("emb.type")[0])
        zero = self.constant("zero", np.array([0], np.int64))
        length = self.node("Shape", ["ids"], "length", start=1, end=2)
        places = self.node("Slice", [positions, zero, length, zero], "places")
        summed = self.node("Add", [found, places], "embedded")
        gain, shift = self.tensors(weights, "emb.ln.w", "emb.ln.b")
        return self.node("LayerNormalization", [summed, gain, shift], "state", axis=-1, epsilon=weights.epsilon)

    def layer(self, weights: Weights, name: str, state: str) -> str:
        queries, keys, values = (self.linear(weights, f"{name}.{part}", state) for part in ("q", "k", "v"))
        heads = {"num_heads": weights.heads}
        mixed = self.node("MultiHeadAttention", [queries, keys, values], f"{name}.mixed", _CONTRIBUTED, **heads)
        attended = self.add_and_normalise(weights, f"{name}.aln", state, self.linear(weights, f"{name}.ao", mixed))
        widened = self.node("Gelu", [self.linear(weights, f"{name}.fi", attended)], f"{name}.gelu", _CONTRIBUTED)
        return self.add_and_normalise(weights, f"{name}.oln", attended, self.linear(weights, f"{name}.fo", widened))

    def add_and_normalise(self, weights: Weights, name: str, state: str, change: str) -> str:
        inputs = [state, change, *self.tensors(weights, f"{name}.w", f"{name}.b")]
        return self.node("SkipLayerNormalization", inputs, f"{name}.out", _CONTRIBUTED, epsilon=weights.epsilon)

    def linear(self, weights: Weights, name: str, state: str) -> str:
        matrix, (bias,) = weights.matrix(f"{name}.w"), self.tensors(weights, f"{name}.b")
        if not isinstance(matrix, FourBit):
            product = self.node("MatMul", [state, self.constant(f"{name}.w", matrix.T)], f"{name}.product")
            return self.node("Add", [product, bias], f"{name}.out")
        levels, scales = eight_bit(matrix.values())
        inputs = [state, self.constant(f"{name}.q", levels), self.constant(f"{name}.s", scales), "", "", bias]
        rows, blocks, _ = levels.shape
        layout = {"K": blocks * _WIDE_BLOCK, "N": rows, "bits": 8, "block_size": _WIDE_BLOCK}
        return self.node(
            "MatMulNBits", inputs, f"{name}.out", _CONTRIBUTED, accuracy_level=_EIGHT_BIT_ACTIVATIONS, **layout
        )

    def tensors(self, weights: Weights, *names: str) -> list[str]:
        return [self.constant(name, weights.tensor(name)) for name in names]


def eight_bit(matrix: Floats) -> tuple[NDArray[np.uint8], Floats]:
    """``matrix`` (rows, columns) as levels (rows, columns / 128, 128) and scales (rows · columns / 128,) of eight bits.

    A weight is ``(level − 128) · scale``; the largest of a block has level 1 or 255.
    """
    blocks = matrix.reshape(len(matrix), -1, _WIDE_BLOCK)
    scales = np.abs(blocks).max(axis=2) / np.float32(127)
    levels = np.rint(blocks / np.where(scales > 0, scales, 1)[:, :, None]) + 128
    return levels.astype(np.uint8), scales.reshape(-1).astype(np.float32)
