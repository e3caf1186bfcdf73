"""Recorded streams judged offline, summed up and evaluated."""
