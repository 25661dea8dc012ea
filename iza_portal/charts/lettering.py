"""Words in a drawing: how wide they are, how they are made to fit, and how they are written down."""

import re
from html import escape

SIZE = 16
# From one line of words to the next.
LINE = 20

UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")


class Advances(dict):
    """How far each character leads, in thousandths of the size; one that is not known is taken to be very wide."""

    def __missing__(self, char):
        return 2200


# Source Sans 3, the widest of regular and semibold, rounded up. Kerning brings letters closer, never further apart.
ADVANCES = Advances(
    (char, advance)
    for advance, chars in {
        200: " \N{NO-BREAK SPACE}",
        260: "|¦",
        280: "',.:;ijl·ìíîïĩīĭįıĵĺļ‘’",
        300: "IÌÍÎÏĨĪĬĮİľſ",
        320: "!f¡",
        340: "()-[]{}ł•",
        360: "/\\ª°",
        380: "rt²³¹ºŕŗřţťŧ",
        420: "ŀ",
        440: "*sśŝşš",
        460: "?z«®»¿źżž",
        480: "cçćĉċč–",
        500: '"J_vxyýÿĴŷ“”',
        520: "#$+0123456789<=>FLY^aeg~¢£¤¥§¬±×Ýàáâãäåèéêë÷āăąēĕėęěĝğġģĹĻĽĿŶŸ€−≤≥",
        540: "EVZkÈÉÊËĒĔĖĘĚĳķĸŁŹŻŽ",
        560: "ASTX`hnou¨¯´¸ÀÁÂÃÄÅðñòóôõöøùúûüĀĂĄĥńņňŋōŏőŚŜŞŠŢŤŦũūŭůűų",
        580: "CbdpqµÇþĆĈĊČđħĲ",
        600: "BKPR¶ÞďĶŔŖŘ",
        620: "ß",
        640: "&DGĎĜĞĠĢ",
        660: "NUÐÑÙÚÛÜĐŃŅŇŊŨŪŬŮŰŲ",
        680: "HOQÒÓÔÕÖØĤŌŎŐ",
        720: "Ħ",
        760: "Mw©ŵ",
        780: "æ",
        800: "W¼Ŵ—",
        820: "¾ŉ",
        840: "½Æœ",
        860: "%mŒ",
        880: "@",
        980: "…",
    }.items()
    for char in chars
)


def plain(text: str) -> str:
    """Answer `text` with a space for what cannot be printed or may not stand in XML."""
    return text if text.isprintable() else UNPRINTABLE.sub(" ", text)


def width(text: str) -> float:
    """Answer how wide `text` is at most, in units of the drawing."""
    return sum(map(ADVANCES.__getitem__, text)) * SIZE / 1000


def fit(text: str, room: float) -> str:
    """Answer `text` as far as it fits in `room`, with … for what is left out."""
    text = plain(text)
    if width(text) <= room:
        return text
    room -= width("…")
    for place, char in enumerate(text):
        room -= width(char)
        if room < 0:
            return f"{text[:place].rstrip()}…"
    return text


def label(x: float, y: float, text: str, attributes: str = "") -> str:
    """Answer `text` written at `x` on the line `y`; `attributes` say where it is anchored and how it looks."""
    return f'<text x="{x:.1f}" y="{y:.1f}"{attributes}>{escape(text)}</text>'
