"""A peer process: reads one JSON command a line from standard input, writes one JSON answer a line."""

import json
import resource
import sys
from pathlib import Path


def serve(commands):
    """`commands` maps names to functions; a command {"cmd": name, ...} passes the rest as keywords."""
    answers, sys.stdout = sys.stdout, sys.stderr  # libraries may print; only answers go to standard output
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = commands[request.pop("cmd")](**request)
        except (MemoryError, RuntimeError) as error:
            # PyTorch says so when it cannot have the memory; anything else is a fault of the peer.
            if not isinstance(error, MemoryError) and "allocate memory" not in str(error):
                raise
            answer = {"outOfMemory": True}
        print(json.dumps(answer), file=answers, flush=True)


def peak():
    """The largest resident size in bytes."""
    status = Path("/proc/self/status")
    if status.exists():  # Linux counts the parent's memory into ru_maxrss
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return {"bytes": int(line.split()[1]) * 1024}
    return {"bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}
