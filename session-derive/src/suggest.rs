//! The name behind "did you mean …?".

/// Returns the one of `known` that `given` was probably meant to be. Names that other crates have
/// for a setting or a policy count as near.
pub(crate) fn nearest<'k>(given: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let meant = match given {
        "max_age" | "ttl" | "expires" | "expiry" | "permanent_session_lifetime" => "lifetime",
        "permanent" | "remember" => "persistent",
        "timeout" | "idle_timeout" | "inactive" => "idle",
        "samesite" => "same_site",
        "httponly" => "http_only",
        "serde_rename" | "wire" => "rename",
        "transient" | "ignore" | "skip_serializing" => "skip",
        "start" | "initial" | "value" => "default",
        "sum" | "plus" | "count" | "increment" => "add",
        "latest" | "mine" | "overwrite" | "replace" => "last",
        "first" | "theirs" => "keep",
        "greatest" | "largest" | "highest" => "max",
        "least" | "smallest" | "lowest" => "min",
        "concat" | "extend" | "push" => "append",
        "both" => "union",
        "reject" | "fail" | "error" | "conflict" => "refuse",
        given => given,
    };
    let near = |known: &&str| *known == meant || distance(given, known) <= given.len() / 3;
    known.into_iter().filter(near).min_by_key(|known| (*known != meant, distance(given, known)))
}

/// Counts the letters that have to be inserted, deleted or substituted (Levenshtein distance).
fn distance(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in to.bytes().enumerate() {
            let above = row[j + 1];
            let substituted = diagonal + usize::from(a != b);
            row[j + 1] = substituted.min(above + 1).min(row[j] + 1);
            diagonal = above;
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn counts_letters() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("lifetme", "lifetime"), 1);
        assert_eq!(distance("idle", "idle"), 0);
    }

    #[test]
    fn suggests_what_is_near_and_nothing_else() {
        let known = ["lifetime", "idle", "persistent", "domain"];
        assert_eq!(nearest("lifetme", known), Some("lifetime"));
        assert_eq!(nearest("max_age", known), Some("lifetime"));
        assert_eq!(nearest("colour", known), None);
    }
}
