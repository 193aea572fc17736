"""The plain lane: reports written the way delivery systems write them, read a batch at a time.

Such a report has no need of a parser for each of its thousand values. It is cut at its quotes
and at its items, each cut is proven to be well-formed XML, and the values of many reports are
then read column by column. The lane only keeps an exam that has nothing wrong with it and that
waits for nothing. Any other report, and any that is written in a way the lane does not know, is
left to the reading of single reports, which alone makes findings.
"""

from cers.feeds.exams.plain.reports import read_plain

__all__ = ["read_plain"]
