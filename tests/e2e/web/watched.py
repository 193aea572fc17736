"""Pages that keep what went wrong in them."""

from playwright.sync_api import ConsoleMessage, Page


def watched(page: Page) -> list[str]:
    """What the page throws, or does against the security policy, from now on."""
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        expected = "Failed to load resource" in message.text
        if message.type == "error" and not expected:
            complaints.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints
