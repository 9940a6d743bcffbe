//! Statements that look things up by their ids.

use std::sync::OnceLock;

use super::ReadError;

/// A statement that takes the viewer as `$1` and ids as `ANY($2)`, and finds for each id what
/// belongs to it alone, in no order. It is long and asked often, so it is written out once.
pub(crate) struct Lookup {
    write: fn() -> String,
    one: OnceLock<String>,
    many: OnceLock<Result<String, ReadError>>,
}

impl Lookup {
    /// What `write` writes.
    pub(crate) const fn new(write: fn() -> String) -> Self {
        Self { write, one: OnceLock::new(), many: OnceLock::new() }
    }

    /// The statement.
    pub(super) fn of_one(&self) -> &str {
        self.one.get_or_init(self.write)
    }

    /// The same asked by many viewers of an id each: it takes their numbers as `$1`, the viewers
    /// as `$2` and the ids as `$3`, and says in `asked_by` whose each row is.
    ///
    /// # Errors
    /// If it takes anything else: that would be asked as something else.
    pub(super) fn of_many(&self) -> Result<&str, ReadError> {
        let many = self.many.get_or_init(|| for_many(self.of_one()));
        many.as_deref().map_err(Clone::clone)
    }
}

fn for_many(sql: &str) -> Result<String, ReadError> {
    let with_id = sql.replace("ANY($2)", "ANY(ARRAY[asked.id])");
    let mut parts = with_id.split('$');
    let mut one = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest =
            part.strip_prefix('1').filter(|rest| !rest.starts_with(|it: char| it.is_ascii_digit()));
        let rest = rest.ok_or_else(|| {
            ReadError::Damaged("a shared statement takes more than a viewer and ids".to_owned())
        })?;
        one.push_str("asked.viewer");
        one.push_str(rest);
    }
    Ok(format!(
        "SELECT asked.number AS asked_by, found.* \
         FROM unnest($1::int[], $2::uuid[], $3::uuid[]) AS asked (number, viewer, id) \
         CROSS JOIN LATERAL ({one}) AS found"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_of_a_viewer_and_ids_may_be_asked_by_many() {
        let sql =
            for_many("SELECT * FROM t WHERE a = $1::uuid AND id = ANY($2) OR b = $1").unwrap();
        assert!(sql.ends_with(
            "(SELECT * FROM t WHERE a = asked.viewer::uuid AND id = ANY(ARRAY[asked.id]) \
             OR b = asked.viewer) AS found"
        ));
    }

    #[test]
    fn a_statement_that_takes_anything_else_may_not() {
        for sql in ["$2", "ANY($2::uuid[])", "ANY($3)", "$10", "$", "$$"] {
            let refused = for_many(&format!("SELECT {sql}"));
            assert!(matches!(refused, Err(ReadError::Damaged(_))), "{sql}");
        }
    }
}
