"""What becomes of a file that somebody sends as a picture."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from iza_portal.writing.pictures import decoding
from iza_portal.writing.pictures.decoding import PictureRefused, decode
from tests.writing.pictures.files import SVG, file_of, image, png_that_says


def opened(decoded):
    kept = Image.open(BytesIO(decoded.content))
    kept.load()
    assert kept.size == (decoded.width, decoded.height)
    return kept


def refusal(file):
    with pytest.raises(PictureRefused) as caught:
        decode(file)
    return caught.value.message


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/png"), ("GIF", "image/png"), ("MPO", "image/jpeg")],
)
def test_a_picture_is_kept_as_png_or_jpeg(kind, media_type):
    options = {"lossless": True} if kind == "WEBP" else {}
    decoded = decode(file_of(image(), kind, **options))
    assert (decoded.media_type, decoded.width, decoded.height) == (media_type, 40, 30)
    kept = opened(decoded)
    assert kept.get_format_mimetype() == media_type
    assert kept.mode == "RGB"
    assert max(abs(a - b) for a, b in zip(kept.getpixel((5, 5)), (0, 0, 128), strict=True)) < 8
    assert decode(file_of(image(), kind, **options)) == decoded


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "YCbCr", "I;16"])
def test_pictures_of_every_way_to_write_colours_are_taken(mode):
    kind = "JPEG" if mode in {"CMYK", "YCbCr"} else "PNG"
    white = 65535 if mode == "I;16" else None
    drawn = Image.new("RGB", (40, 30), "white").convert(mode) if white is None else Image.new(mode, (40, 30), white)
    kept = opened(decode(file_of(drawn, kind)))
    assert min(kept.getpixel((5, 5))) > 240


def test_what_was_hidden_under_transparency_is_gone():
    secret = Image.new("RGBA", (40, 30), (200, 0, 0, 0))
    assert opened(decode(file_of(secret))).getcolors() == [(40 * 30, (255, 255, 255))]


def test_nothing_that_stands_beside_the_picture_is_kept():
    drawn = image()
    exif = drawn.getexif()
    exif[0x010E] = "Jansen, Dorpsstraat 1"
    exif.get_ifd(0x8825)[1] = "N"
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "Jansen")
    info.add_itxt("XML:com.adobe.xmp", "<x>Jansen</x>")
    for file in (
        file_of(drawn, "JPEG", exif=exif, comment=b"Jansen", icc_profile=b"Jansen"),
        file_of(drawn, "PNG", exif=exif, pnginfo=info, dpi=(300, 300)),
        file_of(drawn, "WEBP", exif=exif, xmp=b"<x>Jansen</x>"),
    ):
        assert b"Jansen" in file
        decoded = decode(file + b"Jansen achteraan")
        assert b"Jansen" not in decoded.content
        kept = opened(decoded)
        assert not kept.getexif()
        assert not {"comment", "exif", "icc_profile", "xmp", "Author", "dpi"} & kept.info.keys()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_turned_as_its_camera_said(orientation):
    upright = Image.new("RGB", (60, 40), "white")
    upright.paste("red", (0, 0, 30, 20))
    undo = {None: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    way = undo.get(orientation)
    # How the camera wrote it, so that turning it as `orientation` says makes it upright.
    written = upright if way is None else upright.transpose(Image.Transpose(way))
    exif = written.getexif()
    exif[0x0112] = orientation
    kept = opened(decode(file_of(written, "JPEG", exif=exif, quality=95)))
    assert kept.size == (60, 40)
    red = kept.getpixel((10, 10))
    assert red[0] > 200
    assert red[1] < 60
    for place in [(50, 10), (10, 30), (50, 30)]:
        assert min(kept.getpixel(place)) > 200


def test_broken_words_of_a_camera_do_not_spoil_a_good_picture():
    assert decode(file_of(image(), "JPEG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff")).width == 40


@pytest.mark.parametrize(
    ("size", "kept"), [((4000, 1000), (2000, 500)), ((1000, 2500), (800, 2000)), ((9000, 1), (2000, 1))]
)
def test_a_large_picture_is_made_smaller(size, kept):
    for kind in ("PNG", "JPEG"):
        decoded = decode(file_of(image(size), kind))
        assert (decoded.width, decoded.height) == kept


def test_of_a_moving_picture_the_first_is_kept():
    first, second = image(colour="red"), image(colour="lime")
    for kind in ("GIF", "WEBP", "PNG"):
        file = file_of(first, kind, save_all=True, append_images=[second], duration=100)
        assert opened(decode(file)).getpixel((5, 5))[0] > 200


def test_a_photo_that_came_as_png_is_kept_as_jpeg():
    noise = Image.effect_noise((1200, 1200), 80).convert("RGB")
    decoded = decode(file_of(noise))
    assert decoded.media_type == "image/jpeg"
    assert len(decoded.content) < decoding.LARGE_PNG


OTHER_KINDS = [file_of(image(), kind) for kind in ("TIFF", "BMP", "PPM", "TGA")]


@pytest.mark.parametrize(
    "file",
    [b"", b"x", SVG, b"%PDF-1.7", b"GIF89a", b"<html><img>", b"\x89PNG\r\n\x1a\n", b"\0" * 100, *OTHER_KINDS],
)
def test_what_is_no_picture_is_refused_whatever_it_is_called(file):
    assert "kan niet worden gelezen" in refusal(file)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_half_a_file_is_refused_also_where_weasyprint_was_loaded(kind):
    import weasyprint  # noqa: F401 -- it lets Pillow take half files

    file = file_of(Image.effect_noise((300, 300), 80).convert("RGB"), kind)
    assert refusal(file[: len(file) // 2])


@pytest.mark.parametrize(("width", "height"), [(6325, 6325), (20_000, 20_000), (2**31 - 1, 2**31 - 1)])
def test_a_bomb_is_refused_before_it_goes_off(width, height):
    assert "40 miljoen beeldpunten" in refusal(png_that_says(width, height))


def test_a_head_that_lies_about_what_follows_is_refused():
    assert "beschadigd" in refusal(png_that_says(3000, 3000))


def test_a_file_of_too_many_bytes_is_refused():
    assert "8 MB" in refusal(b"\0" * (decoding.MOST_BYTES + 1))


@given(
    st.sampled_from(["PNG", "JPEG", "WEBP", "GIF"]), st.lists(st.tuples(st.integers(0, 2000), st.binary(max_size=4)))
)
def test_a_damaged_file_is_a_picture_or_is_refused_and_nothing_else(kind, damage):
    file = bytearray(FILES[kind])
    for place, replacement in damage:
        place %= len(file)
        file[place : place + len(replacement)] = replacement
    try:
        decoded = decode(bytes(file))
    except PictureRefused:
        return
    opened(decoded)


FILES = {
    kind: file_of(Image.effect_noise((24, 24), 50).convert("RGB"), kind) for kind in ("PNG", "JPEG", "WEBP", "GIF")
}


def test_a_photograph_in_layers_is_taken_and_one_in_thousands_is_refused_before_they_are_drawn():
    drawn = image((4000, 3000))
    photo = file_of(drawn, "JPEG", progressive=True)
    assert decode(photo).width == decoding.LONGEST_SIDE
    layer = photo[photo.rindex(b"\xff\xda") : photo.rindex(b"\xff\xd9")]
    assert "ongewone manier" in refusal(photo[:-2] + layer * 1000 + b"\xff\xd9")


def test_what_looks_like_layers_beside_the_picture_counts_for_none():
    beside = b"\xff\xe5" + (2 + 60_000).to_bytes(2) + b"\xff\xda" * 30_000
    photo = file_of(image((4000, 3000)), "JPEG")
    assert decode(photo[:2] + beside + photo[2:] + b"\xff\xda" * 1000) == decode(photo)
