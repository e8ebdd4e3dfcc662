"""The market folder."""

from __future__ import annotations


def workings_of(store, settings, name, now):
    raise NotImplementedError
