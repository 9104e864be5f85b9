"""Any request at all, made up from the service's own description, well formed or not: never a mistake of the service,
never an answer that the description does not know."""

import json
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from schemathesis import GenerationMode

from tests.protocol.client import a_creation
from tests.protocol.people import OKONJO
from tests.service.world import a_world

WAITS = "/v1/sync/wait"
# What a description cannot say: a name that is not there, a step that is not allowed, a digest that does not fit.
MAY_BE_REFUSED = ["2xx", "3xx", *(str(status) for status in range(400, 430)), "5xx"]
# What is not as described is refused as that, or before: nobody reads a body that is too large.
REFUSED = ["400", "401", "403", "404", "405", "406", "409", "413", "415", "422", "428", "429", "5xx"]
QUIET: dict[str, Any] = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck)}


@pytest.fixture(scope="module")
def described(request):
    """Return a function that gives the description of the service, without the headers that we send ourselves."""
    text = (request.config.rootpath / "docs/openapi.json").read_text(encoding="utf-8")

    def load(url):
        plain = json.loads(text)
        for methods in plain["paths"].values():
            for operation in methods.values():
                operation["parameters"] = [each for each in operation.get("parameters", ()) if each["in"] != "header"]
                operation.pop("security", None)
        schema = schemathesis.openapi.from_dict(plain)
        schema.config.checks.positive_data_acceptance.expected_statuses = MAY_BE_REFUSED
        schema.config.checks.negative_data_rejection.expected_statuses = REFUSED
        schema.config.update(base_url=url)
        return schema

    return load


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """Return the address of a running service, and what a signed-in officer's device sends with every request."""
    with a_world(str(tmp_path_factory.mktemp("any") / "register.db"), wait_s=0) as world:
        officer = world.client(OKONJO)
        officer.send(a_creation())
        yield world.url, {"X-Device": officer.device, "Authorization": f"Bearer {officer.tokens['token']}"}


def check(case, headers):
    """Send one made-up request and hold the answer to the description."""
    case.validate_response(case.call(headers=headers, timeout=30), headers=headers)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["well formed", "ill formed"])
def test_every_request_is_answered_as_described(described, asked, mode):
    url, headers = asked
    answered = 0
    for found in described(url).get_all_operations():
        operation = found.ok()
        if mode is GenerationMode.NEGATIVE and not (operation.body or operation.query or operation.path_parameters):
            continue

        @seed(20_261_123)
        @settings(max_examples=6, phases=[Phase.generate], **QUIET)
        @given(case=operation.as_strategy(generation_mode=mode))
        def one(case):
            nonlocal answered
            check(case, headers)
            answered += 1

        one()
    assert answered > 100


def test_requests_that_follow_from_each_other_are_answered_as_described(described, asked):
    url, headers = asked

    class Following(described(url).as_state_machine()):  # type: ignore[misc]  # made from the description
        """Goes on with what an answer held."""

        def get_call_kwargs(self, case):
            return {"headers": headers, "timeout": 30}

    run_state_machine_as_test(
        Following, settings=settings(max_examples=15, stateful_step_count=6, derandomize=True, **QUIET)
    )
