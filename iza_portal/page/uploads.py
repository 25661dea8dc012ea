"""Files that people send: refused, but where a view says that it takes one, and then in memory only and within its size."""

from collections.abc import Callable
from io import BytesIO

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile


def takes_file(most_bytes: int) -> Callable:
    """Let this view take one file of at most `most_bytes` from people who are signed in.

    A larger one is thrown away while it comes in; `too_large(request)` tells so.
    """

    def declare(view):
        view.most_bytes = most_bytes
        return view

    return declare


def too_large(request) -> bool:
    """Was a file thrown away because it was larger than the view takes?"""
    return getattr(request, "upload_was_too_large", False)


class DeclaredFiles(FileUploadHandler):
    """Refuses every file, with 400, but the one that a view declared to take; Django's own handlers write to the disk.

    A form is read before its view is called, so that the view has to be looked up by the address.
    """

    _most = _content = None

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self._most = getattr(self.request.resolver_match.func, "most_bytes", None)
        if self._most is None or self._content is not None:
            raise SuspiciousFileOperation("the portal takes no file here, or not one more")
        self._content = BytesIO()
        if not self.request.user.is_authenticated:
            # The view sends them to sign in.
            raise SkipFile

    def receive_data_chunk(self, raw_data, start):
        if start + len(raw_data) > self._most:
            self._content = BytesIO()
            self.request.upload_was_too_large = True
            raise SkipFile
        self._content.write(raw_data)

    def file_complete(self, file_size):
        self._content.seek(0)
        return InMemoryUploadedFile(
            self._content, self.field_name, self.file_name, self.content_type, file_size, self.charset
        )
