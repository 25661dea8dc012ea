from django.core.exceptions import SuspiciousFileOperation
from django.core.files.uploadhandler import FileUploadHandler


class NoFiles(FileUploadHandler):
    """Refuses every file, with 400: the portal takes none, and Django's own handlers write any size of it to the disk."""

    def new_file(self, *args, **kwargs):
        raise SuspiciousFileOperation("the portal takes no files")

    def receive_data_chunk(self, raw_data, start):
        """Never reached: `new_file` refuses first."""

    def file_complete(self, file_size):
        """Never reached: `new_file` refuses first."""
