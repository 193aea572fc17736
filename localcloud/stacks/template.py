"""CloudFormation YAML: reading it, and resolving its intrinsic functions across nested stacks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

NESTED: Final = {
    "AWS::CloudFormation::Stack": "TemplateURL",
    "AWS::Serverless::Application": "Location",
}
"""Resource types that are stacks themselves, and the property that says where they lie."""

_PLACEHOLDER: Final = re.compile(r"\$\{(!?)([^}]+)\}")


class TemplateError(Exception):
    """A template says something the local cloud cannot do; the text says where and what."""


class NoValue:
    """What `AWS::NoValue` resolves to: the property is left out."""


class _Loader(yaml.SafeLoader):
    """YAML as CloudFormation reads it: with short tags, and without dates."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _short_tag(loader: _Loader, tag: str, node: yaml.Node) -> dict[str, Any]:
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    elif isinstance(node, yaml.MappingNode):
        value = loader.construct_mapping(node, deep=True)
    if tag == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {tag if tag in ("Ref", "Condition") else f"Fn::{tag}": value}


_Loader.add_multi_constructor("!", _short_tag)


def read_template(path: Path) -> dict[str, Any]:
    """The template in a file, with short tags spelled out."""
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 (a SafeLoader)
    except (OSError, yaml.YAMLError) as error:
        raise TemplateError(f"cannot read the template {path}: {error}") from None
    if not isinstance(document, dict):
        raise TemplateError(f"{path} is no template: it holds no mapping")
    return document


@dataclass(frozen=True)
class Made:
    """A created resource: what `!Ref` and `!GetAtt` say of it."""

    ref: str
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass
class World:
    """What all stacks of a deployment share.

    `make` creates a resource when it is first referred to; `parameters` overrides defaults of
    the root stack; `pseudo` holds the `AWS::` parameters.
    """

    pseudo: Mapping[str, str]
    make: Callable[[Stack, str], Made]
    parameters: Mapping[str, str] = field(default_factory=dict)
    find: Callable[[Path, str], Path] = lambda folder, location: folder / location


_GENERATED: Final = {
    "APIHandler": "AWS::Serverless::Function",
    "APIHandlerInvokePermission": "AWS::Lambda::Permission",
    "RestAPI": "AWS::Serverless::Api",
}
"""What Chalice generates, and an overlay merged into its template amends without a type."""


def _name_generated(template: dict[str, Any]) -> None:
    for logical_id, resource in template.get("Resources", {}).items():
        if "Type" not in resource and logical_id not in _GENERATED:
            raise TemplateError(f"{logical_id} has no type")
        resource.setdefault("Type", _GENERATED.get(logical_id))


