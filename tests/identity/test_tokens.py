"""Which access tokens the service takes, what they make of a person, and for how long."""

import base64
import json

import pytest
import sqlalchemy as sa
from joserfc import jwt
from joserfc.jwk import RSAKey

from crimint_domain.identity import person_id
from crimint_service import identity_people, people
from crimint_service.config import Oidc
from crimint_service.faults import Fault
from crimint_service.identity_provider import Provider
from crimint_service.identity_tokens import Verifier, Vouched
from crimint_service.tables import access_token, account
from tests.identity.provider import AUDIENCE, CLIENT
from tests.protocol.client import new_id
from tests.service.world import HandClock


def ask(world, token, device=None, path="/v1/access/me"):
    """Ask who one is, with a token of the provider's."""
    return world.request("GET", path, None, {"X-Device": device or new_id(), "Authorization": f"Bearer {token}"})


def kind(answer):
    return answer[2]["type"].rpartition(":")[2]


def test_the_service_says_where_to_sign_in(embedded, provider):
    said = embedded.request("GET", "/.well-known/crimint")[2]
    assert said["sign_in"] == "oidc"
    assert said["provider"] == {
        "issuer": provider.issuer, "client": CLIENT, "scope": "openid profile offline_access", "resource": "",
        "subject_claim": "sub",
    }  # fmt: skip


def test_whoever_the_provider_vouches_for_has_the_roles_of_their_groups(register, provider):
    status, _, me = ask(register, provider.token("okonjo"))
    assert status == 200
    assert (me["user"], me["name"]) == (person_id(provider.issuer, "okonjo"), "Ada Okonjo-Test")
    assert me["roles"] == ["officer"]
    assert [unit["id"] for unit in me["units"]] == ["quillmarsh"]
    assert (me["compartments"], me["lists"]) == ([], [])


def test_nothing_that_a_client_says_makes_a_person_more(embedded, provider):
    token = provider.token("okonjo")
    sent = {"roles": ["lio", "administrator"], "units": ["harrowgate"], "groups": ["Harrowgate evaluators"]}
    headers = {"X-Device": new_id(), "Authorization": f"Bearer {token}", "X-Roles": "lio"}
    assert embedded.request("GET", "/v1/access/me", sent, headers)[2]["roles"] == ["officer"]


def test_another_group_is_another_role_from_the_next_token_on(register, provider):
    device, first = new_id(), provider.token("okonjo")
    assert ask(register, first, device)[2]["roles"] == ["officer"]
    provider.groups("okonjo", "Quillmarsh evaluators", "Harrowgate evaluators", "Canteen")
    assert ask(register, first, device)[2]["roles"] == ["officer"]

    now = ask(register, provider.token("okonjo"), device)[2]
    assert now["roles"] == ["lio"]
    assert [unit["id"] for unit in now["units"]] == ["quillmarsh", "harrowgate"]
    assert now["access_version"] == 2
    assert ask(register, first, device)[2]["roles"] == ["lio"]


def test_an_older_token_does_not_bring_old_groups_back(embedded, provider):
    older = provider.token("okonjo")
    vouched = embedded.parts.accounts._verifier.vouched(older)
    newer = Vouched(
        vouched.user, vouched.issuer, vouched.subject, vouched.name, frozenset({"Quillmarsh evaluators"}),
        vouched.issued_s + 5, vouched.until_s,
    )  # fmt: skip
    embedded.write(lambda connection: identity_people.meet(connection, newer, "2026-11-23T09:00:00Z"))
    assert ask(embedded, older)[2]["roles"] == ["lio"]


def test_a_stranger_gets_no_account(register, provider):
    answer = ask(register, provider.token("stranger"))
    assert (answer[0], kind(answer)) == (403, "no-role")
    assert register.rows(sa.select(account.c.user_id).where(account.c.name == "Nobody Known-Test")) == []


def test_who_leaves_every_group_is_out_on_every_device(register, provider):
    desk, laptop = new_id(), new_id()
    at_desk = provider.token("okonjo")
    assert ask(register, at_desk, desk)[0] == 200
    provider.groups("okonjo", "Canteen")
    answer = ask(register, provider.token("okonjo"), laptop)
    assert (answer[0], kind(answer)) == (403, "lease-denied")
    assert kind(ask(register, at_desk, desk)) == "lease-denied"


def test_a_disabled_person_is_refused_at_once_whatever_the_provider_says(register, provider):
    device, token = new_id(), provider.token("okonjo")
    assert ask(register, token, device)[0] == 200
    register.write(lambda connection: people.disable_account(connection, person_id(provider.issuer, "okonjo")))
    for each in (token, provider.token("okonjo")):
        answer = ask(register, each, device)
        assert (answer[0], kind(answer)) == (403, "lease-denied")


def test_a_token_is_worth_nothing_at_another_device(embedded, provider):
    token = provider.token("okonjo")
    assert ask(embedded, token, new_id())[0] == 200
    assert ask(embedded, token, new_id())[0] == 401


