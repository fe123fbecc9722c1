"""The errors that csto-graph raises for input that a person can mend."""

from __future__ import annotations


class CstoGraphError(Exception):
    """Base of every error raised on purpose; its text is one message for a person.

    ``exit_status`` is what the command line exits with: 2 for a request that cannot be
    carried out as written, 1 for data that was read and found wrong.
    """

    exit_status = 2


class DataError(CstoGraphError):
    """Authored data is missing, unreadable or contradicts a rule of the model."""

    exit_status = 1


class ParameterError(CstoGraphError):
    """A query parameter is unknown, missing, malformed or out of range."""


class UnknownEntityError(ParameterError):
    """A name or IRI denotes nothing in the graph, or more than one thing."""


class UnknownQueryError(CstoGraphError):
    """No canned query has the name asked for."""


class QueryFileError(CstoGraphError):
    """A query file breaks the rules for its header or its parameters."""


class CitationError(CstoGraphError):
    """The words to cite are not in the text, not in one place only, or not whole."""


class SparqlError(CstoGraphError):
    """A SPARQL request is malformed, or asks for something this graph refuses."""


class EndpointError(CstoGraphError):
    """A server cannot be reached, refuses, or answers what is not a whole SPARQL answer."""


class OutputError(CstoGraphError):
    """What was asked for could not be written to its end, such as on a full disk."""

    exit_status = 1
