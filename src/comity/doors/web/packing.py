"""Compresses what browsers load: pages and style sheets; what is compressed already (fonts, proof files) goes out as it is."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware

_TEXT: Final = ("text/", "image/svg+xml", "application/json")


class Packing(GZipMiddleware):
    """Django's gzip, with its padding against guessing by length, for text of whole answers only."""

    async_capable = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, compressed where it pays."""
        response = self.get_response(request)
        if response.status_code != 200 or not response.get("Content-Type", "").startswith(_TEXT):
            return response
        return self.process_response(request, response)
