"""Polars' side of the data benchmark: CSV -> numbered, sorted columns on disk, iterative 5-core, global temporal split."""

import json
import resource
import sys

import polars as pl

source, target = sys.argv[1:3]
log = pl.read_csv(
    source, schema_overrides={"userId": pl.Int32, "movieId": pl.Int32, "rating": pl.Float32, "timestamp": pl.Int64}
)
log = log.select(
    (pl.col("userId").rank("dense") - 1).cast(pl.UInt32).alias("user"),
    pl.col("movieId").rank("dense").cast(pl.UInt32).alias("item"),
    "timestamp",
    "rating",
).sort(["user", "timestamp"], maintain_order=True)
log.write_ipc(target, compression="uncompressed")
events = log.height

while True:
    kept = log.filter((pl.len().over("user") >= 5) & (pl.len().over("item") >= 5))
    if kept.height == log.height:
        break
    log = kept

cutoff = log["timestamp"].quantile(0.8, interpolation="linear")
train = log.filter(pl.col("timestamp") <= cutoff).filter(pl.len().over("user") >= 2)
test = log.filter(pl.col("timestamp").max().over("user") > cutoff)
targets = test.group_by("user", maintain_order=True).agg(pl.col("item").last())

print(
    json.dumps(
        {
            "peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
            "events": events,
            "coreEvents": log.height,
            "cutoffSeconds": float(cutoff),
            "trainEvents": train.height,
            "testCases": targets.height,
        }
    )
)
