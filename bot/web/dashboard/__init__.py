"""The local page: a thread to comment in, and the moderators' log beside it. Plain HTML, CSS and JavaScript, in static/."""
