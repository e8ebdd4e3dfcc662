"""Starting and stopping an embedded system of our own, as a subprocess."""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

READY_WITHIN = 60.0  # seconds; a laptop needs about one


class SetUpProblem(Exception):
    """The system under test could not be set up; the message says what to do."""


class EmbeddedSystem:
    """One ``marketsim serve`` on loopback, with its store and certificates in ``folder``.

    A context manager; leaving it stops the process by its own id. ``profile`` is the profile with operator and
    MUI access, ``observed`` the same system as a live target would show itself.
    """

    def __init__(
        self,
        folder: Path,
        *,
        faults: Sequence[str] = (),
        phase: str | None = None,
        store: Path | None = None,
        pki: Path | None = None,
    ) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.store = store or folder / "system.db"
        self.pki = pki or folder / "pki"
        self._log = folder / "serve.log"
        command = [sys.executable, "-m", "marketsim", "serve", "--port", "0"]
        command += ["--store", f"sqlite:///{self.store.as_posix()}", "--pki", str(self.pki)]
        command += [word for fault in faults for word in ("--fault", fault)]
        command += ["--phase", phase] if phase else []
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True
            )
        try:
            self.base_url, clients = self._await_ready()
        except BaseException:  # also when the person at the terminal gives up: nothing of ours stays behind
            self.stop()
            raise
        self.profile = clients / "profile.toml"
        self.observed = clients / "observed.toml"

    @property
    def pid(self) -> int:
        """The id of the process."""
        return self._process.pid

    def _await_ready(self) -> tuple[str, Path]:
        """Read the one line that ``serve`` prints when it is ready: base URL, folder of client certificates."""
        lines: queue.Queue[str] = queue.Queue()
        pipe = self._process.stdout
        if pipe is None:
            raise SetUpProblem("the embedded system has no standard output")
        threading.Thread(target=lambda: lines.put(pipe.readline()), daemon=True).start()
        try:
            line: str | None = lines.get(timeout=READY_WITHIN).strip()
        except queue.Empty:
            line = None
        url, mark, clients = (line or "").partition("  clients: ")
        if not mark:
            raise SetUpProblem(self._why_not_ready(silent=line is None))
        return url, Path(clients)

    def _why_not_ready(self, *, silent: bool) -> str:
        """What became of the process, with its last words; ``silent`` when it neither spoke nor ended in time."""
        end = f"it said nothing for {READY_WITHIN:g} s"
        if not silent:
            try:
                end = f"it ended with exit code {self._process.wait(5)}"
            except subprocess.TimeoutExpired:
                end = "it spoke of something else"
        lines = self._log.read_text("utf-8", "replace").strip().splitlines()[-20:] or ["nothing"]
        tail = "\n".join(lines)
        return f"Expected the embedded system to start; {end}. Its last words:\n{tail}"

    def kill(self) -> None:
        """End the process at once, as a power cut would."""
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """Ask the process to end, and insist after ten seconds."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def __enter__(self) -> EmbeddedSystem:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
