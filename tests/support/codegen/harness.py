"""Runs generated Python: python3 harness.py U FILE URL [FILE URL ...]. Waits are written down, not waited;
every draw is U. Prints a list of { status, body | error, waitsMs }."""
import importlib.util
import json
import sys
import types
import urllib.error
import urllib.request


def run(u, file, url):
    spec = importlib.util.spec_from_file_location("generated", file)
    generated = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generated)
    waits = []
    clock = [0.0]

    def sleep(seconds):
        waits.append(seconds * 1000)
        clock[0] += seconds

    generated.time = types.SimpleNamespace(sleep=sleep, monotonic=lambda: clock[0], time=lambda: clock[0])
    generated.random = types.SimpleNamespace(random=lambda: u)
    request = urllib.request.Request(url, data=b'{"model":"m"}', method="POST")
    try:
        with generated.open_with_retries(request, timeout=10) as response:
            return {"status": response.status, "body": response.read().decode(), "waitsMs": waits}
    except urllib.error.HTTPError as error:
        return {"status": error.code, "body": error.read().decode(), "waitsMs": waits}
    except Exception as error:
        return {"error": repr(error), "waitsMs": waits}


jobs = sys.argv[2:]
print(json.dumps([run(float(sys.argv[1]), *jobs[i : i + 2]) for i in range(0, len(jobs), 2)]))
