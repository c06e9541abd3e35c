"""Django's server for development, with sockets.

Daphne brings the command. As an app it would load its whole network library into every process, clock and
worker too; so only its command is taken.
"""

from daphne.management.commands.runserver import Command

__all__ = ["Command"]
