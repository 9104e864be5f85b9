"""Two workstations before one real service."""

from tests.app.conftest import central  # noqa: F401 - a fixture
from tests.keys.conftest import lasting_bus, secret_service  # noqa: F401 - fixtures
