"""`intertwine setup`: a place for the data, the secrets beside it, the tables, the static files. Safe to repeat."""

import os
from pathlib import Path

from intertwine.cli import databases, static_files
from intertwine.cli.errors import Refused
from intertwine.cli.options import Data, configured
from intertwine.cli.saying import say
from intertwine.server.configuration import Configuration
from intertwine.server.secrets_file import make_secrets


def setup(data: Data = None) -> None:
    """Prepare the place where everything is kept. Safe to repeat."""
    configuration = configured(data=data)
    if prepare(configuration):
        say(
            f"Your data is in {configuration.data_directory}\n"
            f"Its secrets are in {configuration.secrets_path}\n"
            "Keep a copy of the secrets somewhere else than your copies of the data: "
            "without them nobody can sign in, and with both a thief could try passwords."
        )


def make_directory(directory: Path) -> None:
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(
            f"The directory {directory} cannot be made: {error.strerror}. Choose another one with --data DIR."
        ) from None
    if not os.access(directory, os.W_OK | os.X_OK):
        raise Refused(
            f"The directory {directory} cannot be written to by this user. "
            "Run Intertwine as the user who owns it, or choose another one with --data DIR."
        )


def prepare(configuration: Configuration) -> bool:
    """Brings everything up to date; True when the secrets are new."""
    make_directory(configuration.data_directory)
    is_new = _secrets(configuration)
    databases.migrate(configuration)
    databases.mark(configuration)
    static_files.collect(configuration)
    return is_new


def is_prepared(configuration: Configuration) -> bool:
    """Whether there is nothing to prepare. Raises `Refused` for a database that must not be touched. Without Django."""
    make_directory(configuration.data_directory)
    return (
        not _secrets_are_missing(configuration)
        and databases.are_up_to_date(configuration)
        and static_files.are_up_to_date(configuration)
    )


def _secrets(configuration: Configuration) -> bool:
    if not _secrets_are_missing(configuration):
        return False
    try:
        make_secrets(configuration.secrets_path)
    except OSError as error:
        raise Refused(
            f"The secrets file {configuration.secrets_path} cannot be made: {error.strerror}. "
            "Choose another place with INTERTWINE_SECRETS."
        ) from None
    return True


def _secrets_are_missing(configuration: Configuration) -> bool:
    """Raises `Refused` when they are missing beside a database: new ones would lock everybody out for good."""
    if configuration.secrets_path.exists():
        databases.must_belong(configuration)
        return False
    if databases.entries_exist(configuration):
        raise Refused(
            f"There is a database, but its secrets file {configuration.secrets_path} is missing. "
            "Put your copy of it back: with new secrets nobody could sign in, so none were made."
        )
    return True
