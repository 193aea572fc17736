"""The one place that builds loggers.

What is logged are ids, counts and durations: never an event, a row or a student's data.
"""

from aws_lambda_powertools import Logger


def logger(service: str) -> Logger:
    """A structured logger; uncaught exceptions are logged by their type alone."""
    return Logger(service=service, log_uncaught_exceptions=False)
