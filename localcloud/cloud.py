"""The local cloud: one process with an AWS, the functions, and the web port."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Self

import boto3
from moto.core.base_backend import BackendDict

from localcloud import state
from localcloud.athena.files import forget_footers
from localcloud.aws import Clients, LocalSession
from localcloud.aws_app import AwsApp
from localcloud.entrance import Entrance, sign_in_environment
from localcloud.gateway.app import Progress
from localcloud.gateway.build import Web, build_web_app
from localcloud.gateway.sandbox import SandboxDesk, enter
from localcloud.idle import Idle
from localcloud.lambdas.environment import environment, sdk_environment
from localcloud.lambdas.invoke import Activity
from localcloud.lambdas.loading import fresh_functions
from localcloud.lambdas.runner import Runner
from localcloud.managed_login.people import People
from localcloud.patches.all import all_patches
from localcloud.patches.patch import Patch, applied
from localcloud.resources import Resources, resources_of
from localcloud.server import HttpServer, is_loopback
from localcloud.stacks.functions import read_functions
from localcloud.stacks.provision import Deployment
from localcloud.visits import Changeable, Copy

PROJECT: Final = Path(__file__).parents[1]

_AWS_THREADS: Final = 16
_WEB_THREADS: Final = 8
_RESET_PATIENCE: Final = 20.0

_only_one: Final = threading.Lock()

Report = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and of how much."""

Loader = Callable[["LocalCloud", int, Report], list[dict[str, Any]]]
"""Loads a sandbox of so many students; answers with its users."""


class CloudError(Exception):
    """The local cloud cannot do what was asked; the text says why."""


@dataclass
class Options:
    """How to run. Ports of 0 take free ones; without a `state_dir` nothing is kept."""

    aws_port: int = 0
    web_port: int = 0
    host: str = "127.0.0.1"
    template: Path = PROJECT / "template.yaml"
    pages: Path = PROJECT / "web" / "dist"
    parameters: dict[str, str] = field(
        default_factory=lambda: {"StudentBuckets": "1", "SiteUrl": "http://127.0.0.1"}
    )
    """What the template is deployed with; a sandbox's students need no more than one file."""

    state_dir: Path | None = None
    students: int | None = None
    """Size of the sandbox that is to be loaded; None for an empty cloud."""

    retry_seconds: int = 2
    """How long a failed message rests before it is tried again."""

    with_functions: bool = True

    def __post_init__(self) -> None:
        """Have what is printed of a sandbox say that it is one."""
        if self.students is not None:
            self.parameters = {"MadeUpData": "yes", **self.parameters}


