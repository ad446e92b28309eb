"""Intake: clone or copy the source, pin the commit, read the options."""

from pathlib import Path

from overhaul.domain.events import EventKind
from overhaul.domain.jobs import RepositoryOptions
from workflows.bundle import check_bundle_folder
from workflows.context import JobContext
from workflows.state import JobGraphState

OPTIONS_FILE = "overhaul.toml"


def run(context: JobContext, state: JobGraphState) -> JobGraphState:
    """Pin the base commit and settle which options hold: the user's own before the repository's."""
    repository = context.parts.repository
    if not (context.spec.plan_only or context.spec.dry_run):
        check_bundle_folder(Path(context.spec.out))
    commit = repository.intake(context.spec)
    for note in repository.notes():
        context.emit(EventKind.NOTE, note)
    options = context.spec.options
    if options is None:
        options = RepositoryOptions()
        if OPTIONS_FILE in repository.files(commit):
            options = context.parts.read_options(repository.read(commit, [OPTIONS_FILE])[OPTIONS_FILE])
    context.parts.jobs.update(context.job, base_commit=commit)
    return {"base_commit": commit, "options": context.save(options)}
