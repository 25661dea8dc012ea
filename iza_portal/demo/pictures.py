"""The pictures of the demonstration's texts, drawn here from public figures."""

from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from iza_portal.accounts.models import User
from iza_portal.dossiers.glyphs import FONTS
from iza_portal.writing.models import JointText
from iza_portal.writing.pictures.adding import add_picture
from iza_portal.writing.pictures.decoding import decode
from iza_portal.writing.together.exchange import document_for

INK, GREEN, LIGHT = "#1b2733", "#0b5d63", "#9ab8bb"
# CBS StatLine, tabel 85984NED: the share of people of 65 and older on 1 January 2024, in percent.
OLDER = {
    "Albrandswaard": 19.0,
    "Barendrecht": 19.5,
    "Nissewaard": 21.5,
    "Goeree-Overflakkee": 23.0,
    "Hoeksche Waard": 23.6,
    "Ridderkerk": 24.3,
    "Voorne aan Zee": 24.5,
}
COUNTRY = 20.5


def with_pictures(text: JointText, body: dict, *, by: User) -> dict:
    """Answer `body` with the pictures that it names as drawings (`![...](name)`) kept with the text, by this person."""
    return body | {"content": [_kept(block, text, by) for block in body["content"]]}


def _kept(block: dict, text: JointText, by: User) -> dict:
    if block["type"] != "picture":
        return block
    drawn = decode(DRAWINGS[block["attrs"]["picture"]]())
    return block | {"attrs": block["attrs"] | {"picture": add_picture(document_for(text), by=by, decoded=drawn).pk}}


def _older() -> bytes:
    """Draw a bar for each municipality, with the country's line through them."""
    row, left, scale = 64, 340, 34
    image = Image.new("RGB", (1300, row * len(OLDER) + 90), "white")
    draw = ImageDraw.Draw(image)
    font, bold = (ImageFont.truetype(FONTS / f"SourceSans3-{name}.ttf", 30) for name in ("Regular", "SemiBold"))
    for number, (name, share) in enumerate(OLDER.items()):
        middle = row * number + row // 2 + 8
        draw.text((left - 20, middle), name, fill=INK, font=font, anchor="rm")
        is_more = share > COUNTRY
        draw.rectangle((left, middle - 22, left + share * scale, middle + 22), fill=GREEN if is_more else LIGHT)
        words = f"{share:.1f}%".replace(".", ",")
        draw.text((left + 16, middle), words, fill="white" if is_more else INK, font=bold, anchor="lm")
    country, bottom = left + COUNTRY * scale, row * len(OLDER) + 16
    draw.line((country, 4, country, bottom), fill=INK, width=3)
    draw.text((country, bottom + 30), "Nederland 20,5%", fill=INK, font=font, anchor="mm")
    kept = BytesIO()
    image.save(kept, "PNG")
    return kept.getvalue()


DRAWINGS: dict[str, Callable[[], bytes]] = {"ouderen": _older}
