"""What ``certify --plan`` says of the calls that rows name."""

from __future__ import annotations

import re
from pathlib import Path

from marketsim.cli.certify_plan import plan_lines
from marketsim.cli.certify_run import Certification, certification

NAMED = re.compile(r"  (\S+)  in \d+ scenarios?, named by its row")


def test_a_call_is_listed_with_its_service_or_not_at_all(tmp_path: Path) -> None:
    """A row that names an operation without its service tells which call it is only to its own steps."""
    asked = certification(
        Certification(
            target=None,
            out=tmp_path / "campaign",
            resume=False,
            function=None,
            phase=None,
            topic=None,
            seed=None,
            contract=None,
            strict=False,
            intrusive=None,
            sign_with=None,
            days=1,
            waivers=None,
        )
    )
    named = [found[1] for line in plan_lines(asked) if (found := NAMED.match(line))]
    assert "secondary_market.targetSmPublicOfferToMp" in named
    assert set(named) <= {str(key) for key in asked.loaded.operations}
