"""Reading CloudFormation: short tags, intrinsic functions, nested stacks."""

from pathlib import Path
from textwrap import dedent

import pytest

from localcloud.stacks.template import Made, Stack, TemplateError, World, read_template

PSEUDO = {"AWS::Region": "us-west-2", "AWS::AccountId": "123456789012"}


def _make(stack: Stack, logical_id: str) -> Made:
    return Made(f"{stack.name}/{logical_id}", {"Arn": f"arn:{logical_id}", "Url.Path": "/x"})


def _stack(tmp_path: Path, text: str, parameters: dict[str, str] | None = None) -> Stack:
    path = tmp_path / "template.yaml"
    path.write_text(dedent(text), encoding="utf-8")
    return Stack(path, World(PSEUDO, _make, parameters or {}))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("!Ref AWS::Region", "us-west-2"),
        ("!Ref Name", "given"),
        ("!Ref List", ["a", "b"]),
        ("!Ref Queue", "root/Queue"),
        ("!GetAtt Queue.Arn", "arn:Queue"),
        ("!GetAtt [Queue, Url.Path]", "/x"),
        ('!Sub "${Name}-${AWS::AccountId}-${Queue.Arn}-${!Literal}"',
         "given-123456789012-arn:Queue-${Literal}"),
        ('!Sub ["${a}-${Name}", {a: !Ref Default}]', "default-given"),
        ('!Join ["-", [a, !Ref Name]]', "a-given"),
        ('!Select [1, !Split [",", "x,y"]]', "y"),
        ("!If [IsGiven, one, two]", "one"),
        ("!If [IsOther, one, two]", "two"),
        ("!FindInMap [Sizes, small, cpu]", 1),
        ("[1, !Ref AWS::NoValue, 2]", [1, 2]),
        ("{a: !Ref AWS::NoValue, b: 2012-10-17}", {"b": "2012-10-17"}),
        ("{Condition: {Bool: {x: !Ref Name}}}", {"Condition": {"Bool": {"x": "given"}}}),
    ],
)  # fmt: skip
def test_resolves(tmp_path: Path, value: str, expected: object):
    stack = _stack(
        tmp_path,
        f"""
        Parameters:
          Name: {{Type: String}}
          Default: {{Type: String, Default: default}}
          List: {{Type: CommaDelimitedList, Default: "a, b"}}
        Mappings:
          Sizes: {{small: {{cpu: 1}}}}
        Conditions:
          IsGiven: !Equals [!Ref Name, given]
          IsOther: !And [!Condition IsGiven, !Not [!Or [!Condition IsGiven, false]]]
        Resources:
          Queue: {{Type: "AWS::SQS::Queue"}}
          Thing: {{Type: "AWS::S3::Bucket", Properties: {{Value: {value}}}}}
        """,
        {"Name": "given"},
    )
    assert stack.properties("Thing")["Value"] == expected


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("!Ref Nothing", "!Ref Nothing names nothing"),
        ("!GetAtt Nothing.Arn", "!GetAtt Nothing names nothing"),
        ("!GetAtt Thing.Nothing", "Thing has no attribute Nothing"),
        ("!Base64 x", "Fn::Base64 is not supported"),
        ("!ImportValue nothing", "nothing exports nothing"),
        ("!Ref Unset", "the parameter Unset has no value"),
        ("!If [Nothing, 1, 2]", "no condition Nothing"),
    ],
)
def test_says_what_it_cannot_resolve(tmp_path: Path, value: str, message: str):
    stack = _stack(
        tmp_path,
        f"""
        Parameters: {{Unset: {{Type: String}}}}
        Resources: {{Thing: {{Type: "AWS::S3::Bucket", Properties: {{Value: {value}}}}}}}
        """,
    )
    with pytest.raises(TemplateError, match=f"template.yaml.*{message}"):
        stack.properties("Thing")


def test_parameters_and_outputs_cross_nested_stacks(tmp_path: Path):
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra" / "child.yaml").write_text(
        dedent("""
        Parameters: {Prefix: {Type: String}}
        Resources:
          Bucket: {Type: "AWS::S3::Bucket", Properties: {BucketName: !Sub "${Prefix}-b"}}
        Outputs:
          Bucket: {Value: !Ref Bucket, Export: {Name: !Sub "${Prefix}-bucket"}}
        """),
        encoding="utf-8",
    )
    root = _stack(
        tmp_path,
        """
        Parameters: {Prefix: {Type: String, Default: my}}
        Resources:
          Child:
            Type: AWS::CloudFormation::Stack
            Properties: {TemplateURL: infra/child.yaml, Parameters: {Prefix: !Ref Prefix}}
          Queue:
            Type: AWS::SQS::Queue
            Properties:
              QueueName: !GetAtt Child.Outputs.Bucket
              Imported: !ImportValue my-bucket
        """,
    )
    assert root.properties("Queue") == {
        "QueueName": "root.Child/Bucket",
        "Imported": "root.Child/Bucket",
    }
    assert [(stack.name, name) for stack, name in root.walk()] == [
        ("root.Child", "Bucket"),
        ("root", "Queue"),
    ]
    assert root.nested["Child"].properties("Bucket") == {"BucketName": "my-b"}


def test_leaves_out_resources_whose_condition_does_not_hold(tmp_path: Path):
    stack = _stack(
        tmp_path,
        """
        Conditions: {Never: !Equals [a, b]}
        Resources:
          Here: {Type: "AWS::SQS::Queue"}
          Gone: {Type: "AWS::SQS::Queue", Condition: Never}
        """,
    )
    assert [name for _, name in stack.walk()] == ["Here"]


def test_what_is_no_yaml_is_named(tmp_path: Path):
    path = tmp_path / "broken.yaml"
    path.write_text("a: [", encoding="utf-8")
    with pytest.raises(TemplateError, match=r"broken\.yaml"):
        read_template(path)
    with pytest.raises(TemplateError, match=r"missing\.yaml"):
        read_template(tmp_path / "missing.yaml")
