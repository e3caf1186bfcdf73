"""Sites with their own comment section: actions in a feed or by webhook."""
