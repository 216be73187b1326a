"""How a figure is measured and printed: peer and subject in the same run, on the same servers, and void unless the rows agree."""

import statistics
import subprocess
import time


class Figure:

    def __init__(self, name, rows):
        self.name = name
        self.rows = rows
        self.lines = []

    def measure(self, who, work, servers, mover=None):
        """Times `work`; `servers` and `mover` are things with cpu(). `work` may return the seconds it measured itself."""
        before = {s.name: s.cpu() for s in servers}
        mover_before = mover.cpu() if mover else 0.0
        children_before = _children_cpu()
        started = time.monotonic()
        seconds = work() or time.monotonic() - started
        spent = {s.name: s.cpu() - before[s.name] for s in servers}
        spent["mover"] = mover.cpu() - mover_before if mover else _children_cpu() - children_before
        per_million = {k: v * 1e6 / self.rows for k, v in spent.items()}
        rate = self.rows / seconds
        cpu = ", ".join(f"{k} {v:.2f}" for k, v in per_million.items())
        print(f"  {who:<28} {seconds:8.2f} s {rate:12,.0f} rows/s   CPU-seconds per million rows: {cpu}", flush=True)
        return rate

    def ratio(self, pairs, floor):
        """`pairs` of rates: the subject's and the peer's, measured one after the other."""
        ratios = sorted(subject / peer for subject, peer in pairs)
        median = statistics.median(ratios)
        spread = f" (median of {len(ratios)}, {ratios[0]:.2f} to {ratios[-1]:.2f})" if len(ratios) > 1 else ""
        print(f"{self.name}: {median:.2f} x the peer{spread}, {'meets' if median >= floor else 'MISSES'} the floor of {floor}", flush=True)


def same(what, left, right):
    """Rows that differ make a figure void."""
    if left != right:
        raise SystemExit(f"VOID: {what} differs: {left} against {right}")


def _children_cpu():
    import resource

    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def run(command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return done.stdout
