"""What is to be seen of a comment's original text, and kept with it: its later copies are judged when the text itself is gone."""

from __future__ import annotations

import re

_SEEN = 400  # signs looked at: what a text is shows at its beginning


class Trait:
    """What a text is, or carries, beside its words: bits of an integer. Plain ones, since each use of an enum's costs more than a look."""

    COMMAND = 1
    """Speaks to a bot: a prefix and a word."""
    QUESTION = 2
    """Ends as a question."""
    QUOTE = 4
    """Repeats what somebody else said."""
    CODE = 8
    """A command line, code, a path, or lines of a log."""
    NOTICE = 16
    """What a chat says of itself: who came, left, gave."""
    LINK = 32
    INVITE = 64
    """An invite to a server, group or channel elsewhere."""
    ADDRESSED = 128
    """Begins by naming whom it speaks to."""
    CORRECTION = 256
    """Puts right a word of the comment before."""
    SHOWN = 512
    """Its links show a picture, or somebody's code: they are what the comment says, and lead nowhere."""

    DRAWN = 1024
    """A long row of signs without a word."""
    BROADCAST = 2048
    """Calls everybody, or a role."""


# letters in words with end marks: nothing below can be in such a text
_PLAIN = re.compile(r"\s*+(?:[^\W\d_]++(?:['\u2019][^\W\d_]++)*+[,.!\uff0c\u3002\uff01]*+(?: ++|$))++")
_COMMAND = re.compile(r"(?:[!.;&+~%]|[?/-](?!me\b))[A-Za-z]{2}[\w-]*(?=\s|$)")
_QUESTION = re.compile(r"[?\uff1f\u061f\u037e][\s!?.\uff1f\U0001f300-\U0001faff]*$")
_QUOTE = re.compile(r"(?:>|\uff1e)\s?\S|<[\w`^\[\]{}|-]{2,32}>\s|\[?\d\d?:\d\d(?::\d\d)?\]?\s+<?[\w-]+[>:]")
_LINK = re.compile(
    r"https?:|www\.|\b[\w-]+\.(?:com|net|org|info|biz|tv|gg|io|co|me|ly|ru|de|uk|us|xyz|site|shop|store|online|live|link|club|top|app|dev|cc|to|be)\b(?!\.\w)",
    re.IGNORECASE,
)
_SHOWN = re.compile(
    r"!\[[^\]]*\]\(|\.(?:png|jpe?g|gif|webp|mp4)(?:[)?\s]|$)|//(?:[\w-]+\.)*(?:\w*paste\w*|\w*bin|gist\.github|github|gitlab|jsfiddle|codepen)\.",
    re.IGNORECASE,
)
_INVITE = re.compile(
    r"discord(?:app)?\.(?:gg|com/invite)|\bdsc\.gg|\bt\.me/|telegram\.(?:me|dog)|chat\.whatsapp\.com|\bwa\.me/|line\.me/|vk\.me/|"
    r"\bguilded\.gg|/server\s+\S+\.\w+|\bjoin\s+(?:irc|#)\S+|\birc\.[\w-]+\.\w+",
    re.IGNORECASE,
)
# a role, and everybody, is nobody
_ADDRESSED = re.compile(r"<@!?\d+>|@(?!(?:everyone|here|all|channel)\b)[\w.-]{2,40}|[\w\[\]{}^|`-]{2,32}[:,]\s|[\w\[\]{}^|`-]{2,32}>\s")
_BROADCAST = re.compile(r"@(?:everyone|here|all|channel)\b|<@&\d+>")
_CORRECTION = re.compile(r"\*\s?[^\s*]+(?:\s[^\s*]+){0,3}$|[^\s*]+(?:\s[^\s*]+){0,3}\s?\*$|s/[^/]+/[^/]*/?g?$")
_NOTICE = re.compile(
    r"[*\u2192\u2190-]{1,3}\s*(?!me\b)\S+ .*\b(?:joined|quit|left|parted|kicked|known as|sets? mode|topic)\b|"
    r"\S+ (?:has |just )?(?:joined|left|quit|subscribed|resubscribed|cheered|raided|boosted|followed)\b"
    r"(?:$| (?:(?:the|this|our) )?(?:server|channel|chat|room|stream|call|voice|game|party)\b| (?:at|with|us|\d+)\b)|"
    r"\S+ (?:has |is |just )?gift(?:ed|ing)\b|"
    r".{1,120}\bthank(?:s| you)\b.{0,12} for (?:(?:the|your|a) )?(?:\w+ )?(?:re-?sub|subs?\b|sub(?:b|scri)|cheer|bits\b|rai(?:d|ding)\b|"
    r"host(?:ing)?\b|donat|follow(?:ing)?\b)",
    re.IGNORECASE,
)
_COMMANDS = (
    r"sudo|apt(?:-get)?|dpkg|yum|dnf|pacman|brew|npm|npx|yarn|pip3?|git|docker|kubectl|cargo|chmod|chown|mkdir|rm|cp|mv|grep|ls|cd|cat|ssh|"
    r"mount|modprobe|systemctl|wget|curl|python3?|gcc|make|vim?|nano"
)
# how code begins that may hold none of the signs below
_BEGINS = (
    rf"^(?:[$#%>]\s+)?(?:sudo\s+)?(?:{_COMMANDS})\s+(?:[-/.~]|\S+\s+-|(?:install|update|clone|push|pull|commit|run|add)\b)|"
    r"^(?:def|class|function|import|from|return|const|let|var|#include|public)\s.*[(:;={]|"
    r"^\[?\d{4}-\d\d-\d\d|^(?:Traceback|[A-Z]\w+(?:Error|Exception)\b|(?:ERROR|WARN(?:ING)?|INFO|DEBUG|FATAL)\b[:\]])"
)
_BEGUN = re.compile(_BEGINS)
_CODE = re.compile(
    r"```.*[({;=/].*```|`[^`]*[({;=/\\][^`]*`|^(?:/[\w.+@~-]+){2,}/?(?::\S*)?$|^[A-Za-z]:\\\S|^[\w.-]+@[\w.-]+:\S*[$#]|"
    r"^[a-z][\w.-]+(?:\s+\S+){0,6}?\s-{1,2}[A-Za-z][\w-]*\s+\S*[/=]|"
    rf"\w\([^()]{{0,200}}\)\s*[;{{]|[;{{}}]$|^[}}\])]+[;,]?$|=>\s|^\[?\s*\d+\.\d{{3,}}\]|{_BEGINS}"
)
_NAMED = re.compile(r"<[^<>\s]*>|:[\w]+:")
_NUMBER = re.compile(r"(?<![^\W\d_])\d+(?:[.,:]\d+)*(?![^\W\d_])")
# CamelCase as channels name their emotes (a short prefix in small letters, or two humps and more), and so hardly anybody writes a word
_EMOTE = re.compile(r"(?<![^\s])(?:[a-z]{2,12}(?:[A-Z][a-z]+|[A-Z]{2,})[A-Za-z]*\d*|(?:[A-Z][a-z]+){2,}\d*|[A-Z][a-z]+[A-Z]\d*)(?!\S)")
_HUMP = re.compile("[a-z][A-Z]")


