"""What a request costs at AWS's list prices in us-west-2, in US dollars.

Left out are what does not depend on the report: storage, logs, the content delivery network.
"""

from dataclasses import dataclass
from math import ceil
from typing import Final

LAMBDA_GIB_SECOND: Final = 0.0000166667  # x86, the first tier: aws.amazon.com/lambda/pricing
LAMBDA_REQUEST: Final = 0.20e-6  # the same page
S3_GET: Final = 0.0004e-3  # aws.amazon.com/s3/pricing; the bytes cost nothing within a region
DYNAMODB_READ_UNIT: Final = 0.125e-6  # on demand: aws.amazon.com/dynamodb/pricing/on-demand
DYNAMODB_WRITE_UNIT: Final = 0.625e-6  # the same page
GATEWAY_REQUEST: Final = 3.50e-6  # REST, the first tier: aws.amazon.com/api-gateway/pricing

MEMORY_MIB: Final = 1769
"""The API's memory, which comes with one whole vCPU (infra/api-overlay.yaml)."""

EDUCATORS: Final = 15_000
SECONDS_BETWEEN: Final = 30
"""Each of so many educators asks for a report every so many seconds."""

_READ_UNIT_BYTES: Final = 4096
_WRITE_UNIT_BYTES: Final = 1024


@dataclass(frozen=True, slots=True)
class Usage:
    """What one request uses on the average; units are DynamoDB's."""

    seconds: float
    gets: float
    read_units: float
    write_units: float


def cost_of_thousand(usage: Usage) -> float:
    """What a thousand such requests cost."""
    gib_seconds = usage.seconds * MEMORY_MIB / 1024
    each = (
        GATEWAY_REQUEST
        + LAMBDA_REQUEST
        + gib_seconds * LAMBDA_GIB_SECOND
        + usage.gets * S3_GET
        + usage.read_units * DYNAMODB_READ_UNIT
        + usage.write_units * DYNAMODB_WRITE_UNIT
    )
    return 1000 * each


def warm_lambdas(seconds: float) -> int:
    """How many are busy at once on the average: arrivals a second times seconds each takes."""
    return ceil(EDUCATORS / SECONDS_BETWEEN * seconds)


def read_units(size: int) -> int:
    """Units of a strongly consistent read that answers with so many bytes."""
    return max(1, ceil(size / _READ_UNIT_BYTES))


def write_units(size: int, items: int, *, transaction: bool) -> int:
    """Units of writing so many items of together so many bytes, secondary indexes left out."""
    units = max(items, ceil(size / _WRITE_UNIT_BYTES))
    return 2 * units if transaction else units
