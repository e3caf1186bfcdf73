"""What a process needs to run: configuration, log, metrics, storage, supervision."""
