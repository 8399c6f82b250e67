class PaperError(Exception):
    """The paper cannot be printed as it should be; the sentence says what is in the way."""
