"""Taking a survey outside a job: the source is read into a private clone that goes away again."""

import shutil
import tempfile
from pathlib import Path

from overhaul import wiring
from overhaul.domain.jobs import RepositoryOptions
from overhaul.domain.survey import Survey


def take_survey(
    house: wiring.House,
    source: str,
    track: str,
    ref: str | None,
    options: RepositoryOptions | None,
    jobs: int,
    *,
    ask_index: bool,
) -> Survey:
    """Survey ``source`` at ``ref``; nothing of it is run and nothing is left behind.

    Raises:
        BadRepository: it cannot be read.
        StoreFailure: the cache cannot be written.
    """
    target = house.recipes().track(track).targets[0]
    spec = wiring.new_spec(
        source,
        target,
        track=track,
        ref=ref,
        out=None,
        branch=None,
        jobs=jobs,
        sandbox="auto",
        plan_only=True,
        dry_run=True,
        options=options,
    )
    folder = Path(tempfile.mkdtemp(prefix="survey-", dir=house.cache_folder()))
    try:
        repository = house.repository(folder)
        commit = repository.intake(spec)
        surveyor = house.surveyor(jobs, ask_index=ask_index)
        chosen = wiring.options_in_force(options, repository, commit)
        return surveyor.survey(repository.export(commit), track=track, commit=commit, options=chosen)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def render(survey: Survey, format: str) -> str:
    """The survey as ``table``, ``json``, ``sarif`` or ``html``."""
    if format == "json":
        return survey.model_dump_json(indent=1)
    if format == "sarif":
        return wiring.sarif(survey)
    if format == "html":
        from overhaul.report.survey_html import render as render_html

        return render_html(survey)
    from overhaul.report.survey_text import render as render_text

    return render_text(survey)
