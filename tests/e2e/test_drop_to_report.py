"""The whole story: a vendor drops files, and a site coordinator reads her school's report.

Nothing in it is ours but the commands: reference data and exams are dropped into a bucket, the
receipts are read, Athena is asked, three educators ask the API, and one opens her browser. What
they must see is worked out from the dropped files alone, in `figures.py`.
"""

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import awswrangler
import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, expect

from cers.cli.connection import connect
from cers.cli.main import cli
from cers.model.delivery import Delivery, DeliveryStatus, Receipt
from cers.stores.receipts import ReceiptStore
from localcloud.process import CloudProcess
from sandbox.classes import make_groups
from sandbox.exams import World
from sandbox.generate import generate
from sandbox.load import admit
from sandbox.users import PASSWORD
from tests.e2e.educator import Educator
from tests.e2e.figures import delivered, figures, winners

pytestmark = pytest.mark.e2e

SCHOOL = "99100106100001"
OTHER_LEA_SCHOOL = "99100176101001"
TEACHER, SITE, LEA = "teacher.maple.grove", "site.maple.grove", "lea.larksmere"

LEVEL_NAMES = {
    2025: ("Standard Not Met", "Standard Nearly Met", "Standard Met", "Standard Exceeded"),
    2026: ("Minimal", "Developing", "Proficient", "Advanced"),
}


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CloudProcess]:
    with CloudProcess(tmp_path_factory.mktemp("cloud") / "log") as running:
        yield running


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World]:
    """What the vendor has to deliver: a small fictitious state."""
    directory = tmp_path_factory.mktemp("vendor")
    return directory, generate(directory, students=200, seed=7, jobs=1)


class Vendor:
    """Drops files and reads receipts, with nothing but S3."""

    def __init__(self, cloud: CloudProcess, directory: Path) -> None:
        self._s3 = connect(cloud.endpoint_url, "cers-landing", "cers-receipts", "ets").s3
        self._receipts = ReceiptStore(self._s3, "cers-receipts")
        self._directory = directory
        self._cloud = cloud

    def drop(self, feed: str, pattern: str = "*") -> list[Delivery]:
        """Drop the files of a feed, those that CERS ships among them."""
        paths = sorted(self._directory.glob(f"*/{feed}/{pattern}"))
        return [self._drop(path) for path in paths]

    def _drop(self, path: Path) -> Delivery:
        key = path.relative_to(self._directory).as_posix()
        with path.open("rb") as body:
            version = self._s3.put_object(Bucket="cers-landing", Key=key, Body=body)["VersionId"]
        return Delivery("cers-landing", key, version)

    def receipts(self, deliveries: list[Delivery]) -> list[Receipt]:
        """Their receipts, once nothing moves any more."""
        self._until_answered(deliveries)
        assert self._cloud.wait_idle(timeout=240) == {}, "nothing may end in a dead-letter queue"
        return [receipt for each in deliveries if (receipt := self._receipts.get(each))]

    def _until_answered(self, deliveries: list[Delivery]) -> None:
        deadline = time.monotonic() + 240
        while not all(self._receipts.get(each) for each in deliveries):
            assert time.monotonic() < deadline, "a delivery was never answered"
            time.sleep(0.2)


