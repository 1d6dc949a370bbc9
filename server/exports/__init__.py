"""An ownership picture (股权穿透图) as a text in one of several formats, for other programs to read.

Every format is one function from a picture to a text: nothing is read for it, and the same picture gives the same text,
byte for byte. None of them has a citizen or passport number, not even masked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from resolvers.ownership_picture import OwnershipPicture
from server.exports.bods import bods_text
from server.exports.dot import dot_text
from server.exports.graphml import graphml_text
from server.exports.picture_json import json_text


class ExportFormat(StrEnum):
    """The formats. Graphviz draws `dot`; Gephi, yEd and Cytoscape open `graphml`; `bods` is the Beneficial Ownership Data
    Standard 0.4; `json` has everything, in a shape of our own."""

    DOT = "dot"
    GRAPHML = "graphml"
    JSON = "json"
    BODS = "bods"


EXPORTS: Mapping[ExportFormat, Callable[[OwnershipPicture], str]] = {
    ExportFormat.DOT: dot_text,
    ExportFormat.GRAPHML: graphml_text,
    ExportFormat.JSON: json_text,
    ExportFormat.BODS: bods_text,
}


def export_text(picture: OwnershipPicture, format_: ExportFormat) -> str:
    """The picture in a format, to be written as UTF-8."""
    return EXPORTS[format_](picture)
