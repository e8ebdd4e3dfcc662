"""The texts, numbers and times that the schemas of all services share.

Patterns end in ``\\Z`` where the documents say ``$``: in Python ``$`` also matches before a final line feed,
in the regular expressions of OpenAPI it does not.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta

PLAIN = r"^([a-zA-Z0-9\. _-]*)\Z"
PLAIN_NOT_EMPTY = r"^([a-zA-Z0-9\. _-]+)\Z"

Name = Annotated[str, Meta(pattern=PLAIN)]
Name6 = Annotated[str, Meta(pattern=PLAIN, max_length=6)]
Name10 = Annotated[str, Meta(pattern=PLAIN, max_length=10)]
Name20 = Annotated[str, Meta(pattern=PLAIN, max_length=20)]
Name40 = Annotated[str, Meta(pattern=PLAIN, max_length=40)]
Name50 = Annotated[str, Meta(pattern=PLAIN, max_length=50)]
Name64 = Annotated[str, Meta(pattern=PLAIN, max_length=64)]
Name100 = Annotated[str, Meta(pattern=PLAIN, max_length=100)]
LocationName = Annotated[str, Meta(pattern=PLAIN, max_length=150)]
AssetOwner = Annotated[str, Meta(pattern=PLAIN_NOT_EMPTY, max_length=10)]
PortfolioName = Annotated[
    str,
    Meta(pattern=r"^(?!.*[\s\._-])[A-Za-z0-9]+\Z|^(?=.*[A-Za-z0-9])[A-Za-z0-9\s\._-]+\Z", max_length=100),
]
Duns = Annotated[str, Meta(pattern=r"^([0-9]*)\Z", max_length=9)]
Remark = Annotated[str, Meta(pattern=r"^([a-zA-Z0-9\#\@\. _-]*)\Z", max_length=512)]
Text = Annotated[str, Meta(max_length=2_147_483_647)]

RecordId = Annotated[int, Meta(ge=1, le=9_999_999_999)]
Instant = Annotated[datetime, Meta(tz=True)]

# msgspec's own multiple_of compares binary fractions and refuses nearly every three-decimal value,
# so the step is only noted on the type; contract/precision.py checks it.
THREE_DECIMALS = {"multipleOf": 0.001}
TWO_DECIMALS = {"multipleOf": 0.01}