def test_from_a_dropped_file_to_a_report_in_the_browser(
    cloud: CloudProcess,
    files: tuple[Path, World],
    browser: Browser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", cloud.endpoint_url)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-west-2")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    directory, world = files
    vendor = Vendor(cloud, directory)

    # The vendor delivers in the wrong order: some exams first. They wait, and nothing is lost.
    early = vendor.drop("exams", "2026-*-summative-*.zip")
    assert {receipt.status for receipt in vendor.receipts(early)} == {DeliveryStatus.QUARANTINED}

    # The reference data arrives, and what waited is published by itself; then comes the rest.
    for feed in ("subjects", "organizations", "assessments"):
        published = vendor.receipts(vendor.drop(feed))
        assert {receipt.status for receipt in published} == {DeliveryStatus.PUBLISHED}
    assert {receipt.status for receipt in vendor.receipts(early)} == {DeliveryStatus.PUBLISHED}
    patterns = ("202[45]-*.zip", "2026-*-interim-*.zip", "2026-*-corrections.zip")
    late = [each for pattern in patterns for each in vendor.drop("exams", pattern)]
    receipts = vendor.receipts(early + late)
    assert {receipt.status for receipt in receipts} == {DeliveryStatus.PUBLISHED}
    versions = list(delivered(directory / "ets" / "exams"))
    assert sum(receipt.counts.accepted for receipt in receipts) == len(versions)

    # Athena counts what the files say, every year and type.
    results = winners(iter(versions))
    table = awswrangler.athena.read_sql_query(
        "SELECT assessment_id, count(*) AS results FROM exams WHERE NOT deleted GROUP BY 1",
        database="cers",
        workgroup="cers",
        ctas_approach=False,
    )
    counted = dict(zip(table["assessment_id"], table["results"], strict=True))
    assert counted == Counter(each.assessment for each in results)

    # An operator releases the results: until then nobody would see this year's summative ones.
    what = ("--school-year", "2026", "--status", "released")
    command = ["--endpoint-url", cloud.endpoint_url, "availability", "set", *what]
    released = CliRunner().invoke(cli, command)
    assert released.exit_code == 0, released.output

    # Educators are admitted. The API tells each exactly what she may see.
    admit(cloud.session(), world, lambda *_: None)
    mine = [each for each in results if each.school == SCHOOL]
    ela = Counter(
        name for each in mine if "SUM-ELA" in (name := each.assessment) and "2026" in name
    )
    [(assessment, _)] = ela.most_common(1)
    expected = figures([each for each in mine if each.assessment == assessment])

    for username in (LEA, SITE):
        summary = Educator(cloud, username, PASSWORD).summary(SCHOOL, assessment)
        assert summary["results"] == expected.results
        assert summary["average"]["scale_score"] == pytest.approx(expected.average)
        assert summary["average"]["standard_error"] == pytest.approx(expected.standard_error)
        levels = {level["level"]: level["count"] for level in summary["levels"] if level["count"]}
        assert levels == expected.levels
        assert sum(level["percent"] for level in summary["levels"]) == 100

    # Levels are called as in the school year of the assessment.
    site = Educator(cloud, SITE, PASSWORD)
    for year, names in LEVEL_NAMES.items():
        taken = {each.assessment for each in mine if "SUM-ELA" in each.assessment}
        summary = site.summary(SCHOOL, min(each for each in taken if each.endswith(f"-{year}")))
        assert tuple(level["name"] for level in summary["levels"]) == names

    roster = Educator(cloud, SITE, PASSWORD).roster(SCHOOL, assessment)
    assert {student["student_id"] for student in roster["students"]} == expected.students

    teacher = Educator(cloud, TEACHER, PASSWORD)
    [group] = [each for each in make_groups(world) if TEACHER in each.usernames]
    theirs = {each.assessment for each in mine if each.student in group.student_ids}
    for one in sorted(theirs):
        seen = {each["student_id"] for each in teacher.roster(SCHOOL, one)["students"]}
        everyone = {each.student for each in mine if each.assessment == one}
        assert seen == everyone & set(group.student_ids)
    for outsider in (teacher, Educator(cloud, SITE, PASSWORD), Educator(cloud, LEA, PASSWORD)):
        status, _ = outsider.try_(f"/schools/{OTHER_LEA_SCHOOL}/assessments")
        assert status == 404, "what lies outside the scope does not exist"

    # The site coordinator opens her browser, signs in, and goes from her school to the report.
    with browser.new_context(locale="en-US") as context:
        page = context.new_page()
        page.goto(cloud.web_url)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_label("User name or email address", exact=True).fill(SITE)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        main = page.get_by_role("main")
        schools = main.get_by_role("region", name="Schools")
        schools.get_by_role("link", name="Maple Grove Elementary").click()
        report = main.get_by_role("link").filter(has_text="ELA - Summative")
        report.filter(has_text=f"{expected.results} results").first.click()
        expect(main).to_contain_text(f"{expected.average:.0f} ± {expected.standard_error:.0f}")
        rows = page.get_by_role("region", name="Students").locator("tbody tr")
        expect(rows).to_have_count(expected.results)
