"""What the service can do: https://reconciliation-api.github.io/specs/0.2/#service-manifest ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csto_graph import __version__
from csto_graph.namespaces import BASE, CSTO
from csto_graph.web.reconcile.asked import MOST_QUERIES
from csto_graph.web.reconcile.extending import SETTINGS
from csto_graph.web.reconcile.previewing import HEIGHT, WIDTH

if TYPE_CHECKING:
    from csto_graph.web.reconcile.known import Catalogue

# What columns of names usually hold.
USUAL = ("State", "Organization", "Body", "Person", "Office", "Event", "Session", "Treaty",
         "Instrument", "Force", "Place", "Document")  # fmt: skip


def manifest(catalogue: Catalogue, address: str) -> dict[str, Any]:
    """The manifest of the service of a site at an address, which has no slash at its end."""
    service = f"{address}/reconcile"
    usual = [CSTO + name for name in USUAL if CSTO + name in catalogue.classes]
    inhabited = {kind for kinds in catalogue.kinds.values() for kind in kinds}
    return {
        "versions": ["0.2"],
        "name": "csto-graph: Collective Security Treaty Organization",
        "identifierSpace": BASE,
        "schemaSpace": CSTO,
        "documentation": f"{address}/ontology",
        "logo": f"{address}/static/icon.svg",
        "serviceVersion": __version__,
        "defaultTypes": [catalogue.type_of(kind) for kind in usual if kind in inhabited],
        "view": {"url": f"{service}/view?id={{{{id}}}}"},
        "preview": {
            "url": f"{service}/preview?id={{{{id}}}}",
            "width": WIDTH,
            "height": HEIGHT,
        },
        "suggest": {
            kind: {
                "service_url": service,
                "service_path": f"/suggest/{kind}",
                "flyout_service_url": service,
                "flyout_service_path": f"/flyout/{kind}?id=${{id}}",
            }
            for kind in ("entity", "type", "property")
        },
        "extend": {
            "propose_properties": {"service_url": service, "service_path": "/properties"},
            "property_settings": SETTINGS,
        },
        "batchSize": MOST_QUERIES,
    }
