"""Lays the messages of the days before the moment of laying."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from marketsim.system.settings import Settings
from marketsim.system.store.messages import MessageRow, add_message
from marketsim.system.world.data import world_data


def lay(store: Connection, now: datetime) -> None:
    """Lay messages.yaml before ``now``."""
    sender = Settings.load().text("messages.sender")
    for entry in world_data("messages"):
        attachment = entry.get("attachment")
        add_message(
            store,
            MessageRow(
                participant=entry.get("to"),
                sent_time=now - timedelta(days=entry["days"]),
                sender=sender,
                text=entry["text"],
                attachment_name=entry.get("attachment_name"),
                attachment=None if attachment is None else attachment.encode(),
            ),
        )
