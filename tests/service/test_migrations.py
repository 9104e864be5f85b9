"""Migrations only add: a service one version older goes on reading and writing while the others are replaced."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.dialects.postgresql import TSVECTOR

import crimint_service.migrations
from crimint_service.database import Database
from crimint_service.faults import Fault
from crimint_service.register import open_register
from tests.service.world import a_world, quick

_FOLDER = Path(crimint_service.migrations.__file__).parent
# Steps that take something away, each with the reason why no program in use can miss it. None so far.
CONTRACTING: Mapping[str, str] = {}


def config() -> Config:
    made = Config()
    made.set_main_option("script_location", str(_FOLDER))
    return made


def revisions() -> list[str]:
    """Every revision, the first one first."""
    return [each.revision for each in reversed(list(ScriptDirectory.from_config(config()).walk_revisions()))]


@contextmanager
def register_at(database: str, revision: str) -> Iterator[Database]:
    """Open a register of an age."""
    opened = Database(quick(database))
    try:
        bring(opened, revision)
        yield opened
    finally:
        opened.close()


def bring(opened: Database, revision: str) -> None:
    def upgrade(connection: sa.Connection) -> None:
        asked = config()
        asked.attributes["connection"] = connection
        command.upgrade(asked, revision)

    opened.write(upgrade)


def shape(opened: Database) -> dict[str, dict[str, Any]]:
    """Every table with its columns."""

    def look(connection: sa.Connection) -> dict[str, dict[str, Any]]:
        found = sa.inspect(connection)
        return {
            table: {each["name"]: each for each in found.get_columns(table)}
            for table in found.get_table_names()
            if table != "alembic_version"
        }

    return opened.read(look)


def test_every_step_after_the_first_only_adds_and_what_it_adds_may_be_left_out(database):
    first, *later = revisions()
    with register_at(database, first) as opened:
        before = shape(opened)
        for revision in later:
            bring(opened, revision)
            after = shape(opened)
            if revision not in CONTRACTING:
                assert_only_added(before, after, revision)
            before = after


def assert_only_added(before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]], revision: str) -> None:
    for table, columns in before.items():
        assert table in after, f"{revision} takes the table {table} away"
        for name, column in columns.items():
            now = after[table].get(name)
            assert now is not None, f"{revision} takes {table}.{name} away"
            same = (str(now["type"]), now["nullable"]) == (str(column["type"]), column["nullable"])
            assert same, f"{revision} makes something else of {table}.{name}"
        for name in after[table].keys() - columns.keys():
            column = after[table][name]
            may_be_left_out = column["nullable"] or column["default"] is not None
            assert may_be_left_out, f"{revision} adds {table}.{name}, which an older service does not fill"


@pytest.mark.parametrize("back", [1, 2])
def test_a_service_of_an_older_version_reads_and_writes_every_table_after_the_newest_step(database, back):
    with register_at(database, revisions()[-1 - back]) as opened:
        older = sa.MetaData()
        opened.read(older.reflect)
        bring(opened, "head")

        def work(connection: sa.Connection) -> None:
            theirs = ("alembic_version", "search_text")
            ours = [each for each in older.sorted_tables if not each.name.startswith(theirs)]
            for table in ours:
                connection.execute(sa.insert(table).values(a_row(table)))
                [row] = connection.execute(sa.select(table).where(matches(table))).all()
                assert {name: row._mapping[name] for name in a_row(table)} == a_row(table)
                connection.execute(sa.update(table).where(matches(table)).values(a_row(table)))
            for table in reversed(ours):  # rows that hang on another one go first
                assert connection.execute(sa.delete(table).where(matches(table))).rowcount == 1

        opened.write(work)


def a_row(table: sa.Table) -> dict[str, Any]:
    """A value for each column that an older service would fill."""
    return {column.name: a_value(column) for column in table.columns}


def a_value(column: sa.Column[Any]) -> Any:
    kind = column.type
    if isinstance(kind, sa.Boolean):
        return False
    if isinstance(kind, TSVECTOR):
        return "'words'"
    if isinstance(kind, sa.Integer | sa.Numeric):
        return 7
    return b"bytes" if isinstance(kind, sa.LargeBinary) else "words"


def matches(table: sa.Table) -> sa.ColumnElement[bool]:
    return sa.and_(*(column == a_value(column) for column in table.primary_key.columns))


def test_an_older_program_opens_a_register_that_a_newer_one_has_migrated(database):
    with a_world(database) as world:
        known = world.parts.register
        world.write(lambda conn: conn.exec_driver_sql("UPDATE alembic_version SET version_num = '9998'"))
    opened, found = open_register(quick(database))
    assert found == known
    opened.write(lambda conn: conn.exec_driver_sql("INSERT INTO setting (name, value) VALUES ('oldest', '0008')"))
    opened.close()
    open_register(quick(database))[0].close()


def test_an_older_program_is_refused_once_a_step_has_taken_away_what_it_needs(database):
    with a_world(database) as world:
        world.write(lambda conn: conn.exec_driver_sql("UPDATE alembic_version SET version_num = '9998'"))
        world.write(lambda conn: conn.exec_driver_sql("INSERT INTO setting (name, value) VALUES ('oldest', '9998')"))
    with pytest.raises(Fault, match="newer version of this program"):
        open_register(quick(database))


def test_the_check_sees_a_step_that_takes_away_or_demands(database):
    with register_at(database, "head") as opened:
        now = shape(opened)
        gone = {table: dict(columns) for table, columns in now.items()}
        del gone["erasure"]["reason"]
        with pytest.raises(AssertionError, match=r"takes erasure\.reason away"):
            assert_only_added(now, gone, "9999")
        with pytest.raises(AssertionError, match=r"adds erasure\.reason"):
            assert_only_added(gone, now, "9999")
        del gone["erasure"]
        with pytest.raises(AssertionError, match="takes the table erasure away"):
            assert_only_added(now, gone, "9999")
