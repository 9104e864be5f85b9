"""``python -m crimint_service``."""

import sys

from crimint_service.commands import main

sys.exit(main())
