"""What every room needs and no room owns: no business noun lives here.

Owns: refusals (``errors``), the six languages (``languages``), spreadsheets in and out
(``spreadsheets``, the only door to openpyxl), the clock (``clock``), work rows with a
lease (``work``), middleware, checks, template tags and the answer fields on screen.
May import: nothing of the project.
"""