_DRAWING = 12  # signs from which a comment without words takes room of its own
_SPOKEN = re.compile(r"[^\W_]")
_BEGINNINGS = (
    (Trait.COMMAND, frozenset("!.;&+~%?/-"), _COMMAND),
    (Trait.QUOTE, frozenset(">\uff1e<0123456789["), _QUOTE),
)
_NAMING = frozenset("<@")
_NAMES = re.compile("[:,>]")
_CORRECTED = 60  # signs up to which a text can be a word put right
_TOLD = "joined|quit|left|gift|raid|boosted|followed|subscribed|cheered|thank"
_TELLING = re.compile(rf"\b(?:{_TOLD})", re.IGNORECASE)
# a first look, in small letters and wherever in a word, since that is many times quicker
_TELLS, _EVENT = re.compile(_TOLD), re.compile(rf"{_TOLD}|parted|kicked|known as|mode|topic")
_STARTED = re.compile(rf"\s*(?:{_COMMANDS})\s", re.IGNORECASE)
# a sign without which code stands only at the beginning of a text; and how a text begins that may be code, or holds numbers
_SIGNS = re.compile(r"[`(){};=/\\\[\]$@]|\s-")
_OPENS = re.compile(rf"(?:{_COMMANDS})\s|[A-Z]\w+(?:Error|Exception)|Traceback|ERROR|WARN|INFO|DEBUG|FATAL")
_DIGITS = re.compile(r"\d+")


