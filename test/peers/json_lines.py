"""A peer process: reads one JSON command a line from standard input, writes one JSON answer a line."""

import json
import sys


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
