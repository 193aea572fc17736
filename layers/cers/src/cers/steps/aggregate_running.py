"""A report on its way: what it asks, how far it has come, and what it shows in the end."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, cast

from cers.model.aggregate import ReportType
from cers.model.aggregate_job import ReportJob, Status
from cers.model.query import Engine, Row
from cers.model.running import BusyError, ResultsGoneError, Runner, RunState
from cers.reports.aggregate import report
from cers.reports.aggregate.questions import Inquiry
from cers.reports.aggregate.release import ContradictionError
from cers.reports.aggregate.report import Made
from cers.reports.aggregate.rows import CountRow
from cers.steps.aggregate_rights import Grounds
from cers.steps.checked import OutOfScopeError

_TOO_LARGE: Final = (
    "It would read more than one report may: choose fewer years, subjects or subgroups"
)
_FAILED: Final = "It could not be made: run it again"
_CONTRADICTED: Final = "Results changed while it was made: run it again"
_GONE: Final = "Its results have been deleted: run it again"


@dataclass
class Running:
    """A report, with what it asks under the rights of this moment.

    Reports within one district are answered by the engine, each time they are read; others by
    queries that run by themselves.
    """

    grounds: Grounds
    engine: Engine
    runner: Runner
    asked: Inquiry
    job: ReportJob
    _made: Made | None = None

    def advance(self) -> None:
        """Start what was not started yet, and see how far it has come.

        Raises:
            UpstreamError: that cannot be told just now.
        """
        if self.job.is_over:
            return
        if not self.job.at_once:
            self._start()
            self._poll()
        if self.job.at_once or self._is_done():
            self._finish()

    def made(self) -> Made | None:
        """The report as it may be seen; None where it cannot be made (any more)."""
        if self._made is None and self.job.status is Status.COMPLETED:
            self._finish()
        return self._made

    def _start(self) -> None:
        executions = dict(self.job.executions)
        for dimension, query in self.asked.questions.items():
            if dimension in executions:
                continue
            token = hashlib.sha256(f"{self.job.id} {dimension}".encode()).hexdigest()
            try:
                executions[dimension] = self.runner.start(query, token)
            except BusyError:
                break
        self.job = replace(self.job, executions=executions)

    def _poll(self) -> None:
        self._states = {self.runner.state(each) for each in self.job.executions.values()}
        if RunState.TOO_LARGE in self._states:
            self._fail(_TOO_LARGE)
        elif self._states & {RunState.FAILED, RunState.GONE}:
            self._fail(_FAILED)
        elif self.job.executions:
            self.job = replace(self.job, status=Status.RUNNING)

    def _is_done(self) -> bool:
        started = self.job.executions.keys() == self.asked.questions.keys()
        return self.job.status is Status.RUNNING and started and self._states == {RunState.DONE}

    def _finish(self) -> None:
        try:
            self._made = self._make()
        except ContradictionError:
            self._fail(_CONTRADICTED)
        except ResultsGoneError:
            self.job = replace(self.job, status=Status.EXPIRED, failure=_GONE)
        else:
            status = Status.COMPLETED if self._made.results else Status.NO_RESULTS
            self.job = replace(self.job, status=status)

    def _fail(self, why: str) -> None:
        self.job = replace(self.job, status=Status.FAILED, failure=why)

    def _make(self) -> Made:
        engine = self.engine.pinned()
        answers = {dimension: self._answer(engine, dimension) for dimension in self.asked.questions}
        definition = self.asked.definition
        catalog = self.grounds.catalog(definition)
        targets = {}
        if definition.type is ReportType.TARGET:
            targets = {each.id: self._targets(each.id) for each in catalog.wanted}
        return report.make(definition, catalog, self.asked.layout, answers, targets)

    def _answer(self, engine: Engine, dimension: str) -> Sequence[CountRow]:
        """What the lake says of a dimension; every row is judged once more."""
        query = self.asked.questions[dimension]
        rows: Sequence[Row]
        if self.job.at_once:
            rows = engine.rows(query)
        else:
            rows = self.runner.fetch(self.job.executions[dimension])
        if not all(query.admits(row) for row in rows):
            raise OutOfScopeError(f"{query.name} answered with rows outside the scope")
        return cast("Sequence[CountRow]", rows)

    def _targets(self, assessment_id: str) -> set[tuple[str, str]]:
        """The claims and targets of an assessment's items."""
        items = self.grounds.reference.items(assessment_id).values()
        return {(item.claim, item.target) for item in items if item.claim and item.target}
