"""Judges a recording that a page has sent, and writes the page with its report."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from formcheck.analysis import analyze, prepared
from formcheck.assessment.verdict import HEADINGS
from formcheck.exercises.profile import prescription
from formcheck.output.files.atomic_file import write_text
from formcheck.output.html.report import SetTraces, report_page
from formcheck.output.html.set_page import SetEntry
from formcheck.output.html.set_trace import SetTrace
from formcheck.unlabelled import UnlabelledOptions, analyze_unlabelled

if TYPE_CHECKING:
    from formcheck.web.jobs import FilmChoices, Job
    from formcheck.web.live.browser_session import WebEquipment


@dataclass(frozen=True)
class FilmJudge:
    """Judges films.

    Attributes
    ----------
    equipment
        It names the pose model.
    """

    equipment: WebEquipment

    def __call__(self, job: Job, choices: FilmChoices) -> str:
        """Judge the film of a job, and write its page.

        Parameters
        ----------
        job, choices
            The job, which also takes note of the progress, and how it is to be judged.

        Returns
        -------
        str
            The result in one sentence.
        """
        profile = prescription(None if choices.profile is None else [str(choices.profile)])
        options: dict[str, Any] = {"model": self.equipment.model_name, "monitor": job}
        if not choices.exercise:
            traces = SetTraces()
            judging = UnlabelledOptions(
                side=choices.side, profile=profile, begin_set=traces.begin_set
            )
            sets = analyze_unlabelled(job.film, options=judging, **options)
            named = replace(sets, source={**sets.source, "name": job.name})
            write_text(job.page, traces.page(named))
            found = sum(one.report is not None for one in sets.sets)
            return f"{found} {'set' if found == 1 else 'sets'} found"
        exercise, _ = prepared(choices.exercise, profile)
        trace = SetTrace(exercise)
        report = analyze(
            job.film,
            choices.exercise,
            side=choices.side,
            profile=profile,
            sinks=[trace],
            **options,
        )
        report = report.with_source({**report.source, "name": job.name})
        write_text(job.page, report_page([SetEntry(report, exercise, trace)]))
        return HEADINGS[report.verdict]
