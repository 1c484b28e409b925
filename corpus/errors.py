"""The exceptions that users see."""


class CorpusError(Exception):
    """Something the user can mend; the message says what is wrong and what to do next."""


class UsageError(CorpusError):
    """The command line or the settings make no sense: exit code 2."""
