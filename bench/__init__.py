"""What Hush costs, as ratios to a frozen floor measured in the same run."""
