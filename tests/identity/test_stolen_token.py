"""What becomes of a token of the provider's when the device it came from is no longer dealt with."""

from crimint_service import devices
from tests.identity.test_tokens import ask, kind
from tests.protocol.client import new_id


def test_a_token_taken_from_a_device_that_was_revoked_is_worth_nothing_at_another(register, provider):
    device, token = new_id(), provider.token("okonjo")
    checkpoint = {"epoch": "", "access_version": 0, "have_digest": "", "audit_seq": 0}
    headers = {"X-Device": device, "Authorization": f"Bearer {token}"}
    assert register.request("POST", "/v1/sync/checkpoint", checkpoint, headers)[0] == 200
    at = register.clock.now().isoformat()
    register.write(lambda connection: devices.decide(connection, device, devices.REVOKED, at, "an administrator"))
    assert ask(register, token, new_id())[0] == 401
    answer = ask(register, token, device)
    assert (answer[0], kind(answer)) == (403, "device-blocked")
