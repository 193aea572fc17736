"""The patches of SQS that need no cloud to be seen at work."""

import time

from moto.sqs.models import Message, SQSBackend

from localcloud.patches.patch import applied
from localcloud.patches.sqs import patches


def test_a_message_is_kept_for_as_long_as_its_queue_says() -> None:
    with applied(patches()):
        backend = SQSBackend("us-west-2", "123456789012")
        backend.create_queue("short", None, MessageRetentionPeriod="60")
        message = Message("1", "body")
        for age, kept in ((0, True), (50, True), (70, False)):
            message.sent_timestamp = (time.time() - age) * 1000
            assert backend.is_message_valid_based_on_retention_period("short", message) is kept
