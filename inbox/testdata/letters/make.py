#!/usr/bin/env python3
"""Writes the golden letters NN-name.eml with their NN-name.want.

Run it in this directory after changing it; the letters are checked in. It
needs nothing but Python. Names of persons are invented.
"""
import email.message
import email.policy
import email.utils
import io
import re
import textwrap
import zipfile
import zlib

RECEIVER = "mx.bergen.kommune.no"
AGREEMENT = open("../agreement.txt", encoding="utf-8").read()
NAMES = {"kinn": "Kinn kommune", "voss": "Voss herad", "stad": "Stad kommune", "vik": "Vik kommune", "osteroy": "Osterøy kommune",
         "ulvik": "Ulvik herad", "kvam": "Kvam herad", "alver": "Alver kommune", "ardal": "Årdal kommune", "luster": "Luster kommune",
         "fjaler": "Fjaler kommune", "sunnfjord": "Sunnfjord kommune", "gloppen": "Gloppen kommune", "bomlo": "Bømlo kommune",
         "vaksdal": "Vaksdal kommune", "solund": "Solund kommune", "hoyanger": "Høyanger kommune", "sveio": "Sveio kommune"}


def pdf(*pages, scan=False, layer=False):
    """A PDF of text pages; with scan a picture of noise instead, with layer a picture and its text unseen."""
    objects, kids = [], []

    def add(body):
        objects.append(body)
        return len(objects)

    def stream(data, extra=b""):
        data = zlib.compress(data)
        return b"<< /Length %d /Filter /FlateDecode %s>>\nstream\n" % (len(data), extra) + data + b"\nendstream"

    add(b"<< /Type /Catalog /Pages 2 0 R >>")
    add(b"")
    font = add(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    picture = 0
    if scan or layer:
        noise = bytes((i * i * 7 + i // 850 * 13) % 251 for i in range(850 * 1100 // 8))
        picture = add(stream(noise, b"/Type /XObject /Subtype /Image /Width 850 /Height 1100 /ColorSpace /DeviceGray /BitsPerComponent 1 "))
    for text in pages:
        draw = b"q 595 0 0 842 0 0 cm /I Do Q\n" if picture else b""
        y = 800
        if not scan:
            for paragraph in text.split("\n"):
                for line in textwrap.wrap(paragraph, 95) or [""]:
                    escaped = line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
                    draw += b"BT /F 9 Tf %s 50 %d Td (%s) Tj ET\n" % (b"3 Tr" if layer else b"", y, escaped)
                    y -= 12
        content = add(stream(draw))
        xobject = b"/XObject << /I %d 0 R >>" % picture if picture else b""
        kids.append(add(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /F %d 0 R >> %s >> >>" % (content, font, xobject)))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(b"%d 0 R" % k for k in kids))
    out, offsets = b"%PDF-1.5\n", []
    for n, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % n + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % o for o in offsets)
    return out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


def docx(text):
    xml = "".join("<w:p><w:r><w:t>%s</w:t></w:r></w:p>" % l.replace("&", "&amp;").replace("<", "&lt;") for l in text.split("\n"))
    return archive({"[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
                    "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
                    "word/document.xml": '<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body></w:document>' % xml})


def archive(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, content in files.items():
            z.writestr(zipfile.ZipInfo(name, (2025, 5, 26, 9, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def agreement(key, signer="Solveig Strand", date="26. mai 2025", title="kommunedirektør", evidence=True, filled=True):
    """The agreement, filled in for a municipality and, with evidence, signed through a service."""
    name = NAMES.get(key, key)
    text = AGREEMENT.replace("den kommunen som skriv under nedanfor", name if filled else "den kommunen som skriv under nedanfor")
    if signer:
        text = text.replace("Stad og dato:\nfor kommunen:", f"{name.split()[0]}, {date}\n{signer}\nfor {name}")
    elif filled:
        text = text.replace("for kommunen:", f"for {name}")
    pages = [text]
    if evidence and signer:
        pages.append(f"Signeringskvittering\nDokumentet er underskrive elektronisk med BankID.\nSignert av: {signer}, {title}, {name}\nTidspunkt: 2025-05-26 09:12:44 CEST\n")
    return pages


def signed(key, **how):
    return ("Avtale.pdf", pdf(*agreement(key, **how)))


YES = "{name} sluttar seg til vertskommunesamarbeidet DigiVestland med Bergen kommune som vertskommune, jf. kommunelova kapittel 20, og ber kommunedirektøren skrive under avtalen."


def minutes(key, text=YES, vote="Samrøystes vedteke.", body="Kommunestyret", case="41/25", date="22.05.2025", head="Særutskrift", title="Avtale om DigiVestland", heading="Vedtak:"):
    name = NAMES.get(key, key)
    return f"""{name}
{head}
Arkivsak: 25/1877
Sak {case} {body} Møtedato {date}
{title}
Handsaming i {body.lower()} {date}:
{vote}
{heading}
{text.format(name=name)}
"""


def decision(key, name="Saksprotokoll.pdf", **how):
    return (name, pdf(minutes(key, **how)))


number = 0


def letter(slug, want, sender, subject, text, *attached, auth="pass", documents="", party="", rules="", why="", headers=(), inner=None, html=None, stamp=True):
    """One golden letter. sender is "kinn", meaning its postmottak, or an address."""
    global number
    number += 1
    address = sender if "@" in sender else f"postmottak@{sender}.kommune.no"
    if sender == "voss":
        address = "postmottak@voss.herad.no"
    m = email.message.EmailMessage(policy=email.policy.SMTP)
    domain = address.split("@")[1]
    if stamp is True:
        m["Authentication-Results"] = f"{RECEIVER}; dmarc={auth} header.from={domain}"
    elif stamp:
        m["Authentication-Results"] = stamp
    m["From"], m["To"], m["Subject"] = address, "postmottak@bergen.kommune.no", subject
    m["Date"] = "Tue, 27 May 2025 10:%02d:00 +0200" % (number % 60)
    m["Message-ID"] = f"<{number}.{slug}@{domain}>"
    for key, value in headers:
        m[key] = value
    m.set_content(textwrap.dedent(text).strip() + "\n")
    if html:
        m.add_alternative(html, subtype="html")
    for name, content in attached:
        kind = {"pdf": ("application", "pdf"), "docx": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"), "zip": ("application", "zip"),
                "dat": ("application", "ms-tnef"), "msg": ("application", "vnd.ms-outlook")}.get(name.rsplit(".", 1)[-1], ("application", "octet-stream"))
        m.add_attachment(content, maintype=kind[0], subtype=kind[1], filename=name)
    if inner is not None:
        m.add_attachment(inner)
    raw = m.as_bytes()
    boundaries = [p.get_boundary() for p in m.walk() if p.get_boundary()]
    for i, b in enumerate(boundaries):
        raw = raw.replace(b.encode(), b"golden-%d-%d" % (number, i))
    stem = f"{number:02d}-{slug}"
    open(stem + ".eml", "wb").write(raw)
    with open(stem + ".want", "w", encoding="utf-8") as f:
        f.write(f"disposition: {want}\nparty: {party}\ndocuments: {documents}\nrules: {rules}\nwhy: {why}\n")
    return m


def given(slug, raw, want, party="", documents="", rules="", why=""):
    """A letter whose bytes are written out here."""
    global number
    number += 1
    stem = f"{number:02d}-{slug}"
    open(stem + ".eml", "wb").write(raw.replace(b"\n", b"\r\n"))
    with open(stem + ".want", "w", encoding="utf-8") as f:
        f.write(f"disposition: {want}\nparty: {party}\ndocuments: {documents}\nrules: {rules}\nwhy: {why}\n")


exec(open("letters.py", encoding="utf-8").read())
