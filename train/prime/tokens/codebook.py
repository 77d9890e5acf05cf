"""Which code each token gets.

    python -m prime.tokens.codebook --tokenizer bpe.json --corpus train.jsonl --kind semantic \
        --out t.json

`semantic`: positive pointwise mutual information of a ±2 window, a 64-dimensional SVD, then log2(V)
rounds of balanced bisection, so that tokens used alike share their leading bits. One order serves
every number of digits. `identity` keeps BPE order, `shuffled` is the control.
"""

import argparse
import logging
from pathlib import Path

import numpy as np
import scipy.sparse as sparse
from scipy.sparse.linalg import svds
from tokenizers import Tokenizer

from prime.corpus.files import read_corpus, sample_texts
from prime.tokens.tokenizer import renumber

log = logging.getLogger("prime.tokens.codebook")


def token_stream(tokenizer: Tokenizer, texts: list[str], gap: int) -> np.ndarray:
    parts = []
    for encoding in tokenizer.encode_batch(texts):
        parts += [np.array(encoding.ids, np.int64), np.full(2, gap)]
    return np.concatenate(parts)


def cooccurrence_vectors(stream: np.ndarray, vocabulary: int, dimensions: int = 64) -> np.ndarray:
    """Rows of the SVD of the PPMI matrix, one a token; `vocabulary` in the stream marks a gap."""
    n = vocabulary + 1
    counts = sparse.csr_matrix((n, 2 * n))
    for offset in (1, 2):
        a, b = stream[:-offset], stream[offset:]
        one = np.ones(len(a), np.float32)
        # left and right neighbours are counted apart: syntax is in the difference
        right = sparse.coo_matrix((one / offset, (a, b)), (n, 2 * n))
        left = sparse.coo_matrix((one / offset, (b, a + n)), (n, 2 * n))
        counts = counts + right.tocsr() + left.tocsr()
    keep = np.r_[0:vocabulary, n : n + vocabulary]
    m = counts[:vocabulary][:, keep].tocoo()
    rows = np.maximum(np.asarray(m.sum(1)).ravel(), 1e-9)
    columns = np.maximum(np.asarray(m.sum(0)).ravel() ** 0.75, 1e-9)
    pmi = np.log(m.data * columns.sum() / (rows[m.row] * columns[m.col]))
    ppmi = sparse.csr_matrix((np.maximum(pmi, 0), (m.row, m.col)), m.shape)
    u, s, _ = svds(ppmi, k=dimensions, v0=np.ones(min(ppmi.shape)))
    vectors = u * np.sqrt(s)
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)  # [V, 64]


def bisect(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Balanced halves: leading direction, then six rounds of balanced 2-means."""
    half = len(vectors) // 2
    x = vectors - vectors.mean(0)
    direction = np.linalg.svd(x, full_matrices=False)[2][0]
    for _ in range(7):
        order = np.argsort(x @ direction, kind="stable")
        direction = x[order[half:]].mean(0) - x[order[:half]].mean(0)
    return order[:half], order[half:]


def semantic_order(vectors: np.ndarray) -> np.ndarray:
    """Tokens in code order; the number of tokens is a power of two."""
    groups = [np.arange(len(vectors))]
    while len(groups[0]) > 1:
        split = []
        for g in groups:
            a, b = bisect(vectors[g])
            a, b = g[a], g[b]
            if (
                split
                and np.dot(vectors[split[-1]].mean(0), vectors[a].mean(0) - vectors[b].mean(0)) < 0
            ):
                a, b = b, a  # the half nearer to the group before it comes first
            split += [a, b]
        groups = split
    return np.concatenate(groups)


def codes(kind: str, vocabulary: int, stream: np.ndarray | None = None) -> np.ndarray:
    """code[id] of a codebook."""
    code = np.arange(vocabulary)
    if kind == "shuffled":
        return np.random.default_rng(0).permutation(vocabulary)
    if kind == "semantic":
        assert stream is not None
        code = np.empty(vocabulary, np.int64)
        code[semantic_order(cooccurrence_vectors(stream, vocabulary))] = np.arange(vocabulary)
    return code


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--kind", choices=["identity", "shuffled", "semantic"], required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--characters", type=int, default=40_000_000)
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    tokenizer = Tokenizer.from_file(str(args.tokenizer))
    v = tokenizer.get_vocab_size()
    stream = None
    if args.kind == "semantic":
        texts = list(sample_texts(read_corpus(args.corpus), args.characters))
        stream = token_stream(tokenizer, texts, v)
        log.info("%d tokens in the stream", len(stream))
    result = renumber(tokenizer, codes(args.kind, v, stream))
    args.out.write_text(result.to_str(pretty=True))
    for start in range(0, v, max(1, v // 16)):
        log.info("%04x %s", start, [result.id_to_token(start + i) for i in range(12)])


if __name__ == "__main__":
    main()
