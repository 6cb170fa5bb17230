"""A reader that ends its process on some pages, as a fault in a C library would."""

import os

from nlp.html import read_html


def read(page, rules):
    if b"DEADLY" in page.body:
        os._exit(1)
    return read_html(page, rules)
