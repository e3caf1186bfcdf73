"""Discord: what is said there, what is done there, and the moderators' log. The only room that knows discord.py."""
