"""Recorded streams that ship with Hush: the founding case, for a first look."""
