"""Where Alembic meets the connection it was handed; migrations know no code of this project."""

from alembic import context


def run() -> None:
    """Bring the schema of the connection at hand to the newest revision."""
    context.configure(connection=context.config.attributes["connection"], transaction_per_migration=False)
    with context.begin_transaction():
        context.run_migrations()


run()
