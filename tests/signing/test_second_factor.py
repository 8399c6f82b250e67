"""Signing by a second factor: codes, recovery codes, and what happens to whoever has none."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from reorg.demo.factors import give_apps, kept_secrets
from reorg.people.models import User
from reorg.system.models import SystemEvent
from reorg.system.verify import verify
from tests.cast import PASSWORD, drafted, open_agency
from tests.signing.having import app_of, code, recovery_codes, with_app
from tests.web.reader import as_, fields_of, step_url, words
from workflows.models import Decision, Dossier

pytestmark = pytest.mark.django_db
People = dict[str, User]


@pytest.fixture(autouse=True)
def _fresh_attempts() -> None:
    cache.clear()


@pytest.fixture
def concurring(agency: Dossier, people: People) -> Dossier:
    """The consolidation waits for both leaders: Bình and Cúc."""
    drafted(agency, people)
    return agency


def sent(browser: Client, url: str, **said: str) -> Any:
    return browser.post(url, fields_of(browser.get(url)) | said)


def test_a_code_of_the_app_confirms_and_the_decision_says_so(concurring: Dossier, people: People) -> None:
    secret = with_app(people["binh"])
    binh, url = as_(people["binh"]), step_url(concurring, people["binh"])
    page = words(binh.get(url))
    assert "Code of your authenticator app, to confirm" in page
    assert "Your password, to confirm" not in page
    assert sent(binh, url, choice="approve", code=f"{code(secret)[:3]} {code(secret)[3:]}").status_code == 302
    assert Decision.objects.get(signer=people["binh"]).confirmed_by == "totp"


def test_the_password_no_longer_confirms_for_who_has_a_factor(concurring: Dossier, people: People) -> None:
    with_app(people["binh"])
    binh, url = as_(people["binh"]), step_url(concurring, people["binh"])
    answer = sent(binh, url, choice="approve", password=PASSWORD)
    assert answer.status_code == 400
    assert "Confirm by your second factor: nothing has been signed yet." in words(answer)
    assert not Decision.objects.exists()


def test_one_code_signs_one_dossier(concurring: Dossier, people: People) -> None:
    other = open_agency(people, "HN-02")
    drafted(other, people)
    secret = with_app(people["binh"])
    binh, used = as_(people["binh"]), code(secret)
    assert sent(binh, step_url(concurring, people["binh"]), choice="approve", code=used).status_code == 302
    second = step_url(other, people["binh"])
    answer = sent(binh, second, choice="approve", code=used)
    assert answer.status_code == 400
    assert "This code has been used already" in words(answer)
    assert sent(binh, second, choice="approve", code=code(secret, ahead=1)).status_code == 302
    assert Decision.objects.filter(signer=people["binh"]).count() == 2


def test_a_code_older_than_the_last_one_used_is_refused(concurring: Dossier, people: People) -> None:
    secret = with_app(people["binh"])
    binh, url = as_(people["binh"]), step_url(concurring, people["binh"])
    before, now = code(secret), code(secret, ahead=1)
    assert signs_in(people["binh"], now)["Location"] == "/"
    assert "This code has been used already" in words(sent(binh, url, choice="approve", code=before))
    assert not Decision.objects.exists()


def test_the_same_form_sent_twice_at_once_needs_no_second_code(concurring: Dossier, people: People) -> None:
    """Both requests are under way before the first has signed: the code is that of the same act."""
    secret = with_app(people["binh"])
    binh, url = as_(people["binh"]), step_url(concurring, people["binh"])
    said = fields_of(binh.get(url)) | {"choice": "return", "to": "draft", "reason": "Too early.", "code": code(secret)}
    said["shown"] = "0" * 64  # what was shown is no longer what there is: nothing is signed, the code is used
    assert binh.post(url, said).status_code == 409
    assert binh.post(url, said).status_code == 409
    assert binh.post(url, said | {"reason": "Quite another act."}).status_code == 400


def test_a_wrong_code_signs_nothing_keeps_what_was_typed_and_is_limited(concurring: Dossier, people: People) -> None:
    secret = with_app(people["binh"])
    binh, url = as_(people["binh"]), step_url(concurring, people["binh"])
    wrong = f"{(int(code(secret)) + 500_000) % 1_000_000:06}"
    for _ in range(5):
        answer = sent(binh, url, choice="return", to="draft", reason="The map is missing.", code=wrong)
        assert answer.status_code == 400
    assert "This code is not right" in words(answer)
    assert "The map is missing." in answer.content.decode()
    assert wrong not in answer.content.decode()
    answer = sent(binh, url, choice="approve", code=code(secret))
    assert "The code was wrong 5 times. Wait five minutes" in words(answer)
    assert not Decision.objects.exists()


def test_a_recovery_code_confirms_once(concurring: Dossier, people: People) -> None:
    other = open_agency(people, "HN-02")
    drafted(other, people)
    with_app(people["binh"])
    one = recovery_codes(people["binh"])[0]
    binh = as_(people["binh"])
    assert sent(binh, step_url(concurring, people["binh"]), choice="approve", code=one).status_code == 302
    assert Decision.objects.get(signer=people["binh"]).confirmed_by == "recovery_code"
    assert sent(binh, step_url(other, people["binh"]), choice="approve", code=one).status_code == 400


def test_where_a_factor_is_required_who_has_none_sets_one_up_and_finds_what_they_typed(
    concurring: Dossier, people: People, settings: Any
) -> None:
    settings.SIGNING_FACTOR_REQUIRED = True
    binh, url = as_(people["binh"]), step_url(concurring, people["binh"])
    page = binh.get(url)
    assert "Here a second factor confirms a signature, and you have none yet." in words(page)
    assert 'name="password"' not in page.content.decode()
    answer = sent(binh, url, choice="return", to="draft", reason="The map is missing.", password=PASSWORD)
    assert answer.status_code == 400
    assert "Set one up; what you typed is kept." in words(answer)
    assert not Decision.objects.exists()

    secret = sets_up_an_app(binh)
    codes = words(binh.get("/accounts/2fa/recovery-codes/"))
    assert len(re.findall(r"\b\d{8}\b", codes)) == 10
    assert f'href="{url}"' in binh.get("/accounts/2fa/recovery-codes/").content.decode()
    again = binh.get(url).content.decode()
    assert ">\nThe map is missing.</textarea>" in again
    assert re.search(r'value="return"[^>]*checked', again)
    done = sent(binh, url, choice="return", to="draft", reason="The map is missing.", code=code(secret))
    assert done.status_code == 302
    assert f'href="{url}"' not in binh.get("/accounts/2fa/").content.decode()


def sets_up_an_app(browser: Client) -> str:
    """By the pages: the password once more, the secret, a code of it."""
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/accounts/2fa/totp/activate/"})
    page = browser.get("/accounts/2fa/totp/activate/")
    found = re.search(r'id="secret">([A-Z2-7]+)<', page.content.decode())
    assert found is not None
    answer = browser.post("/accounts/2fa/totp/activate/", {"code": code(found[1])})
    assert answer["Location"] == "/accounts/2fa/recovery-codes/"
    return found[1]


def test_the_secret_does_not_lie_open_in_the_database(people: People) -> None:
    secret = with_app(people["binh"])
    assert secret not in str(app_of(people["binh"]).data)
    for one in recovery_codes(people["binh"]):
        kept = Authenticator.objects.get(user=people["binh"], type="recovery_codes")
        assert one not in str(kept.data)


def test_after_the_sites_secret_changed_codes_still_read_with_the_old_one_kept(people: People, settings: Any) -> None:
    secret = with_app(people["binh"])
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"
    assert signs_in(people["binh"], code(secret)).wsgi_request.user.is_authenticated
    settings.SECRET_KEY_FALLBACKS = []
    answer = signs_in(people["binh"], code(secret, ahead=1))
    assert "the site&#x27;s secret was changed" in answer.content.decode()


def signs_in(user: User, given: str) -> Any:
    browser = Client(headers={"accept-language": "en"})
    answer = browser.post("/accounts/login/", {"login": user.username, "password": PASSWORD})
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert browser.get("/").status_code == 302  # not yet
    return browser.post("/accounts/2fa/authenticate/", {"code": given})


def test_signing_in_asks_for_the_code_and_it_does_not_serve_again_for_signing(
    concurring: Dossier, people: People
) -> None:
    secret = with_app(people["binh"])
    used = code(secret)
    assert signs_in(people["binh"], used)["Location"] == "/"
    assert "used already" in signs_in(people["binh"], used).content.decode()
    binh, url = as_(people["binh"]), step_url(concurring, people["binh"])
    answer = sent(binh, url, choice="approve", code=used)
    assert "This code has been used already" in words(answer)


def test_a_password_alone_neither_removes_a_factor_nor_adds_one(people: People) -> None:
    secret = with_app(people["binh"])
    binh = as_(people["binh"])
    for page in ("totp/deactivate/", "webauthn/add/", "recovery-codes/generate/"):
        answer = binh.get(f"/accounts/2fa/{page}")
        assert answer["Location"].startswith("/accounts/2fa/reauthenticate/")
    refused = binh.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert refused["Location"].startswith("/accounts/2fa/reauthenticate/")
    assert binh.get("/accounts/2fa/totp/deactivate/").status_code == 302
    binh.post("/accounts/2fa/reauthenticate/", {"code": code(secret)})
    assert binh.post("/accounts/2fa/totp/deactivate/").status_code == 302
    assert not Authenticator.objects.filter(user=people["binh"]).exists()


def test_what_somebody_does_with_their_own_factors_stands_in_the_systems_trail_without_secrets(
    people: People, django_capture_on_commit_callbacks: Any
) -> None:
    binh = as_(people["binh"])
    with django_capture_on_commit_callbacks(execute=True):
        secret = sets_up_an_app(binh)
        binh.post("/accounts/2fa/reauthenticate/", {"code": code(secret, ahead=1)})
        binh.post("/accounts/2fa/recovery-codes/generate/")
    codes = recovery_codes(people["binh"])
    assert binh.post("/accounts/2fa/totp/deactivate/").status_code == 302
    said = list(SystemEvent.objects.order_by("seq"))
    assert sorted((event.verb, event.body["facts"].get("factor", {}).get("en", "")) for event in said) == [
        ("person.codes_renewed", ""),
        ("person.factor_added", "authenticator app"),
        ("person.factor_added", "recovery codes"),
        ("person.factor_removed", "authenticator app"),
        ("person.factor_removed", "recovery codes"),
    ]
    assert {event.actor_id for event in said} == {people["binh"].pk}
    assert all(event.about_id for event in said), "the administrators of their organisation read it too"
    assert not [one for one in (secret, *codes) for event in said if one in event.record]
    assert verify() is None


def test_every_act_that_is_confirmed_takes_the_code(concurring: Dossier, people: People) -> None:
    """Waiving an item, for one: the form is another, the confirmation the same."""
    secret = with_app(people["binh"])
    binh, item = as_(people["binh"]), concurring.items.order_by("code")[0]
    url = f"/dossiers/{concurring.code}/items/{item.code}/"
    page = binh.get(url)
    said = fields_of(page, f"{url}waive/") | {"reason": "Không có."}
    assert binh.post(f"{url}waive/", said | {"password": PASSWORD}).status_code == 400
    assert binh.post(f"{url}waive/", said | {"code": code(secret)}).status_code == 302
    assert Decision.objects.get(item=item).confirmed_by == "totp"


def test_a_made_up_passkey_is_refused(concurring: Dossier, people: People) -> None:
    with_app(people["binh"])
    binh, url = as_(people["binh"]), step_url(concurring, people["binh"])
    for made_up in ("{}", "nonsense", '{"id": "a", "rawId": "a", "type": "public-key", "response": {}}'):
        answer = sent(binh, url, choice="approve", credential=made_up)
        assert answer.status_code == 400
        assert "The passkey was not accepted" in words(answer)
    assert not Decision.objects.exists()
    assert binh.post("/signing/passkey/").status_code == 404


def test_whoever_lost_everything_gets_a_new_start_from_the_operator(people: People) -> None:
    with_app(people["binh"])
    told = StringIO()
    call_command("reset_second_factor", "binh", stdout=told)
    assert "sets up a new one" in told.getvalue()
    assert not Authenticator.objects.filter(user=people["binh"]).exists()
    event = SystemEvent.objects.get(verb="person.factors_reset")
    assert (event.actor, event.body["facts"]["person"]) == (None, people["binh"].pk)
    with pytest.raises(CommandError, match="has no second factor"):
        call_command("reset_second_factor", "binh")
    with pytest.raises(CommandError, match="nobody"):
        call_command("reset_second_factor", "nobody-of-this-name")


def test_the_leaders_of_the_demonstration_have_apps_and_keep_their_secrets(people: People, tmp_path: Path) -> None:
    path = tmp_path / "demo-totp"
    secrets = kept_secrets(path)
    assert {"binh", "cuc", "dung", "giang", "uyen", "vinh"} <= secrets.keys()
    assert "anh" not in secrets
    assert path.stat().st_mode & 0o077 == 0
    give_apps(secrets)
    give_apps(kept_secrets(path))
    assert signs_in(people["cuc"], code(secrets["cuc"]))["Location"] == "/"
