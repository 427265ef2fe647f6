"""Settings: ``demo``, ``development``, ``production`` and ``testing`` each start from ``base``."""
