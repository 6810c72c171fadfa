"""umap-learn's side of the profiles benchmark: vectors from a file of float32 to vectors in another."""

import os
import time

import numpy as np
import umap
from json_lines import peak, serve


def reduce(vectors, components):
    # Without a seed, which would keep it to one thread.
    jobs = int(os.environ["OMP_NUM_THREADS"])
    return umap.UMAP(n_components=components, n_neighbors=15, min_dist=0.1, n_jobs=jobs).fit_transform(vectors)


def fit(path, width, out, components, **_):
    vectors = np.fromfile(path, np.float32).reshape(-1, width)
    # It compiles itself on first use, and for more than 4096 rows compiles the approximate search, too.
    reduce(np.random.default_rng(1).normal(size=(5000, 8)).astype(np.float32), 2)
    start = time.perf_counter()
    embedding = reduce(vectors, components)
    seconds = time.perf_counter() - start
    embedding.astype(np.float32).tofile(out)
    return {"seconds": seconds, "peakBytes": peak()["bytes"]}


serve({"fit": fit})
