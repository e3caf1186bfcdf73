"""From a comment to what is done about it, and the port that platforms fill."""
