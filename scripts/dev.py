"""`make dev`: the server, reloading, beside one Vite server for each web application; Ctrl-C ends them all.

Promises: when one of them ends, the others are ended too, so that nothing half-dead is left on a port.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = os.environ | {"DJANGO_SETTINGS_MODULE": "outrider.project.settings.development"}
COMMANDS = {
    "server": (["outrider", "manage", "runserver", "127.0.0.1:8000"], ROOT),
    "worker": (["outrider", "worker"], ROOT),
    "rep": (["npm", "run", "--silent", "dev:rep"], ROOT / "web"),
    "console": (["npm", "run", "--silent", "dev:console"], ROOT / "web"),
}


def stop(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    for process in processes.values():
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
    for process in processes.values():
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()


def main() -> int:
    subprocess.run(
        ["outrider", "manage", "migrate", "--verbosity", "0"], cwd=ROOT, env=ENVIRONMENT, check=True
    )
    processes = {
        name: subprocess.Popen(command, cwd=folder, env=ENVIRONMENT)
        for name, (command, folder) in COMMANDS.items()
    }
    try:
        while all(process.poll() is None for process in processes.values()):
            time.sleep(0.5)
    except KeyboardInterrupt:
        return 0
    finally:
        stop(processes)
    ended = [name for name, process in processes.items() if process.returncode]
    print(f"ended: {', '.join(ended) or 'all'}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
