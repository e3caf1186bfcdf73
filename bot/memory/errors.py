"""What can go wrong with the store, as the rest of the house sees it. redis-py's own errors end here.

StoreError
├── StoreAway      not reached within the deadline, or reached and not ready: try again, the comment stands
│   └── StoreMoved reached, and another server of the cluster answers for it now; nothing was done
├── StoreFull      maxmemory reached with nothing to evict: writes are refused until an operator makes room
└── StoreRefused   the server cannot do what Hush needs; the message says what to change
"""

from __future__ import annotations


class StoreError(Exception):
    """Something is wrong with the store; the message is fit for a log line."""


class StoreAway(StoreError):
    """The store did not answer in time."""


class StoreMoved(StoreAway):
    """Another server of the cluster answers for this now."""


class StoreFull(StoreError):
    """The store is out of memory."""


class StoreRefused(StoreError):
    """The store answered, and will not do it."""
