"""What every act of compliance is given: texts that say something."""

from __future__ import annotations

from django.utils.translation import gettext as _

from sluis.core.errors import InvalidInput


def words(text: str, path: str, *, longest: int = 5000, needed: bool = True) -> str:
    """Give a text without what surrounds it.

    Raises:
        InvalidInput: It is empty and needed, too long, or holds what no text holds.
    """
    text = text.strip()
    if (needed and not text) or len(text) > longest or "\x00" in text:
        least = 1 if needed else 0
        raise InvalidInput(
            _("A text of %(least)s to %(longest)s characters is needed.")
            % {"least": least, "longest": longest},
            path=path,
        )
    return text