def traits(text: str) -> int:
    """The `Trait` bits that a comment's text shows; 0 for plain words. Bounded by the first signs of the text."""
    if _PLAIN.fullmatch(text) and not _STARTED.match(text) and not (_TELLS.search(text.lower()) and _TELLING.search(text)):
        return 0
    text = text[:_SEEN].strip()
    start, end, told = text[:1], text[-40:], text
    found = _led(text)
    for bit, starts, pattern in _BEGINNINGS:
        if start in starts and pattern.match(text):
            found |= bit
    if ("?" in end or "\uff1f" in end or "\u061f" in end or "\u037e" in end) and _QUESTION.search(end):
        found |= Trait.QUESTION
    if len(text) <= _CORRECTED and ("*" in text or "/" in text) and _CORRECTION.match(text):
        found |= Trait.CORRECTION
    addressed = _ADDRESSED.match(text) if start in _NAMING or _NAMES.search(text) else None
    if "@" in text and _BROADCAST.search(text):
        found |= Trait.BROADCAST
    if addressed:
        found |= Trait.ADDRESSED
        told = text[addressed.end() :].lstrip(" :,")
    if _EVENT.search(text.lower()) and _NOTICE.match(text):
        found |= Trait.NOTICE
    if not found & Trait.LINK and _is_code(text, told):
        found |= Trait.CODE
    if len(text) >= _DRAWING and not _SPOKEN.search(text):
        found |= Trait.DRAWN
    return found


def _led(text: str) -> int:
    """Where a text leads."""
    found = 0
    if ("." in text or "//" in text) and _LINK.search(text):
        found = Trait.LINK | (Trait.SHOWN if _SHOWN.search(text) else 0)
    if (found or "join" in text or "/server" in text) and _INVITE.search(text):
        found |= Trait.INVITE | Trait.LINK
    return found


def _is_code(text: str, told: str) -> bool:
    """Whether a text is code, or readings; ``told`` is what it says to whom it speaks."""
    if _SIGNS.search(text):
        return bool(_CODE.search(told) or (told is not text and _CODE.match(text))) or _counts(told)
    if _OPENS.match(text) or _DIGITS.search(text):
        return bool(_BEGUN.match(told) or (told is not text and _BEGUN.match(text))) or _counts(told)
    return False


def _counts(text: str) -> bool:
    """Whether a text is readings: three numbers and more, and little else; or a fifth of it, with a sign for what they equal."""
    if not text.isascii() or len(_DIGITS.findall(text)) < 3:
        return False
    numbers = _NUMBER.findall(_NAMED.sub("", text))
    if len(numbers) < 3:
        return False
    size = sum(map(len, numbers))
    return sum(map(str.isalpha, text)) > 3 and (size * 2 >= len(text) or (size * 5 >= len(text) and ("=" in text or "%" in text)))


def emote_letters(text: str) -> int:
    """How many letters of a text are the names of emotes."""
    if not _HUMP.search(text):
        return 0
    return sum(map(len, _EMOTE.findall(text[:_SEEN])))
