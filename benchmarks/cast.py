"""Who and what one invented organization consists of: entities and situations.

Organizations stand in a row. Each has six states, of which it shares three with the next
one, and three publishers, of which it shares one: everything is connected, and yet what is
around one organization does not grow with their number.
"""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.blocks import block, english
from benchmarks.vague import name

STATES = 6  # of each organization
STEP = 3  # states that each organization has before the next one's begin
FOUNDERS = 4  # of the six; the fifth joins and leaves, the sixth observes

_ENTITIES = {
    "org": ("Organization", "Union of {}"),
    "body/council": ("Body", "Council of the Union of {}"),
    "body/secretariat": ("Secretariat", "Secretariat of the Union of {}"),
    "treaty": ("Treaty", "Treaty of {}"),
    "instrument/declaration": ("Declaration", "Declaration of {}"),
    "instrument/programme": ("Programme", "Programme of {}"),
    "force": ("Force", "Guard of the Union of {}"),
    "office/secretary-general": ("Office", "Secretary General of the Union of {}"),
    "office/minister": ("Office", "Defense minister of a state of the Union of {}"),
    "place/seat": ("Place", "{} City"),
    "place/ground": ("Place", "Training ground of {}"),
    "topic/agenda": ("Topic", "Arms trade around {}"),
    "topic/kind": ("Topic", "Alliance like that of {}"),
    "topic/area": ("CooperationArea", "Border control around {}"),
}

_SITUATIONS: dict[str, tuple[str, str, dict[str, str]]] = {
    "event/founding": ("Founding", "Founding of the Union of {}", {"organization": "org"}),
    "event/signing": ("TreatyConclusion", "Signing of the Treaty of {}", {"treaty": "treaty"}),
    "event/force": ("EntryIntoForce", "Entry into force of the Treaty of {}", {"treaty": "treaty"}),
    "event/exercise": ("Exercise", "Exercise Shield of {}", {}),
    "event/anniversary": ("Anniversary", "Anniversary of the Union of {}", {"commemorates": "org"}),
    "event/reception": (
        "Reception",
        "Reception at the Secretariat of {}",
        {"guest": "person/minister", "host": "person/secretary"},
    ),
    "event/delegation": (
        "Delegation",
        "Delegation to the council of {}",
        {"representedState": "state/1", "session": "session/reported"},
    ),
    "action/extension": (
        "TreatyExtension",
        "Extension of the Treaty of {}",
        {"party": "state/0", "treaty": "treaty"},
    ),
    "action/ratification": (
        "TreatyRatification",
        "Ratification of a late membership in the Union of {}",
        {"party": "state/4", "organization": "org"},
    ),
    "party/first": (
        "TreatyParticipation",
        "First party to the Treaty of {}",
        {"party": "state/0", "treaty": "treaty"},
    ),
    "membership/late": (
        "Membership",
        "Late membership in the Union of {}",
        {"member": "state/4", "organization": "org"},
    ),
    "membership/suspended": (
        "Membership",
        "Suspended membership in the Union of {}",
        {"member": "state/4", "organization": "org"},
    ),
    "observer/first": (
        "ObserverRelation",
        "Observer at the Union of {}",
        {"observer": "state/5", "organization": "org"},
    ),
    "chairmanship/first": (
        "Chairmanship",
        "Presidency in the Union of {}",
        {"presidingState": "state/2", "organization": "org"},
    ),
    "session/reported": (
        "Session",
        "Meeting of the council of {}, reported",
        {"body": "body/council"},
    ),
    "session/announced": (
        "Session",
        "Meeting of the council of {}, announced",
        {"body": "body/council"},
    ),
    "tenure/secretary": (
        "OfficeTenure",
        "Secretary General of the Union of {} in office",
        {"holder": "person/secretary", "office": "office/secretary-general", "organization": "org"},
    ),
    "tenure/unnamed": (
        "OfficeTenure",
        "Unnamed minister of a state of the Union of {}",
        {"office": "office/minister"},
    ),
    "strength/guard": ("ForceStrength", "Strength of the guard of {}", {"force": "force"}),
    "effect/trade": ("ExpectedEffect", "Trade that a meeting of {} is to bring", {}),
    "statement/secretary": ("Statement", "Words of the Secretary General of {}", {}),
}


@dataclass(frozen=True)
class Cast:
    """The nodes of the organization of one number."""

    number: int

    def node(self, path: str) -> str:
        """The prefixed name of one of its nodes: ``org``, ``body/council``, ``state/3`` …"""
        kind, _, part = path.partition("/")
        if kind == "state":
            return f"state:bench-{STEP * self.number + int(part)}"
        if kind == "publisher":
            return f"publisher:bench-{2 * self.number + int(part)}"
        return f"{kind}:bench-{self.number}" + (f"-{part}" if part else "")

    @property
    def name(self) -> str:
        """The invented name of the region."""
        return name(self.number, "land")


def entities(number: int, last: bool) -> list[tuple[str, str]]:
    """The names and blocks of an organization's entities, and of those it does not share.

    The ``last`` organization of all has those that it would have shared with the next.
    """
    cast = Cast(number)
    found = [
        _entity(cast.node(path), kind, label.format(cast.name))
        for path, (kind, label) in _ENTITIES.items()
    ]
    for path, given in (("person/secretary", "Nikolai"), ("person/minister", "Maria")):
        surname = name(number, "ov" if given == "Nikolai" else "eva")
        # The other spelling is what another document prints.
        other = f"Nikolay {surname}" if given == "Nikolai" else f"Mariya {surname}"
        found.append(_entity(cast.node(path), "Person", f"{given} {surname}", other))
    for part in range(STATES if last else STEP):
        label = name(STEP * number + part, "ia")
        found.append(_entity(cast.node(f"state/{part}"), "State", label))
    for part in range(3 if last else 2):
        label = name(2 * number + part, " Wire")
        found.append(_entity(cast.node(f"publisher/{part}"), "Publisher", label))
    return found


def situations(number: int) -> list[tuple[str, str]]:
    """The names and blocks of an organization's situations."""
    cast = Cast(number)
    found = []
    for path, (kind, label, identity) in _SITUATIONS.items():
        found.append(_situation(cast, path, kind, label.format(cast.name), identity))
    for part in range(FOUNDERS):
        state = name(STEP * number + part, "ia")
        who = {"member": f"state/{part}", "organization": "org"}
        label = f"Membership of {state} in the Union of {cast.name}"
        found.append(_situation(cast, f"membership/{part}", "Membership", label, who))
        who = {"party": f"state/{part}", "treaty": "treaty", "partOf": "event/signing"}
        label = f"Signing of the Treaty of {cast.name} by {state}"
        found.append(_situation(cast, f"action/{part}", "TreatySignature", label, who))
    return found


def _entity(node: str, kind: str, label: str, other: str = "") -> tuple[str, str]:
    described = {"a": f"csto:{kind}", "skos:prefLabel": english(label)}
    if other:
        described["skos:altLabel"] = english(other)
    return node, block(node, described)


def _situation(
    cast: Cast, path: str, kind: str, label: str, identity: dict[str, str]
) -> tuple[str, str]:
    node = cast.node(path)
    described = {"a": f"csto:{kind}", "skos:prefLabel": english(label)}
    described |= {f"csto:{key}": cast.node(value) for key, value in identity.items()}
    return node, block(node, described)
