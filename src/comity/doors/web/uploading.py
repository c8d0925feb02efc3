"""Takes an upload onto the disk, piece by piece: never all of it in memory, and never much more than a file may have."""

from typing import Any

from django.core.files.uploadhandler import TemporaryFileUploadHandler

from comity.wire.listed import MAX_SIZE


class CappedUpload(TemporaryFileUploadHandler):
    """Lets what comes after the cap go by unwritten; one byte more than the cap says that there was more."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django has no types for them
        """Begin a file."""
        self._seen = 0
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece while there is room."""
        room = MAX_SIZE + 1 - self._seen
        self._seen += len(raw_data)
        if room > 0:
            super().receive_data_chunk(raw_data[:room], start)

    def file_complete(self, file_size: int) -> Any:  # noqa: ANN401 -- as above
        """Return the file, as long as it was written."""
        return super().file_complete(min(file_size, MAX_SIZE + 1))
