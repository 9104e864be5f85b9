"""The committed description is the one the code gives."""

import json

from crimint_service.app import bare
from crimint_service.config import Settings


def test_the_committed_description_is_the_codes_own(project):
    committed = json.loads((project / "docs" / "openapi.json").read_text(encoding="utf-8"))
    described = json.loads(json.dumps(bare(Settings(database="")).openapi()))
    assert committed == described, "run `crimint-service openapi > docs/openapi.json`"


def test_every_reference_of_the_description_leads_somewhere(project):
    text = (project / "docs" / "openapi.json").read_text(encoding="utf-8")
    description = json.loads(text)
    known = description["components"]["schemas"]
    used = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert used <= set(known)
    assert {"FeedPage", "ChangesRequest", "ChangesReply", "ReceiptOut", "ProblemReply"} <= used


def test_everything_but_discovery_health_and_sign_in_asks_for_a_token_and_names_its_problems(project):
    description = json.loads((project / "docs" / "openapi.json").read_text(encoding="utf-8"))
    free = set()
    for path, methods in description["paths"].items():
        for operation in methods.values():
            assert operation["responses"]["503"]["content"].keys() == {"application/problem+json"}
            if "security" not in operation:
                free.add(path)
    assert free == {"/.well-known/crimint", "/healthz", "/readyz", "/v1/token", "/v1/sealed"}
