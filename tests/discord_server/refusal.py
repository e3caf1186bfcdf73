"""What Discord says when it says no: status, code and words."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
"""A JSON object as it goes over the wire."""


@dataclass
class Refused(Exception):
    """A request, or a person's action, that Discord does not accept."""

    status: int
    code: int
    message: str
    errors: Json = field(default_factory=dict)
    retry_after: float | None = None

    def __str__(self) -> str:
        return f"{self.status} {self.code}: {self.message} {self.errors or ''}".rstrip()

    def payload(self) -> Json:
        """The body of the answer."""
        body: Json = {"message": self.message, "code": self.code}
        if self.errors:
            body["errors"] = self.errors
        if self.retry_after is not None:
            body |= {"retry_after": self.retry_after, "global": False}
        return body


def unknown(what: str) -> Refused:
    """404: no such thing."""
    codes = {
        "Channel": 10003, "Guild": 10004, "Member": 10007, "Message": 10008, "Overwrite": 10009, "Role": 10011,
        "User": 10013, "Webhook": 10015, "Ban": 10026, "Interaction": 10062, "Application Command": 10063,
    }  # fmt: skip
    return Refused(404, codes[what], f"Unknown {what}")


def no_access() -> Refused:
    """403: the channel or guild cannot be seen."""
    return Refused(403, 50001, "Missing Access")


def no_permission() -> Refused:
    """403: seen, but not allowed."""
    return Refused(403, 50013, "Missing Permissions")


def invalid(where: str, why: str, code: str = "INVALID") -> Refused:
    """400: a field of the body is wrong; `where` is a path with dots."""
    errors: Json = {"_errors": [{"code": code, "message": why}]}
    for key in reversed(where.split(".")):
        errors = {key: errors}
    return Refused(400, 50035, "Invalid Form Body", errors)


def bad_request(code: int, message: str) -> Refused:
    """400 with a code of its own."""
    return Refused(400, code, message)


def forbidden(code: int, message: str) -> Refused:
    """403 with a code of its own."""
    return Refused(403, code, message)
