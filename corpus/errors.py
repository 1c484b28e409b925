"""The one exception that users see."""


class CorpusError(Exception):
    """Something the user can mend; the message says what is wrong and what to do next."""
