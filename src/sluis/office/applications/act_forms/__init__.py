"""What a person fills in to do something to an application, one form an act."""

from __future__ import annotations

from collections.abc import Mapping

from sluis.office.applications.act_forms.act import ActForm
from sluis.office.applications.act_forms.applicant import (
    AnswerForm,
    ObjectForm,
    SubmitForm,
    WithdrawForm,
)
from sluis.office.applications.act_forms.deciding import (
    AnswerObjectionForm,
    CloseForm,
    DecideForm,
    ProposeForm,
    SendBackForm,
)
from sluis.office.applications.act_forms.handling import (
    AddTaskForm,
    AnnounceDelayForm,
    AskForm,
    AssignForm,
    FindCompleteForm,
    FindIncompleteForm,
    FinishTaskForm,
    NoteForm,
    ResumeForm,
    RunAgainForm,
    SendToForm,
    TakeUpForm,
)
from sluis.office.applications.act_forms.judging import (
    AnswerConsultationForm,
    ConsultForm,
    ExtendConsultationForm,
    JudgeCriterionForm,
    JudgeMatchForm,
    TakeSilenceForm,
)

ACT_FORMS: Mapping[str, type[ActForm]] = {
    "submit": SubmitForm,
    "withdraw": WithdrawForm,
    "answer": AnswerForm,
    "object": ObjectForm,
    "find_complete": FindCompleteForm,
    "find_incomplete": FindIncompleteForm,
    "take_up": TakeUpForm,
    "ask": AskForm,
    "resume": ResumeForm,
    "run_again": RunAgainForm,
    "note": NoteForm,
    "add_task": AddTaskForm,
    "finish_task": FinishTaskForm,
    "assign": AssignForm,
    "send_to": SendToForm,
    "judge_match": JudgeMatchForm,
    "judge_criterion": JudgeCriterionForm,
    "consult": ConsultForm,
    "extend_consultation": ExtendConsultationForm,
    "answer_consultation": AnswerConsultationForm,
    "take_silence": TakeSilenceForm,
    "announce_delay": AnnounceDelayForm,
    "propose": ProposeForm,
    "send_back": SendBackForm,
    "decide": DecideForm,
    "answer_objection": AnswerObjectionForm,
    "close": CloseForm,
}
"""Every act that has a form, by its name."""
