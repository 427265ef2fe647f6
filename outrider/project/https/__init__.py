"""``outrider serve --https``: a real phone in the same network, with everything that needs a safe connection.

A certificate authority is made for this machine alone, signs one certificate and loses its key at once: whoever
gets hold of its files can sign nothing with it. The phone installs it once; how is on a page of its own.
"""
