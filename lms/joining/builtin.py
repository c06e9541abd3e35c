"""Free webmail services, known in every database right after ``migrate``.

``load_domains`` fills an empty list. A name that is added to the code later reaches sites that have a list already by a
migration of its own (``newer``), so once: what an operator took off the list stays off.
"""

from __future__ import annotations

from lms.joining.domains import families
from lms.joining.models import DomainKind, EmailDomain

# What the list began with.
FIRST = (
    "126.com", "163.com", "aol.com", "bk.ru", "fastmail.com", "foxmail.com", "free.fr", "gmail.com", "gmx.com",
    "gmx.de", "gmx.net", "googlemail.com", "hotmail.com", "hotmail.fr", "icloud.com", "inbox.ru", "laposte.net",
    "list.ru", "live.com", "mail.com", "mail.ru", "me.com", "msn.com", "orange.fr", "outlook.com", "outlook.fr",
    "proton.me", "protonmail.com", "qq.com", "rambler.ru", "sina.com", "tuta.com", "tutanota.com", "ukr.net",
    "web.de", "yahoo.co.uk", "yahoo.com", "yahoo.fr", "yandex.com", "yandex.ru", "ymail.com", "zoho.com",
)  # fmt: skip
# Names under every ending, see ``domains.families``; then what else is widely used in the regions of the programme.
FAMILIES = (
    "aol.*", "gmx.*", "hotmail.*", "live.*", "outlook.*", "protonmail.*", "tutanota.*", "windowslive.*", "yahoo.*",
    "yandex.*", "yopmail.*", "zohomail.*",
)  # fmt: skip
SECOND = (
    "139.com", "188.com", "189.cn", "21cn.com", "263.net", "abv.bg", "adinet.com.uy", "africamail.com",
    "africaonline.com", "alice.it", "aliceadsl.fr", "aliyun.com", "arcor.de", "arnet.com.ar", "asia.com", "atlas.cz",
    "att.net", "autorambler.ru", "aviso.ci", "ayna.com", "azet.sk", "batelco.com.bh", "bbox.fr", "bellsouth.net",
    "bezeqint.net", "bigmir.net", "bigpond.com", "blueline.mg", "bluewin.ch", "blueyonder.co.uk", "bol.com.br",
    "btinternet.com", "cantv.net", "caramail.com", "caramail.fr", "centrum.cz", "centrum.sk", "charter.net",
    "chmail.ir", "citromail.hu", "ciudad.com.ar", "club-internet.fr", "comcast.net", "consultant.com", "cox.net",
    "cyberia.net.lb", "daum.net", "dir.bg", "disroot.org", "djaweb.dz", "docomo.ne.jp", "duck.com", "earthlink.net",
    "eim.ae", "email.com", "email.cz", "email.de", "emirates.net.ae", "engineer.com", "entelchile.net", "etb.net.co",
    "europe.com", "excite.co.jp", "excite.com", "ezweb.ne.jp", "fibertel.com.ar", "freemail.hu", "freenet.de",
    "gawab.com", "gazeta.pl", "globo.com", "globomail.com", "gnet.tn", "guerrillamail.com", "hanmail.net",
    "hetnet.nl", "hexabyte.tn", "hey.com", "home.nl", "hushmail.com", "i.ua", "iafrica.com", "idm.net.lb",
    "ig.com.br", "in.gr", "iname.com", "inbox.com", "inbox.eu", "inbox.lv", "indiatimes.com", "interia.pl",
    "internet.ru", "intnet.mu", "inwind.it", "iol.it", "iol.pt", "juno.com", "kakao.com", "keemail.me", "kpnmail.nl",
    "lantic.net", "latinmail.com", "lawyer.com", "lenta.ru", "libero.it", "link.net", "lycos.com", "mac.com",
    "mail.bg", "mail.kz", "mail.ua", "mailbox.org", "mailfa.com", "mailfence.com", "mailinator.com", "maktoob.com",
    "menara.ma", "meta.ua", "moov.mg", "mweb.co.za", "mynet.com", "myrambler.ru", "myself.com", "naseej.com",
    "nate.com", "nauta.cu", "naver.com", "net.hr", "netvision.net.il", "netzero.net", "neuf.fr", "nifty.com",
    "ntlworld.com", "numericable.fr", "o2.pl", "oi.com.br", "omantel.net.om", "onet.pl", "online.de", "op.pl",
    "optonline.net", "optusnet.com.au", "orange.jo", "orange.sn", "otenet.gr", "planet.nl", "planet.tn", "plasa.com",
    "pm.me", "post.com", "post.cz", "posteo.de", "posteo.net", "prodigy.net.mx", "qatar.net.qa", "r7.com",
    "racsa.co.cr", "rediff.com", "rediffmail.com", "riseup.net", "ro.ru", "rocketmail.com", "rogers.com",
    "runbox.com", "sapo.pt", "sbcglobal.net", "seznam.cz", "sfr.fr", "shaw.ca", "sify.com", "sina.cn", "sky.com",
    "skynet.be", "softbank.ne.jp", "sohu.com", "speedy.com.ar", "startmail.com", "superonline.com", "sympatico.ca",
    "t-online.de", "talktalk.net", "tedata.net.eg", "telefonica.net", "telenet.be", "telkom.net", "telkomsa.net",
    "terra.com", "terra.com.br", "terra.es", "tin.it", "tiscali.it", "tlen.pl", "tom.com", "topnet.tn", "ttmail.com",
    "tut.by", "tuta.io", "tutamail.com", "une.net.co", "uol.com.br", "usa.com", "verizon.net", "videotron.ca",
    "virgilio.it", "virginmedia.com", "vk.com", "vnn.vn", "vodamail.co.za", "voila.fr", "volny.cz", "vp.pl",
    "vtr.net", "walla.co.il", "walla.com", "wanadoo.es", "wanadoo.fr", "wananchi.com", "webmail.co.za", "wo.cn",
    "workmail.com", "wp.pl", "xmail.ru", "xtra.co.nz", "ya.ru", "yeah.net", "yemen.net.ye", "yoafrica.com",
    "ziggo.nl", "zipmail.com.br", "zoho.eu", "zoho.in", "zol.co.zw", "zoznam.sk",
)  # fmt: skip


def covered(family: str) -> list[str]:
    """Those of the first list that a family stands for now."""
    return [name for name in FIRST if family in families(name)]


def webmail() -> list[str]:
    """Every name of a new list, each once."""
    replaced = {name for family in FAMILIES for name in covered(family)}
    return [*(name for name in FIRST if name not in replaced), *FAMILIES, *SECOND]


def load_domains(using: str) -> None:
    """Insert the webmail services where there are none; a list that staff changed is left as it is."""
    rows = EmailDomain.objects.using(using)
    if rows.filter(kind=DomainKind.WEBMAIL).exists():
        return
    rows.bulk_create([EmailDomain(domain=name, kind=DomainKind.WEBMAIL) for name in webmail()], ignore_conflicts=True)


def newer(known: set[str]) -> list[str]:
    """What a site that began with the first list is given: no family of which staff took a name off."""
    return [*(one for one in FAMILIES if known.issuperset(covered(one))), *SECOND]
