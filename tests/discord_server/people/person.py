"""A person in a guild: what the tests speak through."""

from discord_server.people.moderating import Moderating
from discord_server.people.speaking import Speaking
from discord_server.people.using import Using


class Person(Speaking, Moderating, Using):
    """Somebody who says, moderates and uses commands; what Discord forbids them raises `Refused`."""
