"""Hush: from a comment that came in to an action that was done."""
