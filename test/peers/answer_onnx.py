"""Answers histories with an exported model: answer_onnx.py MODEL, histories as JSON on standard input, answers as JSON out."""

import json
import sys

import numpy
import onnxruntime

session = onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
batch_size, length = session.get_inputs()[0].shape
histories = json.load(sys.stdin)
items, scores = [], []
for start in range(0, len(histories), batch_size):
    history = numpy.zeros((batch_size, length), dtype=numpy.int32)
    chunk = histories[start : start + batch_size]
    for row, numbers in enumerate(chunk):
        latest = numbers[-length:]
        if latest:
            history[row, length - len(latest) :] = latest
    answer = session.run(["items", "scores"], {"history": history})
    items += answer[0][: len(chunk)].tolist()
    # JSON has no infinity.
    scores += [[float(score) if numpy.isfinite(score) else None for score in row] for row in answer[1][: len(chunk)]]
json.dump({"items": items, "scores": scores, "onnxruntime": onnxruntime.__version__}, sys.stdout)
