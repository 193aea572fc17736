"""SQS: a FIFO group keeps its order, dead letters can be moved back, long queues stay quick."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, Final
from uuid import uuid4

from moto.core.responses import ActionResult
from moto.sqs.exceptions import QueueDoesNotExist
from moto.sqs.models import Message, Queue, SQSBackend
from moto.sqs.responses import SQSResponse

from localcloud.patches.patch import Patch

_lock: Final = threading.RLock()


def _messages(_original: object) -> property:
    def messages(self: Queue) -> list[Message]:
        """What may be received: of a FIFO group nothing while one of its messages is out."""
        with self._messages_lock:
            waiting = list(self._messages)
        ready = [each for each in waiting if each.visible and not each.delayed]
        if not self.fifo_queue:
            return ready
        held = {each.group_id for each in waiting if not each.visible}
        return [each for each in ready if each.group_id not in held]

    return property(messages)


def _pending_groups(_original: object) -> property:
    def pending_message_groups(self: Queue) -> set[str]:
        """The groups with a message that is out; one that came back is not."""
        return {
            message.group_id
            for message in list(self._pending_messages)
            if message.group_id is not None and not message.visible
        }

    return property(pending_message_groups)


def _is_retained(_original: object) -> Callable[..., bool]:
    def is_retained(self: SQSBackend, queue_name: str, message: Message) -> bool:
        """The same answer, without counting all messages of the queue for each of them."""
        sent = float(message.sent_timestamp or 0) / 1000
        retention = int(vars(self.get_queue(queue_name))["message_retention_period"])
        return sent + retention > time.time()

    return is_retained


def _start_message_move_task(_original: object) -> Callable[..., Any]:
    def start_message_move_task(self: SQSResponse) -> ActionResult:
        source = self._get_param("SourceArn")
        moved = _move(self.sqs_backend, source, self._get_param("DestinationArn"))
        return ActionResult({"TaskHandle": f"{uuid4()}-{moved}"})

    return start_message_move_task


def _move(backend: SQSBackend, source_arn: str, destination_arn: str | None) -> int:
    queues = {queue.queue_arn: queue for queue in backend.queues.values()}
    source = queues.get(source_arn)
    if source is None:
        raise QueueDoesNotExist
    sources = [queue for queue in queues.values() if queue.dead_letter_queue is source]
    target = queues.get(destination_arn) if destination_arn else next(iter(sources), None)
    if target is None:
        raise QueueDoesNotExist
    with _lock:
        waiting, source._messages = source._messages, []
        source._pending_messages = set()
    for message in waiting:
        message.approximate_receive_count = 0
        message.approximate_first_receive_timestamp = None
        message.visible_at = 0.0
        target.add_message(message)
    return len(waiting)


def patches() -> list[Patch]:
    """The patches."""
    return [
        Patch(
            Queue,
            "messages",
            _messages,
            "moto hands out a later message of a group before an earlier one that failed",
        ),
        Patch(
            Queue,
            "pending_message_groups",
            _pending_groups,
            "moto holds a group for messages that are visible again",
        ),
        Patch(
            SQSBackend,
            "is_message_valid_based_on_retention_period",
            _is_retained,
            "moto counts the whole queue for every message it looks at: hours for a long queue",
        ),
        Patch(
            SQSResponse,
            "start_message_move_task",
            _start_message_move_task,
            "moto does not know StartMessageMoveTask",
        ),
    ]
