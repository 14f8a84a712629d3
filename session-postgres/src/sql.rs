//! The table, and what is asked of it, as SQL.

use std::sync::Arc;

use sqlx::{AssertSqlSafe, SqlSafeStr as _, SqlStr};

/// The table's name, as SQL has it.
#[derive(Clone)]
pub(crate) struct Table(Arc<str>);

/// The columns of a table, in their order, as the server tells them.
pub(crate) const COLUMNS: &str = "name bytea, version bigint, seen bigint, expires bigint, body bytea";

impl Table {
    pub(crate) fn new(schema: Option<&str>, table: &str) -> Self {
        Self(schema.into_iter().chain([table]).map(quoted).collect::<Vec<_>>().join(".").into())
    }

    /// Returns what makes the table.
    ///
    /// A fifth of each page is left free, so that a row that changes stays on its page. A body that
    /// is longer than 2 kB isn't compressed: it is sealed.
    pub(crate) fn migration(&self) -> String {
        self.named(
            "create table {table} (
    name bytea primary key check (octet_length(name) = 16),
    version bigint not null,
    seen bigint not null,
    expires bigint not null,
    body bytea not null
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, toast.autovacuum_vacuum_scale_factor = 0.02);
alter table {table} alter column body set storage external;
",
        )
    }

    pub(crate) fn name(&self) -> &str {
        &self.0
    }

    fn named(&self, sql: &str) -> String {
        sql.replace("{table}", &self.0)
    }

    fn statement(&self, sql: &str) -> SqlStr {
        // The only part that isn't a literal is the table's name, which is quoted.
        AssertSqlSafe(Arc::<str>::from(self.named(sql))).into_sql_str()
    }
}

/// Returns a name in quotes, in which it may have any letter.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The statements of one table.
pub(crate) struct Statements {
    pub(crate) load: SqlStr,
    pub(crate) insert: SqlStr,
    pub(crate) update: SqlStr,
    pub(crate) upsert: SqlStr,
    pub(crate) touch: SqlStr,
    pub(crate) sweep: SqlStr,
}

impl Statements {
    pub(crate) fn of(table: &Table) -> Self {
        Self {
            load: table.statement("select version, seen, expires, body from {table} where name = $1"),
            insert: table.statement(
                "insert into {table} (name, version, seen, expires, body) values ($1, $2, $3, $4, $5)
                 on conflict (name) do nothing",
            ),
            update: table.statement(
                "update {table} set version = $2, seen = greatest(seen, $3),
                     expires = case when $6 then $4 else greatest(expires, $4) end, body = $5
                 where name = $1 and version = $7",
            ),
            upsert: table.statement(
                "insert into {table} as there (name, version, seen, expires, body) values ($1, $2, $3, $4, $5)
                 on conflict (name) do update set version = $2, seen = greatest(there.seen, $3),
                     expires = case when $6 then $4 else greatest(there.expires, $4) end, body = $5",
            ),
            // Writes nothing if there is nothing to raise.
            touch: table.statement(
                "update {table} set seen = greatest(seen, $2), expires = greatest(expires, $3)
                 where name = $1 and version <> $4 and (seen < $2 or expires < $3)",
            ),
            // Looks at the next page of names, deletes what has expired, and returns where it ends.
            // A row that another transaction has locked isn't waited for.
            sweep: table.statement(
                "with page as (select name, expires from {table} where name > $1 order by name limit $2),
                     free as (select there.name from {table} as there join page using (name)
                              where page.expires < $3 and there.expires < $3 for update of there skip locked),
                     gone as (delete from {table} where name in (select name from free))
                 select name from page order by name desc limit 1",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_have_any_letter() {
        let table = Table::new(Some("Shop"), "a \"b\"; drop");
        assert_eq!(&*table.0, r#""Shop"."a ""b""; drop""#);
        assert!(table.migration().contains(r#"table "Shop"."a ""b""; drop" ("#));
    }
}
