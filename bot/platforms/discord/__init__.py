"""Discord: what is said there, what is done there, and the moderators' log. The only room that knows discord.py."""

NAME = "discord"
"""The platform's name in the store, fixed for good."""
