"""Where comments come from and actions go, one folder a platform, all behind one port."""

QUEUES = ("http", "discord", "recording")
"""The name of every platform that ever queued an action: what leaving enforce has to look through."""
