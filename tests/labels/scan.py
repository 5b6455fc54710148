"""Reads a label as a scanner does: rendered at a printer's 203 dpi, by the published ZXing library.

    python -m tests.labels.scan < label.pdf

Writes what was found: for each barcode its symbology (`]C1` is GS1-128) and its data in GS1's own
notation, and the text on the page.
"""

import ctypes
import json
import sys

import pypdfium2
import zxingcpp

DOTS_PER_INCH = 203


def scanned(label: bytes) -> dict:
    page = pypdfium2.PdfDocument(label)[0]
    picture = page.render(scale=DOTS_PER_INCH / 72, grayscale=True)
    size = picture.stride * picture.height
    pixels = bytes((ctypes.c_ubyte * size).from_buffer(picture.buffer))
    image = zxingcpp.ImageView(pixels, picture.width, picture.height, zxingcpp.ImageFormat.Lum, picture.stride)
    codes = [{"symbology": code.symbology_identifier, "data": code.text} for code in zxingcpp.read_barcodes(image)]
    return {"codes": codes, "text": page.get_textpage().get_text_bounded()}


if __name__ == "__main__":
    json.dump(scanned(sys.stdin.buffer.read()), sys.stdout)
