"""The same sweep and the same components by Polars, NetworkX and igraph.

    .venv-peers/bin/python benchmarks/peers/trace_peers.py FOLDER

Reads the Parquet files that `benchmarks/custody.py` wrote; one JSON line each.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def say(work: str, seconds: float, **more: object) -> None:
    print(json.dumps({"work": work, "seconds": round(seconds, 4), **more}), flush=True)


def polars_sweep(folder: Path) -> None:
    import polars as pl

    reports = pl.read_parquet(folder / "reports.parquet")
    items = pl.read_parquet(folder / "items.parquet")
    start = time.perf_counter()
    found = (
        reports.lazy()
        .filter(pl.col("counts"))
        .group_by("item")
        .agg(pl.col("receiver").sort_by("earliest").last())
        .join(items.lazy(), on="item")
        .filter(pl.col("receiver") != pl.col("end_user"))
        .select(pl.len())
        .collect()
        .item()
    )
    say("polars: last good holder is another", time.perf_counter() - start, found=found)
    start = time.perf_counter()
    reports.sort(["item", "earliest"])
    say("polars: sort by item and time", time.perf_counter() - start)


def graphs(folder: Path) -> None:
    import igraph
    import networkx as nx
    import polars as pl

    links = pl.read_parquet(folder / "links.parquet")
    pairs = list(zip(links["a"].to_list(), links["b"].to_list(), strict=True))
    seeds = pl.read_parquet(folder / "seeds.parquet")["party"].to_list()
    start = time.perf_counter()
    graph = igraph.Graph(n=max(map(max, pairs)) + 1, edges=pairs)
    built = time.perf_counter() - start
    start = time.perf_counter()
    reached = set()
    for seed in seeds:
        reached.update(graph.neighborhood(seed, order=2))
    took = time.perf_counter() - start
    say("igraph: two hops of 60 seeds", took, build=round(built, 2), found=len(reached))
    start = time.perf_counter()
    network = nx.Graph(pairs)
    built = time.perf_counter() - start
    start = time.perf_counter()
    reached = set()
    for seed in seeds:
        if seed in network:
            reached.update(nx.single_source_shortest_path_length(network, seed, 2))
    took = time.perf_counter() - start
    say(
        "networkx: two hops of 60 seeds",
        took,
        build=round(built, 2),
        found=len(reached),
    )


if __name__ == "__main__":
    polars_sweep(Path(sys.argv[1]))
    graphs(Path(sys.argv[1]))
