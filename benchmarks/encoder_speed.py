"""How fast the packaged encoders are, what memory they take, and how near the default comes to the original.

The same texts go through plain sentence-transformers (torch, float32, the same weights and tokenizer), the default,
``fast`` and ``minilm``, each in a process of its own, all cores used, nothing else changed. Texts are sentences of
SIB-200 in English, Finnish and Polish and questions of banking77 (``../shared/data``). Each encoder runs three times
in turns with the others; the fastest run counts, since other work on the machine only slows.

Run: python benchmarks/encoder_speed.py [--data FOLDER] [--texts 600]
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import os
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from insight_synth.encode import load_encoder
from insight_synth.encode._weights import FourBit, multilingual_e5_small

Floats = NDArray[np.float32]
Encoding = Callable[[Sequence[str]], Floats]
ORIGINAL = "sentence-transformers"
CONTENDERS = (ORIGINAL, "multilingual-e5-small", "fast", "minilm")
RUNS = 3


def sentences(data: Path, code: str) -> list[str]:
    path = next((data / "sib200").glob(f"{code}_*.train.tsv"))
    return [line.split("\t")[2] for line in path.read_text(encoding="utf-8").split("\n")[1:] if line.strip()]


def questions(data: Path) -> list[str]:
    with (data / "banking77" / "train.csv").open(encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file)]


def original(folder: Path) -> Encoding:
    """The default's weights as a plain sentence-transformers model, unpacked to float32 and saved to ``folder``."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer import modules
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    weights = multilingual_e5_small()

    def dense(name: str) -> Floats:
        found = weights.matrix(name)
        return found.values() if isinstance(found, FourBit) else found

    state = {"embeddings.word_embeddings.weight": dense("emb.word")}
    state["embeddings.position_embeddings.weight"] = weights.tensor("emb.pos")
    state["embeddings.token_type_embeddings.weight"] = weights.tensor("emb.type")
    state["embeddings.LayerNorm.weight"] = weights.tensor("emb.ln.w")
    state["embeddings.LayerNorm.bias"] = weights.tensor("emb.ln.b")
    parts = {
        "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
        "ao": "attention.output.dense", "fi": "intermediate.dense", "fo": "output.dense",
        "aln": "attention.output.LayerNorm", "oln": "output.LayerNorm",
    }  # fmt: skip
    for layer in range(weights.layers):
        for short, long in parts.items():
            read = weights.tensor if short.endswith("ln") else dense
            state[f"encoder.layer.{layer}.{long}.weight"] = read(f"l{layer}.{short}.w")
            state[f"encoder.layer.{layer}.{long}.bias"] = weights.tensor(f"l{layer}.{short}.b")
    sizes = BertConfig(
        vocab_size=len(state["embeddings.word_embeddings.weight"]), hidden_size=weights.hidden,
        num_hidden_layers=weights.layers, num_attention_heads=weights.heads, intermediate_size=weights.inner,
        max_position_embeddings=len(state["embeddings.position_embeddings.weight"]), layer_norm_eps=weights.epsilon,
        type_vocab_size=len(state["embeddings.token_type_embeddings.weight"]), pad_token_id=1,
    )  # fmt: skip
    bert = BertModel(sizes, add_pooling_layer=False)
    bert.load_state_dict({name: torch.tensor(np.array(values)) for name, values in state.items()})
    bert.save_pretrained(folder)
    names = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}
    PreTrainedTokenizerFast(
        tokenizer_object=weights.tokenizer(), cls_token="<s>", sep_token="</s>", model_max_length=512, **names
    ).save_pretrained(folder)
    word = modules.Transformer(str(folder), max_seq_length=256)
    model = SentenceTransformer(
        modules=[word, modules.Pooling(weights.hidden, "mean"), modules.Normalize()], device="cpu"
    )
    torch.set_num_threads(len(os.sched_getaffinity(0)))
    return lambda texts: np.asarray(model.encode([f"query: {text}" for text in texts], show_progress_bar=False))


def serve(name: str, texts: Sequence[str], line: Connection) -> None:
    """Encode ``texts`` each time something comes over ``line``; answers seconds, megabytes at the peak, vectors."""
    with tempfile.TemporaryDirectory() as folder:
        encode = original(Path(folder)) if name == ORIGINAL else load_encoder(name).raw
        encode(texts[:8])
        line.send("ready")
        while line.recv():
            begun = time.perf_counter()
            vectors = encode(texts)
            seconds = time.perf_counter() - begun
            line.send((seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, vectors))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--texts", type=int, default=600)
    options = parser.parse_args()
    part = options.texts // 4
    texts = [text for code in ("eng", "fin", "pol") for text in sentences(options.data, code)[:part]]
    texts = sorted({*texts, *questions(options.data)[::30][:part]})
    context = multiprocessing.get_context("spawn")
    lines, workers = {}, []
    for name in CONTENDERS:
        lines[name], theirs = context.Pipe()
        workers.append(context.Process(target=serve, args=(name, texts, theirs), daemon=True))
        workers[-1].start()
        lines[name].recv()
    seconds = dict.fromkeys(CONTENDERS, float("inf"))
    memory, vectors = dict.fromkeys(CONTENDERS, 0.0), {}
    for _ in range(RUNS):
        for name, line in lines.items():
            line.send(True)
            took, memory[name], vectors[name] = line.recv()
            seconds[name] = min(seconds[name], took)
    for line in lines.values():
        line.send(False)
    for worker in workers:
        worker.join()
    print("| date | machine | data | what | figure |\n| --- | --- | --- | --- | --- |")
    for name in CONTENDERS:
        figure = f"{len(texts) / seconds[name]:,.0f} texts/s; {seconds[ORIGINAL] / seconds[name]:.1f} times"
        row(f"{len(texts)} texts", name, f"{figure}; peak {memory[name]:,.0f} MB")
    likeness = (vectors[CONTENDERS[1]] * vectors[ORIGINAL]).sum(1)
    row(f"{len(texts)} texts", "cosine of the default to it", f"mean {likeness.mean():.4f}, least {likeness.min():.4f}")


def row(data: str, what: str, figure: str) -> None:
    print(f"| {date.today()} | {os.cpu_count()} cores | {data} | {what} | {figure} |", flush=True)


if __name__ == "__main__":
    main()
