"""The only door to xhtml2pdf: faces, measuring, the page and its finishing.

A caller needs ``document.render`` (a snapshot in, finished bytes out), ``fonts.missing_letters``
and ``manage.py build_fonts``. Rendering is serial within a process; use processes to go faster.
"""
