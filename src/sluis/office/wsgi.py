"""The WSGI application that ``sluis serve`` runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sluis.office.settings")
application = get_wsgi_application()
