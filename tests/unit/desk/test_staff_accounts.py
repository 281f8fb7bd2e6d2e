"""Staff accounts: who may have one and with which password."""

from __future__ import annotations

import pytest

from bot.casework.staff import (
    NameTaken,
    StaffError,
    UnknownStaff,
    WeakPassword,
    WrongPerson,
    add_staff,
    list_staff,
    remove_staff,
    set_password,
)
from bot.storage.engine import transaction
from bot.storage.staff import StaffAccount
from tests.builders_desk import PASSWORD, DeskWorld


def add(world: DeskWorld, **changes: object) -> StaffAccount:
    values = {"name": "示例新人", "role": "officer", "person_id": "officer_a", "password": PASSWORD, **changes}
    with transaction(world.sessions) as session:
        return add_staff(session, **values, roster=world.roster, now=world.now)


@pytest.mark.parametrize(
    "changes, error",
    [
        ({"person_id": None}, WrongPerson),
        ({"person_id": "nobody"}, WrongPerson),
        ({"role": "boss"}, WrongPerson),
        ({"name": " "}, WrongPerson),
        ({"password": "短"}, WeakPassword),
        ({"password": "a" * 12}, WeakPassword),
        ({"password": "长" * 201}, WeakPassword),
        ({"name": "示例检察官"}, NameTaken),
    ],
)
def test_wrong_account_is_refused(world: DeskWorld, changes: dict[str, object], error: type[StaffError]) -> None:
    before = len(world.read(StaffAccount))
    with pytest.raises(error) as caught:
        add(world, **changes)
    assert PASSWORD not in str(caught.value)
    assert len(world.read(StaffAccount)) == before


def test_password_is_kept_as_argon2id_only(world: DeskWorld) -> None:
    assert add(world).password_hash.startswith("$argon2id$")


def test_removed_name_can_come_back_with_another_role(world: DeskWorld) -> None:
    with transaction(world.sessions) as session:
        remove_staff(session, "示例检察官", now=world.now)
        assert "示例检察官" not in [account.name for account in list_staff(session)]
    assert add(world, name="示例检察官", role="assistant").role == "assistant"


def test_unknown_name_cannot_be_changed(world: DeskWorld) -> None:
    with transaction(world.sessions) as session:
        for change in (
            lambda: remove_staff(session, "没有", now=world.now),
            lambda: set_password(session, "没有", PASSWORD, now=world.now),
        ):
            with pytest.raises(UnknownStaff):
                change()