class LocalCloud:
    """A running cloud; a context manager. moto has one memory, so one runs in a process.

    While it runs, the environment of this process points every SDK at it.
    """

    def __init__(self, **options: Any) -> None:
        self.options = Options(**options)
        self.activity = Activity()
        self.progress = Progress()
        self.users: list[dict[str, Any]] = []
        self.endpoint_url = ""
        """Where the AWS is."""
        self.web_url = ""
        """Where the web client and the api are."""
        self.is_loaded = self.options.students is None
        """Whether the sandbox's data, if there is to be any, is there."""
        self._stack = ExitStack()
        self._aws = AwsApp()
        self._copy: Copy | None = None

    def __enter__(self) -> Self:
        """As `start`."""
        return self.start()

    def __exit__(self, *_: object) -> None:
        """As `stop`."""
        self.stop()

    def start(self) -> Self:
        """Starts everything; if something fails, what was started is stopped again.

        Raises:
            CloudError: another one runs in this process, or the host is not loopback.
            PortInUseError: a port is taken.
            TemplateError: the templates say something that is not supported.
        """
        if not is_loopback(self.options.host):
            raise CloudError(f"{self.options.host} is no loopback address; use 127.0.0.1")
        if not _only_one.acquire(blocking=False):
            raise CloudError("a local cloud already runs in this process")
        self._stack.callback(_only_one.release)
        try:
            self._start_aws()
            self._create()
            self._start_functions()
            self._start_web()
        except BaseException:
            self._stack.close()
            raise
        return self

    def stop(self) -> None:
        """Stops everything and forgets it."""
        self._stack.close()

    def session(self) -> boto3.Session:
        """A session whose clients and resources reach the local AWS."""
        return LocalSession(self.endpoint_url)

    @cached_property
    def clients(self) -> Clients:
        """Clients for the local AWS."""
        return Clients(self.endpoint_url)

    @cached_property
    def deployment(self) -> Deployment:
        """What the templates say and what was made of it."""
        return Deployment(self.options.template, self.clients, self.options.parameters)

    @cached_property
    def resources(self) -> Resources:
        """Names and ids of what was made."""
        return resources_of(self.deployment)

    @cached_property
    def runner(self) -> Runner:
        """The functions."""
        functions = read_functions(self.deployment.root.walk())
        return Runner(functions, self.clients, self.activity)

    def _start_aws(self) -> None:
        options = self.options
        BackendDict.reset()
        self._stack.callback(BackendDict.reset)
        self._stack.callback(forget_footers)
        self._stack.enter_context(applied([*all_patches(), _KEEP]))
        server = HttpServer(options.host, options.aws_port, _AWS_THREADS)
        self.endpoint_url = f"http://{options.host}:{server.bind()}"
        server.serve(self._aws)
        self._stack.callback(server.stop)
        self._stack.enter_context(environment(sdk_environment(self.endpoint_url)))

    def _create(self) -> None:
        saved = state.restore(self._state_file, self.endpoint_url) if self._state_file else None
        if saved is not None:
            self.deployment.made.update(saved.made)
            self.users, self.is_loaded = saved.users, True
        self.deployment.create()

    @cached_property
    def _state_file(self) -> Path | None:
        options = self.options
        if options.state_dir is None or options.students is None:
            return None
        name = state.fingerprint(PROJECT, options.students, options.parameters)
        return options.state_dir / f"{name}.state"

    def _start_functions(self) -> None:
        jwks = f"{self.endpoint_url}/{self.resources.user_pool_id}/.well-known/jwks.json"
        variables: dict[str, str | None] = {**self.runner.environment(), "CERS_JWKS_URL": jwks}
        self._stack.enter_context(environment(variables))
        self._stack.enter_context(fresh_functions())
        if self.options.with_functions:
            self.runner.load(self.options.retry_seconds)
            self.runner.start()
            self._stack.callback(self.runner.stop)

    def _start_web(self) -> None:
        options = self.options
        if not self.is_loaded:
            self.progress.report("starting", 0, 1)
        server = HttpServer(options.host, options.web_port, _WEB_THREADS)
        self.web_url = f"http://{options.host}:{server.bind()}"
        self._stack.callback(server.stop)
        variables = sign_in_environment(
            self.web_url, self.endpoint_url, is_sandbox=options.students is not None
        )
        self._stack.enter_context(environment(variables))
        entrance = Entrance.of(self.resources, self.web_url)
        self._aws.tokens = entrance.grants.handle
        web = Web(
            endpoint_url=self.endpoint_url,
            user_pool_id=self.resources.user_pool_id,
            client_id=self.resources.client_id,
            pages=options.pages,
            api=self.runner.api if options.with_functions else None,
            managed_login=entrance.managed_login,
            sandbox=self._desk(entrance.people),
        )
        server.serve(build_web_app(web, self.deployment, self.progress, self.activity))

    def _desk(self, people: People) -> SandboxDesk | None:
        if self.options.students is None:
            return None
        if self.is_loaded:
            self._copy = self._copied()
        return SandboxDesk(
            users=lambda: self.users,
            enter=lambda username: enter(people, self.users, username),
            reset=self.reset,
        )

    def _copied(self) -> Copy:
        what = Changeable.of(self.runner.environment(), self.resources.user_pool_id)
        return Copy(what, self.clients)

    def reset(self) -> None:
        """Puts back what visitors of the sandbox changed; results and the audit trail stay.

        Raises:
            TimeoutError: it is not loaded yet, or something is still under way.
        """
        if self._copy is None:
            raise TimeoutError("the sandbox is not loaded yet")
        self.wait_idle(_RESET_PATIENCE)
        self._copy.restore()

    def load_sandbox(self, loader: Loader, report: Report) -> None:
        """Loads the sandbox's data and keeps the result for the next start.

        Raises:
            CloudError: the cloud was made without one.
        """
        students = self.options.students
        if students is None:
            raise CloudError("a cloud without students has no sandbox to load")

        def both(what: str, done: int, total: int) -> None:
            self.progress.report(what, done, total)
            report(what, done, total)

        self.users = loader(self, students, both)
        self.wait_idle()
        if self._state_file is not None:
            both("saving for the next start", 0, 1)
            state.save(self._state_file, self.endpoint_url, self.deployment.made, self.users)
        self._copy = self._copied()
        self.is_loaded = True
        self.progress.done()

    def wait_idle(self, timeout: float = 60) -> dict[str, int]:
        """Waits until no message waits and no function runs.

        Answers with the dead-letter queues that hold messages, and how many.

        Raises:
            TimeoutError: it was still busy after `timeout` seconds; the text says with what.
        """
        return Idle(self.resources, self.clients, self.activity).wait(timeout)


def _refuse_reset(_original: object) -> classmethod[Any, Any, None]:
    def reset(_cls: type) -> None:
        raise CloudError(
            "moto was asked to forget everything while a local cloud runs in this process "
            "(mock_aws does so); use localcloud.process.CloudProcess beside mock_aws"
        )

    return classmethod(reset)


_KEEP: Final = Patch(BackendDict, "reset", _refuse_reset, "one memory, two users")
