"""The Django project: people, record, pages and API."""
