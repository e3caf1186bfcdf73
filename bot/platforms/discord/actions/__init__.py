"""What is done on Discord: hide, restore, warn, time out, kick, ban."""
