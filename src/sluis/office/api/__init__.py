"""The API of ``/api/v1``: routes without logic, errors as problem documents."""
