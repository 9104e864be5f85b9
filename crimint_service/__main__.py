"""``python -m crimint_service``."""

import sys

from crimint_service.cli import main

sys.exit(main())
