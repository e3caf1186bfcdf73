"""The moderator log: a card for each case."""
