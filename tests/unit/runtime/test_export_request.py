"""What the exports function is sent."""

import pytest

from cers.runtime.events import export_request


def test_a_message_names_its_export() -> None:
    assert export_request('{"export": "e1"}') == "e1"


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"export": 1}', '{"delivery": "e1"}', "e1"])
def test_a_message_of_anything_else_is_refused(body: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        export_request(body)
