"""The catalog of sources: every YAML of the built-in folder and of the folders that the settings name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from core.errors import SourceError
from core.source import Source

BUILT_IN = Path(__file__).parent / "sources"
_SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True)
class Catalog:
    """What is known of the sources.

    Attributes:
        sources: those whose file is right, in the order of the folders and of the file names.
        errors: what is wrong with the others.
    """

    sources: tuple[Source, ...]
    errors: tuple[SourceError, ...] = ()

    def get(self, source_id: str) -> Source:
        """The source of that id.

        Raises:
            SourceError: there is none.
        """
        for source in self.sources:
            if source.id == source_id:
                return source
        faults = "".join(f"; {error}" for error in self.errors)
        raise SourceError(f"no source is called {source_id!r}; `clusterwire sources` lists them{faults}")


def load_catalog(folders: Sequence[Path] = ()) -> Catalog:
    """Read the built-in sources, then those of further folders; what is wrong stops nothing else."""
    sources: dict[str, tuple[Source, Path]] = {}
    errors: list[SourceError] = []
    for folder in (BUILT_IN, *folders):
        if not folder.is_dir():
            errors.append(SourceError(f"{folder}: is not a folder of sources"))
            continue
        for path in sorted(p for p in folder.iterdir() if p.suffix in _SUFFIXES):
            try:
                source = read_source(path)
            except SourceError as error:
                errors.append(error)
                continue
            if first := sources.get(source.id):
                errors.append(SourceError(f"{path}: id: {source.id!r} is taken by {first[1]}"))
            else:
                sources[source.id] = (source, path)
    return Catalog(tuple(source for source, _ in sources.values()), tuple(errors))


def read_source(path: Path) -> Source:
    """Read one source.

    Raises:
        SourceError: the file cannot be read, is no YAML, or a field is wrong; the message names file, line and field.
    """
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), yaml.SafeLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: cannot be read: {error}") from error
    except yaml.YAMLError as error:
        raise SourceError(f"{path}: is not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(root, yaml.MappingNode):
        raise SourceError(f"{path}: is not a list of fields with values")
    if twice := next(_repeated(root), None):
        raise SourceError(f"{path}:{twice.start_mark.line + 1}: {twice.value}: is given twice")
    try:
        return Source.model_validate(_values(root, path))
    except ValidationError as error:
        raise SourceError("; ".join(_sentence(path, root, fault) for fault in error.errors())) from error


def _values(root: yaml.Node, path: Path) -> Any:
    constructor = yaml.SafeLoader("")
    try:
        return constructor.construct_document(root)
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date that is none, such as 2026-02-30
        raise SourceError(f"{path}: is not YAML: {' '.join(str(error).split())}") from error
    finally:
        constructor.dispose()


def _repeated(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """Keys that stand twice in one mapping; YAML would silently take the last."""
    if isinstance(node, yaml.MappingNode):
        met = set()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in met:
                    yield key
                met.add(key.value)
            yield from _repeated(value)
    elif isinstance(node, yaml.SequenceNode):
        for entry in node.value:
            yield from _repeated(entry)


def _sentence(path: Path, root: yaml.Node, fault: ErrorDetails) -> str:
    """`FILE:LINE: FIELD: what is wrong`; the field is left out where the whole file is meant."""
    node, names = root, []
    for part in fault["loc"]:
        if (child := _child(node, part)) is not None:
            node = child
            names.append(str(part))
        elif fault["type"] in ("missing", "extra_forbidden") and part == fault["loc"][-1]:
            names.append(str(part))  # any other part without a place in the file is the model's own, as a union's tag
    message = fault["msg"].removeprefix("Value error, ")
    return f"{path}:{node.start_mark.line + 1}: {'.'.join(names)}: {message}"


def _child(node: yaml.Node, part: int | str) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == part), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part]  # type: ignore[no-any-return] # a sequence's value is a list of nodes
    return None
