"""Files that people brought: they leave only through a view that decided who may have them."""

from __future__ import annotations

from django.db.models.fields.files import FieldFile
from django.http import FileResponse


def private_file_response(field_file: FieldFile, filename: str, content_type: str) -> FileResponse:
    """``field_file`` as a download under ``filename``: never shown inside the site, never guessed at, never stored.

    Streams from disk. Raises ``FileNotFoundError`` if the file is gone.
    """
    response = FileResponse(field_file.open("rb"), as_attachment=True, filename=filename, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store, private"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
