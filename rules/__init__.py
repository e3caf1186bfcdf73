"""The rule engine: pure judgement, no clock, no store, no network."""
