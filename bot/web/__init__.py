"""Sites with their own comment section: they send comments, fetch what is to be done, and moderate, all over HTTP."""
