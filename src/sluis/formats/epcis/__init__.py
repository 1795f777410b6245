"""EPCIS documents in: JSON-LD 2.0, XML 2.0 and XML 1.2, to one form.

Start at :func:`read_document`. Whatever the syntax, an event comes out as its
JSON form, checked against our own schema, with its CBV hash; what is said
beside it (grade, marking, source) is lifted out before hashing.
"""

from sluis.formats.epcis.document import Document, read_document
from sluis.formats.epcis.write import write_document
from sluis.formats.epcis.write_xml import write_xml

__all__ = ["Document", "read_document", "write_document", "write_xml"]
