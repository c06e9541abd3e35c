"""The last step: background, searchable text, language, title and dates of the file itself.

``finish`` is a list of small steps on one ``PdfWriter``; an attachment or a signature is one step more
(a signature always the last one).
"""

from __future__ import annotations

import datetime as dt
import io
import re
import unicodedata
from dataclasses import dataclass
from xml.sax.saxutils import escape

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from certificates.pdf import background

PRODUCER = "AI for Safer Children"


@dataclass(frozen=True)
class Details:
    """What is told about the file, and what is drawn under its text. The holder's name is not among it."""

    title: str
    subject: str
    author: str
    language: str
    right_to_left: bool
    issued_on: dt.date
    number: str
    edge: bytes
    drawn: bytes


def finish(data: bytes, details: Details) -> bytes:
    """The file as it is stored."""
    writer = PdfWriter(clone_from=io.BytesIO(data))
    _draw_under_text(writer, details.edge, details.drawn)
    _repair_text(writer)
    _tell_readers(writer, details)
    _describe(writer, details)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _stream(data: bytes) -> StreamObject:
    stream = DecodedStreamObject()
    stream.set_data(data)
    return stream.flate_encode()


def _resources(writer: PdfWriter) -> DictionaryObject:
    resources = writer.pages[0]["/Resources"].get_object()
    if not isinstance(resources, DictionaryObject):
        raise TypeError("The page has no resources.")
    return resources


def _draw_under_text(writer: PdfWriter, edge: bytes, drawn: bytes) -> None:
    page = writer.pages[0]
    resources = _resources(writer)
    form = _stream(edge)
    form.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject(
                [FloatObject(value) for value in (0, 0, background.WIDTH, background.HEIGHT)]
            ),
            NameObject("/Resources"): DictionaryObject(),
        }
    )
    objects = resources.setdefault(NameObject("/XObject"), DictionaryObject()).get_object()
    objects[NameObject("/Edge")] = writer._add_object(form)
    under = writer._add_object(_stream(b"q /Edge Do Q\nq\n" + drawn + b"\nQ\n"))
    contents = page.raw_get("/Contents")
    whole = contents.get_object()
    parts = list(whole) if isinstance(whole, ArrayObject) else [contents]
    page[NameObject("/Contents")] = ArrayObject([under, *parts])


_CHAR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>(?=\s*\n)")


def _repair_text(writer: PdfWriter) -> None:
    """Make copied and searched text the text that was written.

    Joined Arabic letters are drawn as presentation forms: where such a form stands for one letter, the
    letter is noted instead. Ligatures stay, since readers would turn their letters round. Letters above
    U+FFFF are noted as UTF-16, as the format asks (ISO 32000-1, 9.10.3).
    """
    fonts = _resources(writer).get("/Font", DictionaryObject()).get_object()
    for reference in fonts.values():
        font = reference.get_object()
        if "/ToUnicode" not in font:
            continue
        old = font["/ToUnicode"].get_data()
        font[NameObject("/ToUnicode")] = writer._add_object(_stream(_CHAR.sub(_plain_letter, old)))


def _plain_letter(match: re.Match[bytes]) -> bytes:
    code = int(match[2], 16)
    if len(match[2]) > 4 and code <= 0x10FFFF:
        return b"<%s> <%s>" % (match[1], chr(code).encode("utf-16-be").hex().upper().encode())
    if 0xFB50 <= code <= 0xFEFF:
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1:
            return b"<%s> <%04X>" % (match[1], ord(plain))
    return match[0]


def _tell_readers(writer: PdfWriter, details: Details) -> None:
    root = writer.root_object
    root[NameObject("/Lang")] = TextStringObject(details.language)
    preferences = DictionaryObject({NameObject("/DisplayDocTitle"): BooleanObject(True)})
    if details.right_to_left:
        preferences[NameObject("/Direction")] = NameObject("/R2L")
    root[NameObject("/ViewerPreferences")] = preferences


def _describe(writer: PdfWriter, details: Details) -> None:
    day = details.issued_on
    moment = f"D:{day:%Y%m%d}000000Z"
    writer.metadata = {
        "/Title": details.title,
        "/Author": details.author,
        "/Subject": details.subject,
        "/Keywords": details.number,
        "/Creator": PRODUCER,
        "/Producer": PRODUCER,
        "/CreationDate": moment,
        "/ModDate": moment,
    }
    packet = XMP.format(
        title=escape(details.title),
        author=escape(details.author),
        subject=escape(details.subject),
        number=escape(details.number),
        language=escape(details.language),
        producer=escape(PRODUCER),
        moment=f"{day:%Y-%m-%d}T00:00:00Z",
    )
    stream = DecodedStreamObject()
    stream.set_data(packet.encode())
    stream[NameObject("/Type")] = NameObject("/Metadata")
    stream[NameObject("/Subtype")] = NameObject("/XML")
    writer.root_object[NameObject("/Metadata")] = writer._add_object(stream)


XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" \
xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:identifier>{number}</dc:identifier>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<pdf:Keywords>{number}</pdf:Keywords>
<pdf:Producer>{producer}</pdf:Producer>
<xmp:CreateDate>{moment}</xmp:CreateDate>
<xmp:ModifyDate>{moment}</xmp:ModifyDate>
<xmp:CreatorTool>{producer}</xmp:CreatorTool>
</rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""
