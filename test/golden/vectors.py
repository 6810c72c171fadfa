"""Writes vectors.json: what scikit-learn makes of texts and vectors, to hold the encoder and the reducer against.

    python test/golden/vectors.py        (needs scikit-learn 1.9 and numpy)

TF-IDF by TfidfVectorizer with an exact singular value decomposition, PCA by PCA(svd_solver="full"), trustworthiness by
sklearn.manifold. Singular vectors are given as projectors, which have no sign.
"""

import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.decomposition import PCA
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.manifold import trustworthiness

generator = np.random.default_rng(11)
STEMS = "noir western musical straße café naïve 1990s drama robot_war über heist samurai опера 東京 jazz".split()
WORDS = STEMS + [f"{stem}{ending}" for stem in STEMS for ending in ("s", "ish", "-like", "!")]


def text():
    words = generator.choice(WORDS, size=generator.integers(3, 25), p=np.arange(len(WORDS), 0, -1) / sum(range(len(WORDS) + 1)))
    return " ".join(word.upper() if generator.random() < 0.1 else word for word in words)


def tfidf(texts, width, minTexts, maxShare, maxWords, sublinear):
    vectorizer = TfidfVectorizer(min_df=minTexts, max_df=maxShare, max_features=maxWords, sublinear_tf=sublinear)
    matrix = vectorizer.fit_transform(texts).toarray()
    left, singular, _ = np.linalg.svd(matrix, full_matrices=False)
    assert singular[width - 1] - singular[width] > 1e-3, "the cut must not go through equal singular values"
    kept = left[:, :width]
    return {
        "settings": dict(width=width, minTexts=minTexts, maxShare=maxShare, maxWords=maxWords, sublinear=sublinear),
        "words": sorted(vectorizer.vocabulary_),
        "singularValues": rounded(singular[:width]),
        "projector": rounded(kept @ kept.T),
    }


def rounded(values):
    return [float(f"{value:.8g}") for value in np.asarray(values).flatten()]


texts = [text() for _ in range(36)] + [""]
vectors = (generator.normal(size=(60, 4)) @ generator.normal(size=(4, 9)) + generator.normal(size=(60, 9)) * 0.3 + 5).astype(np.float32)
pca = PCA(n_components=3, svd_solver="full").fit(vectors)
golden = {
    "sklearn": sklearn.__version__,
    "texts": texts,
    "tfidf": [tfidf(texts, 8, 2, 0.9, 1000, True), tfidf(texts, 12, 1, 1.0, 30, False)],
    "vectors": rounded(vectors),
    "pca": {
        "mean": rounded(pca.mean_),
        "variances": rounded(pca.explained_variance_),
        "shareKept": float(pca.explained_variance_ratio_.sum()),
        "projector": rounded(pca.components_.T @ pca.components_),
    },
    "trustworthiness": [
        {"columns": columns, "neighbours": k, "value": trustworthiness(vectors, vectors[:, :columns], n_neighbors=k)}
        for columns, k in [(2, 5), (2, 12), (5, 5)]
    ],
}
path = Path(__file__).with_suffix(".json")
path.write_text(json.dumps(golden, separators=(",", ":"), ensure_ascii=False) + "\n")
print(f"{path}: {path.stat().st_size} bytes")
