"""Mark-up: what a platform, a browser or Markdown adds around the words of a comment."""

from __future__ import annotations

import re
from html import unescape

# Discord's own notation (Message Formatting in its developer documentation): mentions, channels, roles, commands, times, guides
_REFERENCE = re.compile(r"<(?:@[!&]?|#|/[^<>:]{1,100}:|id:|t:-?)\w{1,25}(?::\w)?>")
_EMOTE = re.compile(r"<a?:(\w{2,32}):\d{1,25}>|(?<!\w):([a-z][a-z0-9_+-]{1,31}):(?!\w)", re.IGNORECASE)
_MENTION = re.compile(r"@(?<![\w@./]@)[\w.-]{3,40}")  # the sign first: it is found faster than what stands before it
# how IRC and older chats address someone: a nick, told from a word by its digits or underscore
_ADDRESS = re.compile(r"\s*(?=[a-z])(?=[^\s:,]*[\d_])[\w\[\]{}^|`-]{3,32}[:,]\s+(?=\S)", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^<>]{0,500}>", re.IGNORECASE)
_MARKDOWN_LINK = re.compile(r"\[([^\[\]\n]{0,300})\]\((?=[^\s()])([^\s()]{1,500})\)")
_MARKDOWN = re.compile(r"\*+|__+|~~|\|\||`+")
_ANY = re.compile(r"[*_~|`<&\[]")
_LINK = re.compile(r"(?:https?:/{1,3}|\bwww\.)([^\s<>\"|]+)|\b((?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,10}/[^\s<>\"|]*)")
_SLASH = re.compile(r"https?:/|\.[a-z]{2,10}/")  # without one a slash leads nowhere
_PAGE = re.compile(r"[?&](?:v|p|id|q|u|url|fbid|story_fbid|list)=([\w%.-]+)")


def unaddressed(text: str) -> str:
    """The text without mentions, platform emotes and the nick it begins by addressing."""
    if "<" in text:
        text = _REFERENCE.sub(" ", text)
    if text.count(":") > 1:
        text = _EMOTE.sub(" ", text)
    if ":" in text or "," in text:
        addressed = _ADDRESS.match(text)
        if addressed:
            text = text[addressed.end() :]
    return _MENTION.sub(" ", text) if "@" in text else text


def emotes(text: str) -> list[str]:
    """The platform emotes in a text, as ``:name:``, in their order."""
    return [f":{custom or short}:" for custom, short in _EMOTE.findall(text)] if text.count(":") > 1 else []


def unmarked(text: str) -> str:
    """The text as a reader sees it: HTML and Markdown taken off, a titled link as title and address."""
    if not _ANY.search(text):
        return text
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "&" in text:
        text = unescape(text)
    if "](" in text:
        text = _MARKDOWN_LINK.sub(r"\1 \2", text)
    return _MARKDOWN.sub("", text)


def _address(found: re.Match[str]) -> str:
    whole = found[1] or found[2]
    place, _, query = whole.partition("?")
    place = place.partition("#")[0].removeprefix("www.").rstrip("/.,;:!)'*_~`")
    page = _PAGE.search("?" + query)
    host, _, path = place.partition("/")
    return f" {host}/{path}{'/' + page[1] if page else ''} "


def links(text: str) -> str:
    """The folded text with each link as ``host/path``; of a query only what names the page stays."""
    if "www." in text or ("/" in text and _SLASH.search(text)):
        text = " ".join([_LINK.sub(_address, word) if "/" in word or "www." in word else word for word in text.split(" ")])
    return text
