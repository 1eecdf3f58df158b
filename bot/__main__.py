"""``python -m bot`` is ``bangban``."""

import sys

from bot.cli import main

sys.exit(main())
