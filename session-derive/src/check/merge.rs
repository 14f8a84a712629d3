//! The rules of `merge` and `group`.

use std::collections::HashMap;

use crate::errors::Errors;
use crate::model::{Field, Struct};
use crate::suggest;

/// Checks every rule.
pub(super) fn all(content: &Struct<'_>, errors: &mut Errors) {
    for field in content.stored() {
        check_identity(field, errors);
        check_one_of_both(field, errors);
    }
    check_groups(content, errors);
}

/// Checks that nobody becomes somebody else by a merge.
fn check_identity(field: &Field<'_>, errors: &mut Errors) {
    if let (Some(merge), Some(_)) = (&field.merge, &field.identity) {
        errors.at(&merge.key, "who is signed in is never merged from two requests; drop `merge`");
    }
}

/// Checks that a field isn't merged by itself and with its group.
fn check_one_of_both(field: &Field<'_>, errors: &mut Errors) {
    if let (Some(merge), Some(_), None) = (&field.merge, &field.group, &field.identity) {
        errors.at(
            &merge.key,
            "the fields of a group are kept together, as one request wrote them, so none is merged by itself; drop `merge` or `group`",
        );
    }
}

/// Checks that every group has a name and two fields. Where several groups have one field, the
/// first of them probably has the right name.
fn check_groups(content: &Struct<'_>, errors: &mut Errors) {
    let (unnamed, named): (Vec<_>, Vec<_>) =
        content.stored().filter_map(|field| field.group.as_ref()).partition(|group| group.value().is_empty());
    for group in unnamed {
        errors.at(group, "a group needs a name, which its fields share; write one, such as `group = \"tour\"`");
    }
    let mut sizes = HashMap::<String, usize>::new();
    for group in &named {
        *sizes.entry(group.value()).or_default() += 1;
    }
    let alone: Vec<_> = named.iter().filter(|group| sizes[&group.value()] == 1).collect();
    let (first, others) = match &alone[..] {
        [] => return,
        [only] => (None, &[*only][..]),
        [first, others @ ..] => (Some(first.value()), others),
    };
    for group in others {
        let name = group.value();
        let meant = suggest::nearest(&name, sizes.keys().map(String::as_str).filter(|other| *other != name));
        let instead = match meant.or(first.as_deref()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "a group is two fields or more that are kept together, so write it on another field as well, or drop it"
                .to_owned(),
        };
        errors.at(group, format!("only this field is in the group `{name}`; {instead}"));
    }
}
