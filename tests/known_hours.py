"""The ON and OFF hours of months and seasons, counted by hand: what every calendar of ours has to come to."""

from __future__ import annotations

from datetime import date

COUNTED = [
    (date(2024, 9, 1), date(2024, 9, 30), 384, 336),
    (date(2025, 3, 1), date(2025, 3, 31), 416, 327),
    (date(2025, 5, 1), date(2025, 5, 31), 416, 328),
    (date(2024, 1, 1), date(2024, 3, 31), 1232, 951),
    (date(2024, 4, 1), date(2024, 6, 30), 1232, 952),
    (date(2024, 7, 1), date(2024, 9, 30), 1232, 976),
    (date(2024, 10, 1), date(2024, 12, 31), 1232, 977),
    (date(2025, 1, 1), date(2025, 3, 31), 1216, 943),
]
"""First day, last day, ON hours, OFF hours."""