def test_a_token_ends_when_it_says_so(embedded, provider):
    device, token = new_id(), provider.token("okonjo")
    assert ask(embedded, token, device)[0] == 200
    embedded.clock.forward(seconds=301)
    assert ask(embedded, token, device)[0] == 401
    assert ask(embedded, token, new_id())[0] == 401


def test_a_token_counts_for_an_hour_however_long_it_says(embedded, provider):
    provider.lifetime(86_400)
    token = provider.token("okonjo")
    embedded.clock.forward(minutes=59)
    assert ask(embedded, token)[0] == 200
    embedded.clock.forward(minutes=2)
    assert ask(embedded, token)[0] == 401


def test_a_token_for_another_audience_is_refused(embedded, provider):
    assert ask(embedded, provider.token("okonjo", "urn:somebody:else"))[0] == 401


def _resigned(token, key=None, header=None, **claims):
    """The same token with something changed, signed by a key that the provider does not have."""
    first, second, _ = token.split(".")
    said_first, said = (json.loads(base64.urlsafe_b64decode(each + "==")) for each in (first, second))
    said_first, said = said_first | (header or {}), said | claims
    if key is None:
        parts = [
            base64.urlsafe_b64encode(json.dumps(each).encode()).decode().rstrip("=") for each in (said_first, said)
        ]
        return ".".join([*parts, ""])
    return jwt.encode(said_first, said, key, [said_first["alg"]])


def test_a_token_that_nobody_signed_is_refused(embedded, provider):
    token = provider.token("okonjo")
    for alg in ("none", "None", "nOnE", ""):
        assert ask(embedded, _resigned(token, header={"alg": alg}))[0] == 401


def test_a_token_signed_by_somebody_else_is_refused(embedded, provider):
    token, key = provider.token("okonjo"), RSAKey.generate_key(2048)
    assert ask(embedded, _resigned(token, key))[0] == 401
    assert ask(embedded, _resigned(token, key, {"jwk": key.as_dict(private=False)}))[0] == 401


def test_a_published_key_is_no_shared_secret(embedded, provider):
    """The public key taken as the key of a keyed hash: an old trick."""
    import hashlib
    import hmac

    token = provider.token("okonjo")
    public = provider.http.get(f"{provider.issuer}/jwks", timeout=10).content
    body = _resigned(token, header={"alg": "HS256"}).rstrip(".")
    forged = base64.urlsafe_b64encode(hmac.new(public, body.encode(), hashlib.sha256).digest()).decode().rstrip("=")
    assert ask(embedded, f"{body}.{forged}")[0] == 401


def test_a_changed_claim_breaks_the_signature(embedded, provider):
    first, _, third = provider.token("okonjo").split(".")
    other = provider.token("peters").split(".")[1]
    assert ask(embedded, f"{first}.{other}.{third}")[0] == 401


def test_what_is_no_token_is_refused(embedded):
    for rubbish in ("", "a", "a.b", "a.b.c", "....", "é.é.é", "a" * 20_000, "e30.e30.e30"):
        headers = {"X-Device": new_id(), "Authorization": b"Bearer " + rubbish.encode("utf-8")}
        assert embedded.request("GET", "/v1/access/me", None, headers)[0] == 401


# What a provider would never say is tried on the verifier itself, with a key that stands in for the provider's.


ISSUER = "https://login.example.test"


class Published(Provider):
    """A provider that publishes what a test says."""

    def __init__(self, *keys):
        super().__init__(Oidc(ISSUER, CLIENT, AUDIENCE), HandClock())
        self._published = tuple({**key.as_dict(private=False), "kid": "one", "use": "sig"} for key in keys)

    def keys(self, kid):
        return self._published


KEY = RSAKey.generate_key(2048)


@pytest.fixture
def clock():
    return HandClock()


def _judged(clock, header=None, keys=(KEY,), key=KEY, oidc=None, **claims):
    now = int(clock.now().timestamp())
    said = {
        "iss": ISSUER, "aud": AUDIENCE, "sub": "okonjo", "iat": now, "exp": now + 300, "name": "Ada Okonjo-Test",
        "groups": ["Quillmarsh officers"],
    } | claims  # fmt: skip
    token = jwt.encode({"alg": "RS256", "typ": "at+jwt", "kid": "one"} | (header or {}), said, key, default_type=None)
    return Verifier(oidc or Oidc(ISSUER, CLIENT, AUDIENCE), Published(*keys), clock).vouched(token)


def test_a_sound_token_is_taken(clock):
    vouched = _judged(clock)
    assert (vouched.name, vouched.groups) == ("Ada Okonjo-Test", {"Quillmarsh officers"})


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://login.example.test/"}, {"iss": None}, {"aud": CLIENT}, {"aud": [CLIENT]}, {"aud": None},
        {"exp": 0}, {"exp": "never"}, {"exp": True}, {"iat": 2**41}, {"iat": None}, {"nbf": 2**39}, {"sub": ""},
        {"sub": 7}, {"header": {"typ": "JWT"}}, {"header": {"typ": ""}}, {"header": {"kid": "two"}},
    ],
    ids=str,
)  # fmt: skip
def test_a_token_with_one_thing_wrong_is_refused(clock, wrong):
    with pytest.raises(Fault) as caught:
        _judged(clock, **wrong)
    assert caught.value.status == 401


