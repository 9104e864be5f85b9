"""What changes belongs to an object that somebody made."""

import pytest

from tests.architecture.source import Source, check_all
from tests.architecture.state import module_state

MODULE = "crimint_desktop/sync/round.py"


def test_no_module_holds_state(python):
    check_all(module_state, python)


@pytest.mark.parametrize(
    "code",
    [
        "SEEN = []",
        "SEEN: Final = {}",
        "SEEN: Final[dict[str, int]] = {}",
        "SEEN = {code for code in CODES}",
        "SEEN = collections.defaultdict(list)",
        "LOCK = threading.Lock()",
        "if WINDOWS:\n    SEEN = set()",
        "try:\n    SEEN = list()\nfinally:\n    pass",
        "def f():\n    global current\n    current = 1",
    ],
)
def test_something_that_can_change_at_the_top_of_a_module_is_found(code):
    assert list(module_state(Source(MODULE, code)))


@pytest.mark.parametrize(
    "code",
    [
        "CODES = ('1', '2')",
        "CODES = frozenset({'1', '2'})",
        "CODES = MappingProxyType({'1': 'one'})",
        "CODES: Final[Mapping[str, str]] = {'1': 'one'}",
        "log = logging.getLogger(__name__)",
        "T = TypeVar('T')",
        "__all__ = ['a']",
        "class Box:\n    def __init__(self):\n        self.items = []",
        "def f():\n    items = []",
    ],
)
def test_values_and_what_lives_in_objects_are_no_breach(code):
    assert not list(module_state(Source(MODULE, code)))
