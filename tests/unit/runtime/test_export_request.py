"""What the functions that make files are sent."""

from collections.abc import Callable

import pytest

from cers.runtime.events import export_request, printed_request

REQUESTS = [(export_request, "export"), (printed_request, "printed_report")]


@pytest.mark.parametrize(("request_of", "member"), REQUESTS)
def test_a_message_names_what_is_to_be_made(request_of: Callable[[str], str], member: str) -> None:
    assert request_of(f'{{"{member}": "e1"}}') == "e1"


@pytest.mark.parametrize(("request_of", "member"), REQUESTS)
@pytest.mark.parametrize("body", ["", "[]", "{}", '{"%s": 1}', '{"delivery": "e1"}', "e1"])
def test_a_message_of_anything_else_is_refused(
    request_of: Callable[[str], str], member: str, body: str
) -> None:
    with pytest.raises(ValueError, match=r".*"):
        request_of(body.replace("%s", member))
