"""The HTTP API for sites."""
