"""Stories the simulation found on the service's side, told plainly, so that they stay mended."""

from tests.protocol.client import new_id


def test_a_body_that_is_not_even_text_is_called_malformed(embedded):
    headers = {"X-Device": new_id(), "Content-Type": "application/json"}
    answer = embedded.http.post(embedded.url + "/v1/token", data=b'{"grant": "\xff"}', headers=headers, timeout=30)

    assert answer.status_code == 400
    assert answer.json()["type"] == "urn:crimint:problem:malformed"
