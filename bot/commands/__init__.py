"""The commands of `hush`, one a file."""
