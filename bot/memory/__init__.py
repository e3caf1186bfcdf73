"""What Hush remembers, and the only room that speaks to the store."""
