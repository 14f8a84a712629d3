//! A type's name as a cookie's.

/// `UserPrefs` → `user-prefs`.
pub(crate) fn kebab(name: &str) -> String {
    let mut kebab = String::new();
    let mut letters = name.chars().peekable();
    let mut before: Option<char> = None;
    while let Some(letter) = letters.next() {
        let starts = letter.is_uppercase()
            && before.is_some_and(|before| {
                before != '_' && (!before.is_uppercase() || letters.peek().is_some_and(|next| next.is_lowercase()))
            });
        if starts {
            kebab.push('-');
        }
        kebab.extend(letter.to_lowercase().map(|letter| if letter == '_' { '-' } else { letter }));
        before = Some(letter);
    }
    kebab
}

#[cfg(test)]
mod tests {
    use super::kebab;

    #[test]
    fn a_type_name_becomes_a_cookie_name() {
        for (name, cookie) in [
            ("Visits", "visits"),
            ("UserPrefs", "user-prefs"),
            ("HTTPLogin", "http-login"),
            ("V2", "v2"),
            ("Snake_Case", "snake-case"),
        ] {
            assert_eq!(kebab(name), cookie);
        }
    }
}
