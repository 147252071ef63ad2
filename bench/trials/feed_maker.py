"""Feeds to try: small sound ones, mutations of them, and those made to do harm. Every one follows from a number."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ITEM = "<item><title>{title}</title><link>https://news.example/{n}</link><guid>{guid}</guid><pubDate>Fri, 12 Dec 2025 09:05:00 GMT</pubDate><description>{text}</description></item>"
RSS = '<?xml version="1.0"{declared}?><rss version="2.0"><channel><title>Outlet</title><link>https://news.example/</link>{items}</channel></rss>'
_PLAIN = (
    RSS.format(declared=' encoding="utf-8"', items=ITEM.format(title="Gold ends higher", n=1, guid="g1", text="Gold rose 1.2% to $2,650 on Friday.")),
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://news.example/"><title type="html">Out&lt;b&gt;let</title><id>urn:a</id><updated>2025-12-12T10:00:00Z</updated>'
    '<entry><id>urn:1</id><title>Stocks slip</title><link rel="alternate" href="/1"/><published>2025-12-12T10:00:00+01:00</published><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
    "<p>The index fell 0.4%.</p></div></content><source><title>Wire</title></source></entry></feed>",
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://news.example/"><title>Outlet</title></channel>'
    "<item rdf:about='https://news.example/2'><title>Oil</title><link>https://news.example/2</link><dc:date>2025-12-12</dc:date><description><![CDATA[<p>Oil <b>fell</b> to $61.</p>]]></description></item></rdf:RDF>",
    RSS.format(declared="", items='<item xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/"><title>Bonds &amp; more</title><media:content url="x.jpg"/>'
    "<content:encoded>&lt;p style=&quot;display:none&quot;&gt;no&lt;/p&gt;&lt;table&gt;&lt;tr&gt;&lt;td&gt;S&amp;amp;P&lt;/td&gt;&lt;td&gt;6,800&lt;/td&gt;&lt;/tr&gt;&lt;/table&gt;Yields rose.</content:encoded></item>"),
)  # fmt: skip
_WORDS = (
        "&#xD800;", "&#x110000;", "&#99999999999999999999;", "&#0;", "&#x1F4A9;", "&#-1;", "&#xFFFF;", "\0", "\x1b", "\ud800", "\ufeff", "\u202e", "\u200b",
        'xml:base="//["', ' xml:base="http://[::1"', ' xml:lang="\0"', "<!ENTITY a 'b'>", '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;", "&a;", "&", "<", ">", "]]>",
        "<![CDATA[", "<!--", "-->", "<?xml version='1.0' encoding='punycode'?>", "<?xml version='1.0' encoding='hex'?>", "<?xml encoding='utf-16'?>", "<?xml version='1.0' encoding='idna'?>",
        "<item>", "</item>", "<entry>", "</channel>", "<title>", "</title>", '<link href="http://[">', "<link>//[</link>", "<guid isPermaLink='true'>//[::</guid>", "<pubDate>99999999999999999999</pubDate>",
        "<pubDate>Fri, 31 Feb 2025 25:61:61 XYZ</pubDate>", "<dc:date>0000-00-00T00:00:00Z</dc:date>", "<updated>-1-01-01</updated>", "<cloud/>", "<image><url>//[</url></image>", "<enclosure url='//[' length='x'/>",
        "<georss:point>x y</georss:point>", "<gml:pos>1 1e999</gml:pos>", "<georss:polygon>1</georss:polygon>", "<itunes:duration>::::</itunes:duration>", "<itunes:explicit>", "<media:rating/>", "<psc:chapter start='x'/>",
        "<content type='application/octet-stream' mode='base64'>!!!</content>", "<content type='xhtml'>", "<div>" * 30, "&lt;b&gt;" * 300, "(" * 300, "9" * 400, "<table><tr><td>1<td>2", "<p hidden>", "<style>{{{{",
        "<category domain='", "<author>&lt;a@b&gt; (</author>", "<source url='//['>", "<textInput>", "<skipHours><hour>x</hour></skipHours>", "<a href='", "\xff\xfe", "\xef\xbb\xbf", "\x85\x92",
)  # fmt: skip
_BYTES = (
    b"\xff\xfe",
    b"\xfe\xff\x00<",
    b"\x2b\x2f\x76\x38",
    b"\xc0\x80",
    b"\xed\xa0\x80",
    b"\x4c\x6f\xa7\x94",
)
HOSTILE = (*(token.encode("utf-8", "surrogatepass") for token in _WORDS), *_BYTES)
_LONGEST = 2_000
_OPENS = re.compile(rb"<(?:item|entry)[\s>]")


def mutant(number: int) -> bytes:
    """The mutated feed of this number; the same wherever it is made, as long as the corpus is the same."""
    chance = random.Random(number)
    data = bytearray(chance.choice(_seeds()[: len(_PLAIN)] if chance.random() < 0.7 else _seeds()))
    for _ in range(chance.randint(1, 6)):
        _mutate(data, chance)
    return bytes(data)


@cache
def _seeds() -> tuple[bytes, ...]:
    """The small feeds above, and small pieces of the corpus where there is one."""
    folder = Path(os.environ.get("TAPECHECK_SHARED", "none")) / "corpus" / "feeds"
    real = (_shortened(path.read_bytes()) for path in sorted(folder.glob("*.xml")))
    return tuple(text.encode() for text in _PLAIN) + tuple(data for data in real if len(data) <= _LONGEST)


def _shortened(data: bytes) -> bytes:
    """The head of a feed and its first entry, closed."""
    opens = [found.start() for found in _OPENS.finditer(data)]
    if len(data) <= _LONGEST or len(opens) < 2:
        return data
    return data[: opens[1]] + (b"</feed>" if b"<feed" in data[:2000] else b"</channel></rss>")


def _mutate(data: bytearray, chance: random.Random) -> None:
    at, far = chance.randrange(len(data) + 1), chance.choice((1, 3, 20, 200))
    match chance.randrange(8):
        case 0 | 1 | 2:
            data[at:at] = chance.choice(HOSTILE)
        case 3:
            data[at : at + far] = b""
        case 4:
            data[at : at + 1] = bytes((chance.randrange(256),))
        case 5:
            data[at:at] = data[at : at + far] * chance.choice((1, 2, 50))
        case 6:
            data[at : at + far] = chance.choice(HOSTILE)
        case _:
            other = chance.choice(_seeds())
            data[at:] = other[chance.randrange(len(other)) :]


def bombs() -> Iterator[tuple[str, bytes]]:
    """Entities that grow: ten feeds of at most some hundred kilobytes."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    percent = "".join(f"<!ENTITY &#37; p{n} '{f'&#37;p{n - 1};' * 10}'>" for n in range(1, 10))
    body = "<item><title>{}</title><description>Gold rose 1%.</description></item>"
    rss = '<?xml version="1.0"?>{}<!DOCTYPE rss [{}]>{}<rss version="2.0"><channel><title>t</title>{}</channel></rss>'
    big = "A" * 100_000
    yield "laughs", rss.format("", f'<!ENTITY l0 "ha">{laughs}', "", body.format("&l9;")).encode()
    yield (
        "laughs behind a comment",
        rss.format("<!-- <a -->", f'<!ENTITY l0 "ha">{laughs}', "", body.format("&l9;")).encode(),
    )
    yield (
        "laughs in utf-16",
        rss.format("", f'<!ENTITY l0 "ha">{laughs}', "", body.format("&l9;")).encode("utf-16"),
    )
    yield (
        "laughs in EBCDIC",
        rss.replace("?>", ' encoding="cp037"?>', 1)
        .format("", f'<!ENTITY l0 "ha">{laughs}', "", body.format("&l9;"))
        .encode("cp037"),
    )
    yield (
        "laughs in a false CDATA",
        rss.format(
            "<!-- <![CDATA[ -->", f'<!ENTITY l0 "ha">{laughs}', "<!-- ]]> -->", body.format("&l9;")
        ).encode(),
    )
    yield "quadratic", rss.format("", f'<!ENTITY a "{big}">', "", body.format("&a;" * 20_000)).encode()
    yield (
        "quadratic, single quotes",
        rss.format("", f"<!ENTITY a '{big}'>", "", body.format("&a;" * 20_000)).encode(),
    )
    yield (
        "short entity, often",
        rss.format("", f'<!ENTITY a "{"A" * 100}">', "", body.format("&a;" * 30_000)).encode(),
    )
    yield (
        "default attributes",
        rss.format("<!-- <a -->", f'<!ATTLIST item x CDATA "{big}">', "", body.format("t") * 2_000).encode(),
    )
    yield (
        "parameter entities",
        rss.format("", f'<!ENTITY % p0 "ha">{percent}%p9;', "", body.format("t")).encode(),
    )


