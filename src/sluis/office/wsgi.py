"""The WSGI application that ``sluis serve`` runs."""

import os
from contextlib import suppress

from django.core.wsgi import get_wsgi_application

from sluis.core.errors import SluisError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sluis.office.settings")
application = get_wsgi_application()

# Loaded before the first request, so that none has to wait for it. Without lists
# there is nothing to load; what is wrong with one is told to whoever asks for it.
with suppress(SluisError):
    from sluis.office.api.listed import listed

    listed().warm()
