"""Lists of people as offices send them."""
# ruff: noqa: E501  (a line of a list is a line)

from __future__ import annotations

LONG_NAME = "Nominations Regional Training Harare FINAL version 3 (corrected by the Ministry, with Annex B).csv"

# Repeats, addresses that are none, countries that nobody knows, a formula, blank rows, names of every length.
WITH_ERRORS = """Given name,Family name,E-mail,Country,Agency,Unit,Role,Preferred language,Remarks,T-shirt size
Tendai,Chikowore,t.chikowore@zrp.example.org,Zimbabwe,Zimbabwe Republic Police,Victim Friendly Unit,Investigator,English,,L
Nyaradzo,Matambanadzo-Chipangura,nyaradzo.matambanadzo-chipangura@zrp.example.org,Zimbabwe,Zimbabwe Republic Police,"Criminal Investigation Department, Cyber and Computer Crimes Laboratory",Digital forensic examiner,English,vegetarian,M
Tendai,Chikowore,T.Chikowore@zrp.example.org,Zimbabwe,Zimbabwe Republic Police,Victim Friendly Unit,Investigator,English,sent twice,L
Blessing,Moyo,blessing.moyo.zrp.example.org,Zimbabwe,Zimbabwe Republic Police,Unit 4,Investigator,English,,S
Precious,Dube,precious.dube@zrp,Zimbabwe,Zimbabwe Republic Police,Unit 4,Analyst,English,,S
,,,,,,,,,
Chipo,Banda,chipo.banda@zp.example.org,Rhodesland,Zambia Police Service,Unit 1,Investigator,English,,M
Mutale,Phiri,mutale.phiri@zp.example.org,Zambbia,Zambia Police Service,Unit 1,Prosecutor,English,,M
"=HYPERLINK(""http://evil.example/"",""Click"")",Sakala,sakala@zp.example.org,Zambia,Zambia Police Service,Unit 2,Investigator,English,,M
فاطمة,الزياني الخليفة,fatima.zayani@bh.example.org,Bahrain,الإدارة العامة لمكافحة الفساد والأمن الاقتصادي والإلكتروني,وحدة حماية الطفل,Investigator,العربية,,
,Okonkwo,okonkwo@ng.example.org,Nigeria,Nigeria Police Force,Unit 9,Investigator,Igbo,,XL
Adaeze,Okafor,adaeze.okafor@ng.example.org,Nigeria,Nigeria Police Force,Unit 9,Investigator,Igbo,,XL
,,,,,,,,,
李,文静,li.wenjing@sg.example.org,Singapore,Singapore Police Force,,Analyst,中文,,S
"""

# Nothing here says by itself what it is.
UNKNOWN_TITLES = """A,B,Contacto,Procedencia (según oficio 114/2026 de la Dirección General),Observaciones,F
Ana Sofía,Mendoza Quispe,ana.mendoza@pe.example.org,Perú,División de Investigación de Delitos de Alta Tecnología,1
Luis,Fernández,luis.fernandez@pe.example.org,Perú,,2
"""

# (given name, family name, country, language)
CROWD = (
    ("Wanjiru", "Kamau", "KE", "en"), ("Otieno", "Odhiambo", "KE", "en"), ("فاطمة", "الزياني", "BH", "ar"),
    ("José António", "Macuácua dos Santos Nhantumbo", "MZ", "en"), ("李", "文静", "SG", "zh-hans"),
    ("Айгүл", "Сәрсенова", "KZ", "ru"), ("Fatou", "Ndiaye Sarr", "SN", "fr"), ("Lucía", "Fernández Ríos", "PE", "es"),
    ("Ramaroson Andrianampoinimerina", "Rakotomalala", "MG", "fr"), ("Grace", "Banda-Ncube", "ZW", "en"),
    ("Nyasha", "Chikwanha", "ZW", "en"), ("Rudo", "Mutasa", "ZW", "en"), ("Farai", "Sibanda", "ZW", "en"),
    ("Chipo", "Ndlovu", "ZW", "en"), ("محمد", "بن عبد الرحمن آل ثاني", "QA", "ar"), ("Tevita", "Tuilagi", "FJ", "en"),
)  # fmt: skip
