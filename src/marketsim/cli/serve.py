"""``marketsim serve``: the embedded CRR system, standing."""

from __future__ import annotations

import logging
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from marketsim.system.app import create_app
from marketsim.system.crr_system import CrrSystem
from marketsim.system.cutover.carrying_out import cut_over_new
from marketsim.system.phases import DEFAULT_PHASE, PHASES
from marketsim.system.pki import Pki, PkiProblem, prepare, renew
from marketsim.system.problem import SystemProblem
from marketsim.system.profiles import write_profiles
from marketsim.system.server import HOST, PortProblem, Server, listen
from marketsim.system.store.engine import Store
from marketsim.system.store.participants import all_persons
from marketsim.system.world.lay import DEMONSTRATION, WORLDS

USAGE, SET_UP = 2, 3


def serve(
    port: Annotated[int, typer.Option(help="The port on loopback; 0 takes a free one.")] = 8443,
    store: Annotated[
        str | None,
        typer.Option(
            help="Where the world lives: sqlite:///FILE. A file that is there keeps its world. "
            "Default: a temporary file, gone when the system stops."
        ),
    ] = None,
    pki: Annotated[
        Path | None,
        typer.Option(
            help="The folder of certificates, made when needed, kept while valid. Default: beside the store."
        ),
    ] = None,
    fault: Annotated[
        list[str] | None,
        typer.Option(
            help="A fault to switch on; may be given several times. rule:ID leaves a rule out. "
            "status:, missing:, enum: and tou-boolean:SERVICE.OPERATION falsify an answer. "
            "induce:CODE or induce:CODE@SERVICE.OPERATION: every operation that lists the code, or that one, "
            "refuses with it. result:ID gets a market's results wrong, cutover:ID a cutover; the reference lists them."
        ),
    ] = None,
    phase: Annotated[str, typer.Option(help=f"Which writes are due: {', '.join(PHASES)}.")] = DEFAULT_PHASE,
    world: Annotated[
        str,
        typer.Option(
            help="What a new store is laid with: the demonstration, or empty, which is its participants, network and "
            "locations without markets and holdings."
        ),
    ] = DEMONSTRATION,
    from_extract: Annotated[
        Path | None,
        typer.Option(
            help="The folder of a legacy extract: a new store is laid empty and cut over from it. A store that was "
            "cut over before is served as it is."
        ),
    ] = None,
) -> None:
    """Run the embedded CRR system over HTTPS on 127.0.0.1 until SIGTERM or Ctrl-C.

    When it is ready it prints one line: the base URL, and the folder of client certificates. There you find a
    certificate for each person (PEM, and PFX with its pass-phrase in passphrase.txt), the authority (ca.pem),
    certificates that must be refused, and two profiles for `marketsim run --target`. Beside the ten services
    under /crr there are /docs (Swagger UI), /operator/v1 (the ISO's console) and /mui/v1 (the screens).

    Try: curl --cacert DIR/ca.pem --cert DIR/srtx.pem -H "caiso-request-id: $(uuidgen)" URL/status

    Exit codes: 0 stopped as asked; 2 a wrong option or store; 3 the port or the certificates cannot be used.
    """
    logging.basicConfig(stream=sys.stderr, format="%(asctime)s %(name)s: %(message)s", level=logging.WARNING)
    scratch = Path(tempfile.mkdtemp(prefix="marketsim-")) if store is None or pki is None else None
    try:
        url = store or f"sqlite:///{(scratch or Path()).as_posix()}/system.db"
        if world not in WORLDS:
            raise typer.BadParameter(f"there is no world {world!r}; choose from {', '.join(WORLDS)}")
        with Store(url) as kept:
            laid = world if from_extract is None else "empty"
            system = CrrSystem(kept, faults=fault or [], phase=phase, world=laid)
            if from_extract is not None:
                cut_over_new(system, from_extract)
            _run(port, kept, pki, system)
    except SystemProblem as problem:
        typer.echo(
            f"found:    {problem.found}\nexpected: {problem.expected}\nfix:      {problem.fix}", err=True
        )
        raise typer.Exit(SET_UP if isinstance(problem, PkiProblem | PortProblem) else USAGE) from None
    finally:
        if scratch is not None:
            shutil.rmtree(scratch, ignore_errors=True)


def _run(port: int, kept: Store, pki_folder: Path | None, system: CrrSystem) -> None:
    folder = (pki_folder or kept.file.with_name(f"{kept.file.stem}-pki")).resolve()
    pki = _admitted(folder, kept)
    with listen(port) as listening:
        root = f"https://{HOST}:{listening.getsockname()[1]}"
        write_profiles(pki, kept, root)

        def admit() -> None:
            """Certificates for persons that a cutover has brought, and profiles that name them."""
            write_profiles(_admitted(folder, kept), kept, root)

        system.admit = admit
        system.renew = lambda person: _renewed(folder, kept, person)
        Server(create_app(system), pki, lambda: _ready(root, pki)).run([listening])


def _admitted(folder: Path, kept: Store) -> Pki:
    with kept.reading() as connection:
        persons = [name for name, _room in all_persons(connection)]
    return prepare(folder, persons)


def _renewed(folder: Path, kept: Store, person: str) -> None:
    with kept.reading() as connection:
        renew(folder, person, [name for name, _room in all_persons(connection)])


def _ready(root: str, pki: Pki) -> None:
    typer.echo(f"{root}/crr  clients: {pki.clients}")
    sys.stdout.flush()
