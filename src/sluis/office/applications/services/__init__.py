"""Writing: every act on an application, one module a desk.

Each act locks the application, asks ``access``, makes its move in the state
machine, and is recorded in the audit trail, all in one transaction.
"""
