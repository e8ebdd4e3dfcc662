"""The embedded CRR system: a faithful, stateful stand-in for the ten services."""
