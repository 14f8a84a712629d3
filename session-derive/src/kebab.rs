//! The name of a cookie, made from the name of a type.

/// Writes a type's name in kebab case: `UserPrefs` → `user-prefs`.
pub(crate) fn kebab(name: &str) -> String {
    let mut kebab = String::new();
    let mut letters = name.chars().peekable();
    let mut previous: Option<char> = None;
    while let Some(letter) = letters.next() {
        let begins_word = letter.is_uppercase()
            && previous.is_some_and(|previous| {
                previous != '_' && (!previous.is_uppercase() || letters.peek().is_some_and(|next| next.is_lowercase()))
            });
        if begins_word {
            kebab.push('-');
        }
        kebab.extend(letter.to_lowercase().map(|letter| if letter == '_' { '-' } else { letter }));
        previous = Some(letter);
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
