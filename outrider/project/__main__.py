"""``python -m outrider.project`` is ``outrider``."""

from outrider.project.cli import main

raise SystemExit(main())
