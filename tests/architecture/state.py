"""No state in modules: what changes belongs to an object that somebody made and handed over."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.source import Source, dotted

_MUTABLE_DISPLAYS = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
_MUTABLE_CALLS = frozenset(
    {"ChainMap", "Condition", "ContextVar", "Counter", "Event", "Lock", "OrderedDict", "Queue", "RLock", "Semaphore"}
    | {"Session", "SimpleNamespace", "StringIO", "BytesIO", "ThreadPoolExecutor", "WeakKeyDictionary"}
    | {"WeakSet", "WeakValueDictionary", "array", "bytearray", "count", "cycle", "defaultdict", "deque", "dict", "iter"}
    | {"list", "local", "open", "set"}
)
# A name that the type checker will not let anybody change through.
_READ_ONLY = re.compile(r"^Final\[(typing\.|abc\.|collections\.abc\.)?(Mapping|Sequence|AbstractSet|Collection)\b")


def module_state(source: Source) -> Iterator[str]:
    """Find something that can change and lives as long as the program."""
    if not source.is_shipped:
        return
    for statement in _module_statements(source.tree.body):
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            if any(dotted(target) == "__all__" for target in targets) or _is_read_only(statement):
                continue
            if _is_mutable(statement.value):
                yield source.at(
                    statement,
                    f"{dotted(targets[0])} can be changed; make it a tuple, a frozenset or a Final[Mapping[…]]",
                )
    for node in source.nodes:
        if isinstance(node, ast.Global):
            yield source.at(node, f"changes the module through global {', '.join(node.names)}")


def _module_statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in body:
        yield statement
        if isinstance(statement, ast.If):
            yield from _module_statements(statement.body + statement.orelse)
        elif isinstance(statement, ast.Try):
            yield from _module_statements(statement.body + statement.orelse + statement.finalbody)
        elif isinstance(statement, ast.For | ast.While | ast.With):
            yield from _module_statements(statement.body)


def _is_read_only(statement: ast.Assign | ast.AnnAssign) -> bool:
    return isinstance(statement, ast.AnnAssign) and _READ_ONLY.match(ast.unparse(statement.annotation)) is not None


def _is_mutable(value: ast.expr) -> bool:
    if isinstance(value, ast.Call):
        return dotted(value.func).split(".")[-1] in _MUTABLE_CALLS
    return isinstance(value, _MUTABLE_DISPLAYS)
