"""What Discord says: connection, frames, messages, guilds."""
