"""Compresses what browsers load: pages and style sheets; what is compressed already (fonts, proof files) goes out as it is."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware

_TEXT: Final = ("text/", "image/svg+xml", "application/json")


class Packing(GZipMiddleware):
    """Django's gzip, with its padding against guessing by length, for text of whole answers only."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Compress `response` if it pays."""
        if response.status_code != 200 or not response.get("Content-Type", "").startswith(_TEXT):
            return response
        return super().process_response(request, response)
