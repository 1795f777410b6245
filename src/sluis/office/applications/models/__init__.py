"""What the desk of applications keeps."""

from sluis.office.applications.models.application import (
    Application,
    Document,
    Product,
    ProductVersion,
    Subject,
    Version,
)
from sluis.office.applications.models.assessment import (
    Consultation,
    CriterionFinding,
    Denial,
    Note,
    Question,
    Run,
    Task,
)
from sluis.office.applications.models.decision import Decision, Objection, Proposal

__all__ = [
    "Application",
    "Consultation",
    "CriterionFinding",
    "Decision",
    "Denial",
    "Document",
    "Note",
    "Objection",
    "Product",
    "ProductVersion",
    "Proposal",
    "Question",
    "Run",
    "Subject",
    "Task",
    "Version",
]
