"""Where the suite lies: beside the package in a checkout, or packed into the wheel."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


class SuiteMissing(Exception):
    """Neither a wheel's suite nor a checkout was found; the text says where it was looked for."""


def suite_root(package: Path = PACKAGE) -> Path:
    """The folder that holds conftest.py, features/, steps/, fixtures/ and reports/.

    ``package`` is the folder of the marketsim package. A wheel carries the suite as ``marketsim/_suite``; an
    editable install uses the checkout that the package lies in. Raises SuiteMissing when there is neither.
    """
    packed = package / "_suite"
    if (packed / "features").is_dir():
        return packed
    for folder in package.parents:
        if (folder / "features").is_dir() and (folder / "pyproject.toml").is_file():
            return folder
    raise SuiteMissing(
        f"expected the suite in {packed} or in a checkout around {package}; found neither; "
        "install the marketsim wheel, or install a checkout with `pip install -e .`"
    )
