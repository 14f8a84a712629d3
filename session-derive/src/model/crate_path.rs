//! The path of session-core, which generated code begins its paths with.

use syn::Path;

use crate::parse::Settings;

/// Returns the path that `crate` gives, or `::session_core`. Other settings may be wrong.
pub(crate) fn crate_path(settings: &Settings) -> Path {
    let explicit = settings.get("crate").and_then(|setting| setting.path().ok());
    explicit.unwrap_or_else(|| syn::parse_quote!(::session_core))
}