def test_a_weak_key_counts_as_none(clock):
    with pytest.warns(UserWarning, match="2048"):
        weak = RSAKey.generate_key(1024)
    with pytest.raises(Fault):
        _judged(clock, keys=(weak,), key=weak)


@pytest.mark.parametrize(("said", "shown"), [("Ada\u202e\n Okonjo", "Ada Okonjo"), ("x" * 500, "x" * 120)])
def test_a_name_is_one_line_that_can_be_seen(clock, said, shown):
    assert _judged(clock, name=said).name == shown


def test_a_provider_that_marks_access_tokens_like_any_other_must_show_a_scope(clock):
    oidc = Oidc(ISSUER, CLIENT, AUDIENCE, groups_claim="roles", subject_claim="oid", token_type="JWT")
    entra = {"header": {"typ": "JWT"}, "oid": "a-person", "roles": ["Officers"], "scp": "Register.Use", "oidc": oidc}
    assert _judged(clock, **entra).user == person_id(ISSUER, "a-person")
    for wrong in ({"scp": ""}, {"nonce": "of an identity token"}):
        with pytest.raises(Fault):
            _judged(clock, **(entra | wrong))


def test_groups_may_stand_deeper(clock):
    oidc = Oidc(ISSUER, CLIENT, AUDIENCE, groups_claim="realm_access.roles")
    assert _judged(clock, oidc=oidc, realm_access={"roles": ["Officers"]}).groups == {"Officers"}


# keys


def test_new_keys_are_found_when_a_token_names_one(register, provider):
    assert ask(register, provider.token("okonjo"))[0] == 200
    before = provider.token("okonjo")
    provider.rotate()
    register.clock.forward(seconds=31)
    assert ask(register, provider.token("okonjo"))[0] == 200
    assert ask(register, before)[0] == 401


def test_unknown_keys_do_not_make_the_service_ask_without_end(clock, provider):
    asked: list[str] = []

    def get(url):
        asked.append(url)
        return provider.http.get(url, timeout=10).json()

    keys = Provider(provider.oidc, clock, get)
    for number in range(20):
        keys.keys(f"made up {number}")
    assert len(asked) == 2  # the description and the keys, once
    clock.forward(seconds=31)
    keys.keys("made up")
    assert len(asked) == 4


def test_a_provider_that_cannot_be_reached_lets_nobody_new_in(clock):
    with pytest.raises(Fault) as caught:
        Provider(Oidc("http://127.0.0.1:9", CLIENT, AUDIENCE), clock).keys("one")
    assert (caught.value.status, caught.value.name) == (503, "provider-down")


def test_keys_that_were_known_count_for_a_day_while_the_provider_is_down(clock, provider):
    up = [True]

    def get(url):
        if not up[0]:
            raise OSError
        return provider.http.get(url, timeout=10).json()

    keys = Provider(provider.oidc, clock, get)
    assert keys.keys("one")
    up[0] = False
    clock.forward(hours=23)
    assert keys.keys("one")
    clock.forward(hours=2)
    with pytest.raises(Fault):
        keys.keys("one")


def test_a_provider_that_describes_itself_as_another_is_not_believed(clock, provider):
    with pytest.raises(Fault) as caught:
        Provider(Oidc(provider.issuer + "/", CLIENT, AUDIENCE), clock).keys("one")
    assert caught.value.name == "provider-wrong"


def test_a_provider_is_spoken_to_over_https_unless_it_is_on_this_machine(clock):
    for wrong in ("http://login.example.test", "ftp://127.0.0.1", "https://somebody@login.example.test", "login"):
        with pytest.raises(Fault):
            Provider(Oidc(wrong, CLIENT, AUDIENCE), clock)


# passwords beside a provider


def test_where_a_provider_vouches_no_passwords_are_taken(embedded):
    asked = {"grant": "password", "user": "okonjo", "password": "an invented password"}
    answer = embedded.request("POST", "/v1/token", asked, {"X-Device": new_id()})
    assert (answer[0], kind(answer)) == (403, "no-passwords")


def test_nobody_signs_in_by_password_as_a_person_of_the_provider(tmp_path, provider):
    from tests.identity.conftest import vouched_world

    with vouched_world(str(tmp_path / "register.db"), provider, allow_local_accounts=True) as world:
        assert ask(world, provider.token("okonjo"))[0] == 200
        asked = {"grant": "password", "user": person_id(provider.issuer, "okonjo"), "password": "anything"}
        assert world.request("POST", "/v1/token", asked, {"X-Device": new_id()})[0] == 401
        asked = {"grant": "password", "user": "okonjo", "password": "an invented password"}
        assert world.request("POST", "/v1/token", asked, {"X-Device": new_id()})[0] == 200


def test_nothing_kept_gives_the_providers_token_back(embedded, provider):
    token = provider.token("okonjo")
    assert ask(embedded, token)[0] == 200
    assert token not in repr(embedded.rows(sa.select(access_token)))