class Stack:
    """One template with its arguments; nested stacks hang below it."""

    def __init__(
        self, path: Path, world: World, parent: Stack | None = None, name: str = ""
    ) -> None:
        self.path = path
        self.world = world
        self.parent = parent
        self.name = name or "root"
        self.template = read_template(path)
        _name_generated(self.template)
        self.arguments: dict[str, Any] = {}
        self.nested: dict[str, Stack] = {}
        for logical_id, resource in self.resources.items():
            if resource["Type"] in NESTED:
                self.nested[logical_id] = self._nest(logical_id, resource)

    def _nest(self, logical_id: str, resource: dict[str, Any]) -> Stack:
        properties = resource.get("Properties", {})
        location = properties.get(NESTED[resource["Type"]])
        if not isinstance(location, str):
            raise TemplateError(f"{self.where(logical_id)}: its template must be a local file")
        path = self.world.find(self.path.parent, location)
        stack = Stack(path, self.world, self, f"{self.name}.{logical_id}")
        stack.arguments = properties.get("Parameters", {})
        return stack

    @property
    def resources(self) -> dict[str, dict[str, Any]]:
        """The template's resources by logical id."""
        resources: dict[str, dict[str, Any]] = self.template.get("Resources", {})
        return resources

    def where(self, logical_id: str) -> str:
        """A resource's place, for messages."""
        return f"{self.path.name}: {logical_id}"

    def walk(self) -> Iterator[tuple[Stack, str]]:
        """Every resource of this stack and those below it whose condition holds."""
        for logical_id, resource in self.resources.items():
            if not self.condition(resource.get("Condition")):
                continue
            if logical_id in self.nested:
                yield from self.nested[logical_id].walk()
            else:
                yield self, logical_id

    def properties(self, logical_id: str) -> dict[str, Any]:
        """A resource's properties, resolved."""
        resolved: dict[str, Any] = self.resolve(self.resources[logical_id].get("Properties", {}))
        return resolved

    def property_of(self, logical_id: str, name: str) -> Any:
        """One property of a resource, resolved; None where it has no such property."""
        return self.resolve(self.resources[logical_id].get("Properties", {}).get(name))

    def output(self, name: str) -> Any:
        """The value of an output."""
        try:
            return self.resolve(self.template["Outputs"][name]["Value"])
        except KeyError:
            raise TemplateError(f"{self.path.name} has no output {name}") from None

    def condition(self, name: str | None) -> bool:
        """Whether a named condition holds; no name always holds."""
        if name is None:
            return True
        try:
            return bool(self.resolve(self.template["Conditions"][name]))
        except KeyError:
            raise TemplateError(f"{self.path.name} has no condition {name}") from None

    def resolve(self, value: Any) -> Any:
        """A value with its intrinsic functions carried out."""
        if isinstance(value, list):
            resolved = [self.resolve(each) for each in value]
            return [each for each in resolved if each is not NoValue]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            (key, argument), *_ = value.items()
            if key in ("Ref", "Condition") or key.startswith("Fn::"):
                if key == "Condition" and not isinstance(argument, str):
                    return {key: self.resolve(argument)}
                return self._call(key, argument)
        resolved_map = {key: self.resolve(each) for key, each in value.items()}
        return {key: each for key, each in resolved_map.items() if each is not NoValue}

    def _call(self, function: str, argument: Any) -> Any:
        call = _FUNCTIONS.get(function)
        if call is None:
            raise TemplateError(f"{self.path.name}: {function} is not supported locally")
        return call(self, argument)

    def _ref(self, name: str) -> Any:
        if name == "AWS::NoValue":
            return NoValue
        if name in self.world.pseudo:
            return self.world.pseudo[name]
        if name in self.template.get("Parameters", {}):
            return self._parameter(name)
        if name in self.resources:
            return self.world.make(self, name).ref
        raise TemplateError(f"{self.path.name}: !Ref {name} names nothing")

    def _parameter(self, name: str) -> Any:
        definition = self.template["Parameters"][name]
        if self.parent is not None and name in self.arguments:
            value = self.parent.resolve(self.arguments[name])
        elif self.parent is None and name in self.world.parameters:
            value = self.world.parameters[name]
        elif "Default" in definition:
            value = definition["Default"]
        else:
            raise TemplateError(f"{self.path.name}: the parameter {name} has no value")
        if isinstance(value, str) and "List" in definition.get("Type", ""):
            return [each.strip() for each in value.split(",") if each.strip()]
        return value

    def _get_att(self, argument: list[str] | str) -> Any:
        logical_id, attribute = argument.split(".", 1) if isinstance(argument, str) else argument
        if logical_id in self.nested and attribute.startswith("Outputs."):
            return self.nested[logical_id].output(attribute.removeprefix("Outputs."))
        if logical_id not in self.resources:
            raise TemplateError(f"{self.path.name}: !GetAtt {logical_id} names nothing")
        attributes = self.world.make(self, logical_id).attributes
        if attribute not in attributes:
            raise TemplateError(f"{self.where(logical_id)} has no attribute {attribute} locally")
        return attributes[attribute]

    def _sub(self, argument: str | list[Any]) -> str:
        text, own = (argument, {}) if isinstance(argument, str) else argument

        def replace(match: re.Match[str]) -> str:
            literal, name = match.groups()
            if literal:
                return f"${{{name}}}"
            if name in own:
                return str(self.resolve(own[name]))
            return str(self._get_att(name) if "." in name else self._ref(name))

        return _PLACEHOLDER.sub(replace, text)

    def _import_value(self, argument: Any) -> Any:
        name = self.resolve(argument)
        root = self
        while root.parent is not None:
            root = root.parent
        for stack in (root, *root._all_nested()):
            for output in stack.template.get("Outputs", {}).values():
                export = output.get("Export", {}).get("Name")
                if export is not None and stack.resolve(export) == name:
                    return stack.resolve(output["Value"])
        raise TemplateError(f"{self.path.name}: nothing exports {name}")

    def _all_nested(self) -> Iterator[Stack]:
        for stack in self.nested.values():
            yield stack
            yield from stack._all_nested()

    def _find_in_map(self, argument: list[Any]) -> Any:
        name, first, second = (self.resolve(each) for each in argument)
        try:
            return self.resolve(self.template["Mappings"][name][first][second])
        except KeyError:
            raise TemplateError(f"{self.path.name}: no mapping {name}.{first}.{second}") from None

    def _if(self, argument: list[Any]) -> Any:
        name, when_true, when_false = argument
        return self.resolve(when_true if self.condition(name) else when_false)


_FUNCTIONS: Final[dict[str, Callable[[Stack, Any], Any]]] = {
    "Ref": Stack._ref,
    "Condition": Stack.condition,
    "Fn::GetAtt": Stack._get_att,
    "Fn::Sub": Stack._sub,
    "Fn::ImportValue": Stack._import_value,
    "Fn::FindInMap": Stack._find_in_map,
    "Fn::If": Stack._if,
    "Fn::Join": lambda stack, a: str(stack.resolve(a[0])).join(
        str(each) for each in stack.resolve(a[1])
    ),
    "Fn::Select": lambda stack, a: stack.resolve(a[1])[int(stack.resolve(a[0]))],
    "Fn::Split": lambda stack, a: str(stack.resolve(a[1])).split(a[0]),
    "Fn::Equals": lambda stack, a: str(stack.resolve(a[0])) == str(stack.resolve(a[1])),
    "Fn::Not": lambda stack, a: not stack.resolve(a[0]),
    "Fn::And": lambda stack, a: all(stack.resolve(each) for each in a),
    "Fn::Or": lambda stack, a: any(stack.resolve(each) for each in a),
}
