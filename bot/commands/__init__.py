"""
What ``bangban`` can do: a file per group of commands.

Packages that take long to import are imported inside the command that needs them, so that
``bangban deadline`` and ``--help`` answer at once.
"""
