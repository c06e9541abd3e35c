"""The database's own guard of the audit: it refuses what went around the model."""

from __future__ import annotations

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE = "audit_auditentry"
# The tables of the chain, each with the columns that name a row.
CHAIN = {"audit_auditseal": ("number", "entry_id"), "audit_audithead": ("day",)}
PREFIX = {TABLE: "audit", "audit_auditseal": "audit_seal", "audit_audithead": "audit_head"}


def _sqlite(table: str) -> dict[str, str]:
    prefix = PREFIX[table]
    return {
        f"{prefix}_no_{verb}": f"CREATE TRIGGER {prefix}_no_{verb} BEFORE {verb.upper()} ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END"
        for verb in ("update", "delete")
    }


def _sqlite_replace(table: str, columns: tuple[str, ...]) -> dict[str, str]:
    # INSERT OR REPLACE takes the old row away without asking the trigger for DELETE.
    name = f"{PREFIX[table]}_no_replace"
    same = " OR ".join(f"{column} = NEW.{column}" for column in columns)
    there = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608  (the names are ours)
    return {
        name: f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN {there} "
        "BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END"
    }


SQLITE = _sqlite(TABLE)
SQLITE_CHAIN = {
    **_sqlite_replace(TABLE, ("id", "uid")),
    **{name: text for table in CHAIN for name, text in _sqlite(table).items()},
    **{name: text for table, columns in CHAIN.items() for name, text in _sqlite_replace(table, columns).items()},
}
# What emptying the tables after a test needs gone.
SQLITE_DELETE = tuple(f"{prefix}_no_delete" for prefix in PREFIX.values())
POSTGRESQL = (
    """
    CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the audit is append-only' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    f"""
    CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION audit_refuse()
    """,
)
POSTGRESQL_CHAIN = (
    *(
        f"CREATE TRIGGER {PREFIX[table]}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION audit_refuse()"
        for table in CHAIN
    ),
    *(
        f"CREATE TRIGGER {prefix}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
        for table, prefix in PREFIX.items()
    ),
)
POSTGRESQL_TRUNCATE = tuple(f"DROP TRIGGER IF EXISTS {prefix}_no_truncate ON {t}" for t, prefix in PREFIX.items())


def install(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the triggers of the entries."""
    statements = SQLITE.values() if schema_editor.connection.vendor == "sqlite" else POSTGRESQL
    for statement in statements:
        schema_editor.execute(statement, params=None)


def remove(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Drop them again (going back before the migration that made them, or changing the table)."""
    if schema_editor.connection.vendor == "sqlite":
        for name in SQLITE:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
    else:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS audit_no_change ON {TABLE}")
        schema_editor.execute("DROP FUNCTION IF EXISTS audit_refuse()")


def install_chain(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the triggers of seals and heads, and those that stop replacing and emptying."""
    statements = SQLITE_CHAIN.values() if schema_editor.connection.vendor == "sqlite" else POSTGRESQL_CHAIN
    for statement in statements:
        schema_editor.execute(statement, params=None)


def remove_chain(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Drop what ``install_chain`` made."""
    if schema_editor.connection.vendor == "sqlite":
        for name in SQLITE_CHAIN:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
        return
    for table in CHAIN:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {PREFIX[table]}_no_change ON {table}")
    for statement in POSTGRESQL_TRUNCATE:
        schema_editor.execute(statement)
