"""Comments made with a seed: ten languages, a few accounts that say much and many that say little, some of them the same again.

The texts are the project's own, put together from parts, with what chats carry: short answers, mentions, links, numbers, emoji.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import accumulate
from random import Random

# who or what, does what, where or when: any three in a row make a sentence
_PARTS: tuple[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...] = (
    (
        (
            "I think the new map",
            "my little brother",
            "the second half",
            "somebody in the back row",
            "The old server",
            "our team, as always,",
        ),
        ("needs a bit more work", "was better than I expected", "fell asleep", "doesn't make any sense", "looks great", "keeps me awake"),
        ("since the last update", "this morning", "in my opinion.", "but let's wait and see!", "for some reason", "at the end of the day"),
    ),
    (
        ("Ich glaube, der neue Trainer", "meine Schwester", "Die zweite Folge", "der alte Rechner", "unsere Straße", "das Wetter"),
        ("hat heute wieder überzeugt", "braucht noch etwas Zeit", "war größer als gedacht", "läuft seit gestern nicht mehr", "gefällt mir"),
        ("wie immer.", "seit dem Wochenende", "oder was meint ihr?", "trotz allem", "und das ist auch gut so!", "im Vergleich zu früher"),
    ),
    (
        ("Je crois que le film", "ma voisine", "la deuxième mi-temps", "l'équipe de demain", "Ce vieux vélo", "notre quartier"),
        ("a été une belle surprise", "ne marche plus très bien", "reste à découvrir", "m'a fait rire", "mérite mieux que ça"),
        ("depuis hier soir.", "à mon avis", "mais on verra bien !", "comme d'habitude", "pendant les vacances", "malgré la pluie"),
    ),
    (
        ("Creo que la canción", "mi abuela", "el segundo capítulo", "la tormenta de anoche", "El equipo", "ese perrito"),
        ("me gustó muchísimo", "no tiene ningún sentido", "llegó más tarde", "se quedó dormido", "necesita un descanso"),
        ("desde ayer.", "¿no les parece?", "como todos los años", "en mi barrio", "pero ya veremos", "¡qué alegría!"),
    ),
    (
        ("Acho que a novela", "meu vizinho", "o jogo de ontem", "a estação nova", "Essa receita", "nosso cachorro"),
        ("ficou melhor do que antes", "não faz sentido nenhum", "demorou demais", "dormiu no sofá", "precisa de mais açúcar"),
        ("desde ontem à noite.", "na minha opinião", "e ninguém falou nada", "como sempre!", "durante as férias", "apesar da chuva"),
    ),
    (
        ("Мне кажется, новый сезон", "моя бабушка", "вторая серия", "наш старый двор", "Погода", "этот кот"),
        ("стал намного лучше", "совсем не работает", "всех удивила", "спит целый день", "мне очень нравится"),
        ("с прошлой недели.", "как всегда", "а вы что думаете?", "после дождя", "но посмотрим!", "уже который год"),
    ),
    (
        ("أعتقد أن الفيلم", "جدتي", "الشوط الثاني", "هذا المقهى", "القطار القديم", "فريقنا"),
        ("كان أفضل مما توقعت", "يحتاج إلى وقت", "تأخر كثيرا", "أعجبني جدا", "لا يعمل اليوم"),
        ("منذ أمس.", "كالعادة", "ما رأيكم؟", "بعد المطر", "في حينا", "رغم كل شيء"),
    ),
    (
        ("我觉得新地图", "我奶奶", "下半场", "楼下那家店", "昨天的雨", "我们队"),
        ("比以前好多了", "还要再等等", "太让人意外了", "今天没有开门", "一直很安静"),
        ("。", "，大家觉得呢？", "，明天再看吧", "，跟往年一样", "！", "，真没想到"),
    ),
    (
        ("新しい駅は", "うちの猫は", "昨日の試合は", "あのパン屋は", "今年の桜は", "となりの子は"),
        ("思ったより良かった", "まだ少し時間がかかる", "ずっと寝ている", "とてもきれいだ", "なかなか来ない"),
        ("。", "と思います", "ね！", "けど、どうかな", "、いつもの通り", "みたいです"),
    ),
    (
        ("내 생각에 새 노래는", "우리 할머니는", "어제 경기는", "동네 빵집은", "오늘 날씨는", "그 고양이는"),
        ("생각보다 훨씬 좋았어요", "아직 시간이 더 필요해요", "하루 종일 자고 있어요", "문을 닫았네요", "정말 놀라웠어요"),
        ("지난주부터.", "늘 그렇듯이", "여러분은 어때요?", "비가 온 뒤에", "그래도 두고 봐요!", "올해도"),
    ),
)
_JOINED = frozenset({7, 8})  # written without spaces
_SHORT = (
    ("lol", "ok", "yes!", "no way", "nice", "same here", "thanks :)", "good morning"),
    ("ja", "nein", "genau", "na gut", "danke!"),
    ("oui", "non", "merci !", "c'est vrai"),
    ("sí", "claro", "jajaja", "gracias"),
    ("sim", "kkkk", "obrigado", "pois é"),
    ("да", "нет", "спасибо", "ага"),
    ("نعم", "شكرا", "هههه"),
    ("哈哈哈", "好的", "谢谢", "真的吗？"),
    ("はい", "ありがとう", "草", "すごい！"),
    ("네", "ㅋㅋㅋ", "감사합니다"),
)
_SAID_AGAIN = (
    "Our little shop opens today, come by",
    "Kommt heute alle in unseren Laden",
    "Заходите в наш новый магазин",
    "我们的小店今天开门大家快来",
)
_EMOJI = ("😀", "🔥", "👍", "❤️", "😂😂")

Dress = Callable[[str, Random], str]
_DRESSES: tuple[Dress, ...] = (
    lambda text, _: text,
    lambda text, _: text.upper(),
    lambda text, _: text.replace(" ", "  "),
    lambda text, chance: text + chance.choice(("!", "!!", "...", " ?")),
    lambda text, chance: f"{text} {chance.choice(_EMOJI)}",
    lambda text, chance: f"{text} ({chance.randrange(1, 20)})",
    lambda text, chance: text[: (at := chance.randrange(len(text)))] + "\u200b" + text[at:],
    lambda text, chance: text[: (at := chance.randrange(1, len(text)))] + text[at + 1 :],
)
_ADDED: tuple[Dress, ...] = (
    lambda text, chance: f"{text} {chance.choice(_EMOJI)}",
    lambda text, chance: f"<@{chance.randrange(10**17, 10**18)}> {text}",
    lambda text, chance: f"@anna_{chance.randrange(100)} {text}",
    lambda text, chance: f"{text} https://example.org/{chance.randrange(10**6):x}",
    lambda text, chance: f"{text} {chance.randrange(2, 3000)}",
)
_REPEATERS, _BRIEF, _ADDING = 0.02, 0.25, 0.15


CHECKSUMS = {
    100_000: "7a4209fd1b30d17640fbc9b7e370b1a7795dfe13159282dbb55f5cae84938fa2",
    1_000_000: "2e66199e025e024802781c8872d4dd3a7d684c78562e216414d8ac7949dd0fb4",
}
"""SHA-256 of the workloads that are measured, with the seed that `comments` takes: what was measured once can be measured again."""


def checksum(count: int) -> str:
    """SHA-256 of a workload's lines, each an account, a tab and a text."""
    told = sha256()
    for account, text in comments(count):
        told.update(f"{account}\t{text}\n".encode())
    return told.hexdigest()


def comments(count: int, seed: int = 20_240) -> Iterator[tuple[int, str]]:
    """So many (account, text), always the same ones for a seed. An account keeps its language; the n-th speaks 1/n as much as the first."""
    chance = Random(seed)  # noqa: S311 - a workload is no secret
    accounts = range(max(20, count // 20))
    activity = list(accumulate(1 / (n + 1) for n in accounts))
    repeaters = {n for n in accounts if chance.random() < _REPEATERS}
    for account in chance.choices(accounts, cum_weights=activity, k=count):
        language = account % len(_PARTS)
        if account in repeaters:
            yield account, chance.choice(_DRESSES)(_SAID_AGAIN[account % len(_SAID_AGAIN)], chance)
        elif chance.random() < _BRIEF:
            yield account, chance.choice(_SHORT[language])
        else:
            text = ("" if language in _JOINED else " ").join(chance.choice(part) for part in _PARTS[language])
            yield account, chance.choice(_ADDED)(text, chance) if chance.random() < _ADDING else text