def strangers(secret: str, port: int) -> Iterator[tuple[str, bytes]]:
    """Feeds that want a file of this machine, or an answer of one of its ports: eight ways."""
    item = "<item><title>t</title><description>Gold rose 1%. {}</description></item>"
    rss = "<?xml version='1.0'?>{}<rss version='2.0'{}><channel><title>t</title>{}</channel></rss>"
    web = f"http://127.0.0.1:{port}/x"
    yield (
        "file",
        rss.format(f"<!DOCTYPE rss [<!ENTITY x SYSTEM 'file://{secret}'>]>", "", item.format("&x;")).encode(),
    )
    yield (
        "file behind a comment",
        rss.format(
            f"<!-- <a --><!DOCTYPE rss [<!ENTITY x SYSTEM 'file://{secret}'>]>", "", item.format("&x;")
        ).encode(),
    )
    yield "port", rss.format(f"<!DOCTYPE rss [<!ENTITY x SYSTEM '{web}'>]>", "", item.format("&x;")).encode()
    yield (
        "public",
        rss.format(f"<!DOCTYPE rss [<!ENTITY x PUBLIC 'a' '{web}'>]>", "", item.format("&x;")).encode(),
    )
    yield (
        "parameter entity",
        rss.format(f"<!DOCTYPE rss [<!ENTITY % x SYSTEM '{web}'> %x;]>", "", item.format("")).encode(),
    )
    yield "external DTD", rss.format(f"<!DOCTYPE rss SYSTEM '{web}'>", "", item.format("")).encode()
    yield (
        "XInclude",
        rss.format(
            "",
            " xmlns:xi='http://www.w3.org/2001/XInclude'",
            item.format(f"<xi:include href='file://{secret}' parse='text'/>"),
        ).encode(),
    )
    yield (
        "style sheet",
        rss.format(f"<?xml-stylesheet type='text/xsl' href='{web}'?>", "", item.format("")).encode(),
    )
