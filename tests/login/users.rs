//! Names and passwords.

use crate::site::users::User;

#[test]
fn everybody_has_the_password_that_the_page_shows() {
    for user in User::all() {
        let found = User::authenticate(user.name, user.password).expect("they go together");
        assert_eq!(found.id, user.id);
    }
}

#[test]
fn nobody_has_another_one() {
    assert!(User::authenticate("ada", "amazing grace").is_none(), "it is Grace's");
    assert!(User::authenticate("ada", "").is_none());
    assert!(User::authenticate("nobody", "nobody has this password").is_none(), "whatever the password, the name is missing");
}
