"""Reading the rule files: policies, catalogues, departments, reviews.

`load_rules(folder)` reads and checks every file and answers with the documents to be stored; rule books are built from
stored documents (`domain.rule_documents`). Whatever is wrong is reported at once in one `RuleFileError`, each problem
with file, line and key; nothing is used from a folder in which anything is wrong.

    policies/<policy id>.yaml     one dated document each (docs/how-to/add-a-policy.md)
    catalogue/matters.yaml        what a party can be asked about
    catalogue/areas.yaml          in what dishonest acts are recognised
    departments.yaml              who recognises, decides, is told
    reviews.yaml                  when a person must look
    recipients.yaml               who is told by which measure; without it, the department that recognised a finding
    progress.yaml                 what the monthly report asks of whom; without it there is no report
    rewards.yaml                  what a trustworthy party is entitled to; may be left out
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from domain.rule_documents import RuleDocument, RuleDocuments, make_document
from seeds.problems import KeyPath, Problem, RuleFileError
from seeds.progress_model import ProgressFile, check_progress
from seeds.recipient_checks import check_recipients
from seeds.rule_checks import Catalogue, check_codes, check_overlaps, check_policy, check_reviews, check_rewards
from seeds.rule_models import (
    AreasFile,
    DepartmentsFile,
    MattersFile,
    PolicyFile,
    RecipientsFile,
    ReviewsFile,
    RewardsFile,
    RuleFile,
)
from seeds.yaml_nodes import SourceFile, read_source

RULES_FOLDER = Path(__file__).parent
"""The rules that the program is shipped with."""

__all__ = ["RULES_FOLDER", "Problem", "RuleFileError", "load_rules"]

_File = TypeVar("_File", bound=RuleFile)


def load_rules(folder: Path = RULES_FOLDER) -> RuleDocuments:
    """The documents of all rule files in `folder`, ordered by key. Raises RuleFileError with everything that is wrong."""
    reader = _Reader(folder)
    matters = reader.read("catalogue/matters.yaml", MattersFile)
    areas = reader.read("catalogue/areas.yaml", AreasFile)
    departments = reader.read("departments.yaml", DepartmentsFile)
    reviews = reader.read("reviews.yaml", ReviewsFile)
    progress = reader.read("progress.yaml", ProgressFile) if reader.has("progress.yaml") else None
    catalogue = _catalogue(matters, areas, departments)
    for codes in (matters, areas, departments):
        if codes is not None:
            reader.note(codes, check_codes(codes))
    if reviews is not None:
        reader.note(reviews, check_reviews(reviews))
    if progress is not None:
        reader.note(progress, check_progress(progress, catalogue.departments))
    if reader.has("rewards.yaml") and (rewards := reader.read("rewards.yaml", RewardsFile)) is not None:
        reader.note(rewards, check_rewards(rewards, catalogue))
    policies = [
        (reader.source_of(policy), policy)
        for name in reader.policy_names()
        if (policy := reader.read(name, PolicyFile)) is not None
    ]
    for source, policy in policies:
        reader.note(policy, check_policy(policy, Path(source.name).stem, catalogue))
    check_overlaps(policies)
    if reader.has("recipients.yaml") and (recipients := reader.read("recipients.yaml", RecipientsFile)) is not None:
        reader.note(recipients, check_recipients(recipients, catalogue))
    return reader.documents()


def _catalogue(matters: MattersFile | None, areas: AreasFile | None, departments: DepartmentsFile | None) -> Catalogue:
    return Catalogue(
        None if matters is None else {matter.code: frozenset(matter.applies_to) for matter in matters.matters},
        None if areas is None else frozenset(area.code for area in areas.areas),
        None if departments is None else frozenset(department.code for department in departments.departments),
    )


class _Reader:
    """Reads files one by one, and keeps what was read and what was wrong."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sources: dict[str, SourceFile] = {}
        self._read: list[tuple[SourceFile, RuleFile]] = []

    def read(self, name: str, shape: type[_File]) -> _File | None:
        """The file as `shape`; None, with the problems noted, where it cannot be read so."""
        try:
            source = read_source(name, (self._folder / name).read_bytes())
        except OSError as error:
            source = SourceFile(name)
            source.problem((), f"the file cannot be read: {error.strerror}")
        self._sources[name] = source
        if source.problems:
            return None
        try:
            file = shape.model_validate(source.data)
        except ValidationError as error:
            for details in error.errors(include_url=False):
                source.problem(_path(details, source.data), _message(details))
            return None
        self._read.append((source, file))
        return file

    def has(self, name: str) -> bool:
        """Whether there is such a file; one that may be left out is read only then."""
        return (self._folder / name).exists()

    def policy_names(self) -> list[str]:
        """The policy files. A file beside them that would silently be left out is a problem."""
        names = []
        folder = self._folder / "policies"
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            name = f"policies/{path.name}"
            if path.suffix == ".yaml":
                names.append(name)
            elif path.suffix.lower() in (".yml", ".yaml", ".json"):
                self._sources[name] = source = SourceFile(name)
                source.problem((), "would not be read: a policy file's name ends with .yaml")
        return names

    def source_of(self, file: RuleFile) -> SourceFile:
        """Where `file` was read from."""
        return next(source for source, read in self._read if read is file)

    def note(self, file: RuleFile, found: Iterable[tuple[KeyPath, str]]) -> None:
        """Notes what was found in `file`."""
        source = self.source_of(file)
        for path, message in found:
            source.problem(path, message)

    def documents(self) -> RuleDocuments:
        """What was read, if nothing is wrong. Raises RuleFileError."""
        problems = [problem for source in self._sources.values() for problem in source.problems]
        if problems:
            raise RuleFileError(problems)
        return tuple(sorted((_document(file) for _, file in self._read), key=lambda document: document.key))


def _document(file: RuleFile) -> RuleDocument:
    name = file.policy if isinstance(file, PolicyFile) else file.kind.value
    content = file.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return make_document(file.kind, name, file.version, content)


def _path(details: ErrorDetails, data: Any) -> KeyPath:
    """Where in the file a pydantic error is: its location without the steps that are not in the data."""
    path: list[str | int] = []
    steps = details["loc"]
    for position, step in enumerate(steps):
        if _has(data, step):
            path.append(step)
            data = data[step]
        elif position == len(steps) - 1 and details["type"] == "missing":
            path.append(step)
    return tuple(path)


def _has(data: Any, step: str | int) -> bool:
    if isinstance(data, dict):
        return step in data
    return isinstance(data, list) and isinstance(step, int) and step < len(data)


_MESSAGES = {"missing": "this key is required", "extra_forbidden": "unknown key", "model_type": "must be a map of keys"}


def _message(details: ErrorDetails) -> str:
    if details["loc"] and details["loc"][-1] == "[key]":
        return f"unknown key; {_lower(details['msg'])}"
    return _MESSAGES.get(details["type"], _lower(details["msg"]))


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:]
