"""The pictures of a text: taking what a writer sends, and showing them to whoever may read the text."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from iza_portal.page.scripts import for_scripts
from iza_portal.page.uploads import takes_file, too_large
from iza_portal.writing.homes import home_of
from iza_portal.writing.models import Document, Picture
from iza_portal.writing.pictures.adding import add_picture
from iza_portal.writing.pictures.decoding import MOST_BYTES, TOO_LARGE, PictureRefused, decode

#: A year, which is as long as browsers keep anything.
FOR_EVER = "private, max-age=31536000, immutable"
#: Kept by the browser, who asks each time whether it may still show it.
ASK_FIRST = "private, no-cache"


@takes_file(MOST_BYTES)
@for_scripts("POST")
def add(request, pk):
    """Take the picture in the field `file`: 201 {picture, url, width, height}.

    403 {code, reason} not now or not by this person; 409 {code} somebody else is signed in than the window was opened for;
    413 and 422 {code, message} too large, or no picture that can be kept.
    """
    document = get_object_or_404(Document.objects.only("pk", "kind"), pk=pk)
    text = _texts_in_the_making(request.user, document).first()
    if text is None:
        raise Http404
    if request.headers.get("X-Person", str(request.user.pk)) != str(request.user.pk):
        return JsonResponse({"code": "person", "message": "Er is nu iemand anders aangemeld."}, status=409)
    if reason := home_of(document).why_not_writable(request.user, text):
        return JsonResponse({"code": "closed", "reason": reason}, status=403)
    if too_large(request):
        return JsonResponse({"code": "too_large", "message": TOO_LARGE}, status=413)
    file = request.FILES.get("file")
    if file is None:
        return JsonResponse({"code": "invalid", "message": "Kies een bestand."}, status=422)
    try:
        # Before the transaction: it takes a second, in which others go on writing.
        picture = add_picture(document, by=request.user, decoded=decode(file.read()))
    except PictureRefused as refused:
        return JsonResponse({"code": "invalid", "message": refused.message}, status=422)
    except PermissionDenied as denied:
        return JsonResponse({"code": "closed", "reason": str(denied)}, status=403)
    except ObjectDoesNotExist:
        raise Http404 from None
    told = {"picture": picture.pk, "width": picture.width, "height": picture.height}
    return JsonResponse(told | {"url": reverse("picture", args=[document.pk, picture.pk])}, status=201)


@require_safe
def show(request, pk, picture_pk):
    """The picture itself, for whoever may see the making of the text, or may read the text and finds the picture in it."""
    document = get_object_or_404(Document.objects.only("pk", "kind"), pk=pk)
    pictures = Picture.objects.filter(document=document, pk=picture_pk)
    sha256 = get_object_or_404(pictures.values_list("sha256", flat=True))
    # One that was taken out again is for who makes the text.
    home = home_of(document)
    if home.may_read_picture(AnonymousUser(), document, picture_pk):
        cache = FOR_EVER
    elif _texts_in_the_making(request.user, document).exists() or (
        home.may_read_picture(request.user, document, picture_pk)
    ):
        cache = ASK_FIRST
    else:
        raise Http404
    name = f'"{sha256}"'
    if request.headers.get("If-None-Match") == name:
        response = HttpResponseNotModified()
    else:
        content, media_type = pictures.values_list("content", "media_type").get()
        response = HttpResponse(bytes(content), content_type=media_type)
    response["ETag"] = name
    response["Cache-Control"] = cache
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _texts_in_the_making(user, document: Document):
    return home_of(document).visible_to(user).filter(document=document)
