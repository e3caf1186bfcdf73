"""What a moderator may know and do. Every face calls this room, and nothing else."""
