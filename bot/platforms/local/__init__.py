"""The local page's own threads as a platform."""
