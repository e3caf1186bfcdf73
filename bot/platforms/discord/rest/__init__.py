"""What is asked of Discord: one client, its limits."""
