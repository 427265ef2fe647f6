"""Work that runs beside the web: jobs, schedules, and the dispatcher of what the journal announces.

Promises: a job is enqueued in the caller's transaction or not at all; it survives the death of its worker;
a listener after the commit hears of every entry at least once. The database is the queue (django-q2 behind
this package), so nothing else has to be installed or running.
"""
