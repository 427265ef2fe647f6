"""Speed and size, measured as ratios and figures in one run, with the volume of data stated.

``python -m bench`` (or ``make bench``) runs all figures or one, prints a table and writes
``bench/out/latest.json``. Nothing here is a test: a slow machine fails nobody.
"""
