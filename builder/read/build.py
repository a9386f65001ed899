"""Canonical JSON to the typed records of `builder.model`, driven by the classes' own annotations."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, Final, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from builder import model
from builder.finding import Origin
from builder.read.form import first_day

T = TypeVar("T")

CLASSES: Final[Mapping[str, type]] = {
    "school": model.School,
    "semester": model.Semester,
    "staff": model.Staff,
    "child": model.Child,
    "pairing": model.Pairing,
    "visit": model.Visit,
    "activity": model.Activity,
    "plan": model.Plan,
    "observation": model.Observation,
    "aid": model.Aid,
    "wish": model.Wish,
    "health": model.HealthCheck,
    "incident": model.Incident,
    "duty": model.Duty,
    "provision": model.Provision,
    "exemption": model.Exemption,
    "request": model.Request,
    "summary": model.Summary,
}


def build(cls: type[T], values: Mapping[str, Any], **more: object) -> T:
    """An instance of a model class from canonical values, which must be valid."""
    made: T = _maker(cast(Any, cls))(values, more)
    return made


@cache
def _maker(cls: type) -> Callable[[Mapping[str, Any], Mapping[str, object]], Any]:
    """The function that makes a class: which fields need converting is worked out once."""
    hints = get_type_hints(cls)
    converters = {
        field.name.rstrip("_"): (field.name, convert)
        for field in dataclasses.fields(cls)
        if (convert := _converter(hints[field.name])) is not None or field.name.endswith("_")
    }

    def make(values: Mapping[str, Any], more: Mapping[str, object]) -> Any:
        arguments = dict(values)
        for key, (name, convert) in converters.items():
            if key in arguments:
                value = arguments.pop(key) if name != key else arguments[key]
                arguments[name] = value if convert is None else convert(value)
        return cls(**arguments, **more)

    return make


def _converter(hint: Any) -> Callable[[Any], Any] | None:
    """How a JSON value becomes a value of this type; None where it already is one."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        inner = [_converter(arm) for arm in get_args(hint) if arm is not type(None)]
        return inner[0]
    if origin is tuple:
        item = _converter(get_args(hint)[0])
        return tuple if item is None else _tuple_of(item)
    if origin is dict:
        item = _converter(get_args(hint)[1])
        return None if item is None else _dict_of(item)
    if hint is date:
        return _day
    if hint is datetime:
        return datetime.fromisoformat
    if hint is Origin:
        return None
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return _nested(hint)
    return None


def _day(value: str) -> date:
    return date.fromisoformat(value) if len(value) == 10 else first_day(value)


def _tuple_of(item: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda values: tuple([item(value) for value in values])


def _dict_of(item: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda values: {key: item(value) for key, value in values.items()}


def _nested(cls: type) -> Callable[[Any], Any]:
    return lambda value: build(cls, value)
