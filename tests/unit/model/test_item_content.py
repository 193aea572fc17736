import pytest

from cers.model.item_content import ItemViewer


def test_without_a_service_there_is_no_link() -> None:
    assert ItemViewer().url("200-1") is None
    assert ItemViewer("").url("200-1") is None


@pytest.mark.parametrize(
    ("template", "url"),
    [
        ("https://items.example/{item_key}", "https://items.example/200-1%2F%3Fx%3D%26%23"),
        (
            "https://items.example:8443/view?ids={item_key}&lang=en#{item_key}",
            "https://items.example:8443/view?ids=200-1%2F%3Fx%3D%26%23&lang=en#200-1%2F%3Fx%3D%26%23",
        ),
    ],
)
def test_a_link_has_the_items_key_in_it_and_nothing_can_be_slipped_in(
    template: str, url: str
) -> None:
    assert ItemViewer(template).url("200-1/?x=&#") == url


@pytest.mark.parametrize(
    "template",
    [
        "http://items.example/{item_key}", "javascript:{item_key}", "https://items.example/",
        "//items.example/{item_key}", "https://items.example/{item_key}/{student_id}",
        "https://items.example/{item_key} x", "https://items.example/{{item_key}}",
        "https://items.example/{item_key}" + "x" * 500, "{item_key}", "https://é.example/{item_key}",
    ],
)  # fmt: skip
def test_a_template_that_is_no_plain_address_of_an_item_is_refused(template: str) -> None:
    with pytest.raises(ValueError, match="ItemViewerUrl"):
        ItemViewer(template)
