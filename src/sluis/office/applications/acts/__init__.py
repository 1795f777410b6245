"""Every act on an application as data: one shape for the API and for forms.

An act says what it needs and which service does it. A page's form and a program's
request become the same act, are checked by the same rules, and end in the same
service.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from sluis.office.applications.acts.applicant import (
    Amend,
    Answer,
    Object,
    SaveDraft,
    Submit,
    Withdraw,
)
from sluis.office.applications.acts.deciding import (
    AnswerObjection,
    Close,
    Decide,
    Propose,
    SendBack,
)
from sluis.office.applications.acts.handling import (
    AddNote,
    AddTask,
    AnnounceDelay,
    Ask,
    Assign,
    FindComplete,
    FindIncomplete,
    FinishTask,
    Resume,
    RunAgain,
    SendTo,
    TakeUp,
)
from sluis.office.applications.acts.judging import (
    AnswerConsultation,
    Consult,
    ExtendConsultation,
    JudgeCriterion,
    JudgeMatch,
    TakeSilence,
)

Act: TypeAlias = Annotated[
    SaveDraft
    | Submit
    | Amend
    | Answer
    | Withdraw
    | Object
    | FindComplete
    | FindIncomplete
    | TakeUp
    | Assign
    | SendTo
    | RunAgain
    | Ask
    | Resume
    | AddNote
    | AddTask
    | FinishTask
    | JudgeMatch
    | JudgeCriterion
    | Consult
    | ExtendConsultation
    | AnswerConsultation
    | TakeSilence
    | AnnounceDelay
    | Propose
    | SendBack
    | Decide
    | AnswerObjection
    | Close,
    Field(discriminator="act"),
]
"""Any act, told apart by its name."""
