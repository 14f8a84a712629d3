//! The cookie's settings, and the cookies that a session was kept in before.

use proc_macro2::TokenStream;
use syn::{Ident, LitBool, LitStr};

use crate::parse::Setting;
use crate::settings::given_twice;

/// The cookie's settings, where they are explicit.
#[derive(Default)]
pub(crate) struct Cookie {
    pub(crate) name: Option<LitStr>,
    pub(crate) domain: Option<LitStr>,
    pub(crate) path: Option<LitStr>,
    pub(crate) same_site: Option<LitStr>,
    pub(crate) partitioned: Option<Ident>,
    pub(crate) http_only: Option<LitBool>,
    pub(crate) secure: Option<LitBool>,
    /// Cookies that the session was kept in before.
    pub(crate) former: Vec<FormerCookie>,
}

impl Cookie {
    /// Returns whether the cookie is `Secure`, which it is by default.
    pub(crate) fn is_secure(&self) -> bool {
        self.secure.as_ref().is_none_or(LitBool::value)
    }

    /// Returns whether the cookie is `HttpOnly`, which it is by default.
    pub(crate) fn is_http_only(&self) -> bool {
        self.http_only.as_ref().is_none_or(LitBool::value)
    }
}

/// `was_cookie(name = "…", domain = "…", path = "…", partitioned)`
pub(crate) struct FormerCookie {
    pub(crate) name: LitStr,
    pub(crate) domain: Option<LitStr>,
    pub(crate) path: Option<LitStr>,
    pub(crate) partitioned: bool,
}

impl FormerCookie {
    /// Reads one, or several that stand in parentheses of their own:
    /// `was_cookie((name = "…"), (name = "…", path = "…"))`.
    pub(super) fn all(setting: &Setting) -> syn::Result<Vec<Self>> {
        setting.groups()?.into_iter().map(|(tokens, parts)| Self::of(setting, &tokens, parts)).collect()
    }

    fn of(setting: &Setting, tokens: &TokenStream, parts: Vec<Setting>) -> syn::Result<Self> {
        let (mut name, mut domain, mut path, mut partitioned) = (None, None, None, None);
        for part in parts {
            let is_new = match part.key.to_string().as_str() {
                "name" => name.replace(part.text()?).is_none(),
                "domain" => domain.replace(part.text()?).is_none(),
                "path" => path.replace(part.text()?).is_none(),
                "partitioned" => partitioned.replace(part.flag()?).is_none(),
                _ => {
                    let hint =
                        "a former cookie has a `name`, and a `domain`, a `path` or `partitioned` if it was set with them";
                    return Err(syn::Error::new_spanned(&part.key, hint));
                }
            };
            if !is_new {
                return Err(syn::Error::new_spanned(&part.key, given_twice(&part.key.to_string())));
            }
        }
        let Some(name) = name else {
            return Err(if tokens.is_empty() {
                setting.malformed("with the cookie's name: `was_cookie(name = \"…\")`")
            } else {
                let hint = format!("a former cookie is found by its name; write `was_cookie(name = \"…\", {tokens})`");
                syn::Error::new_spanned(tokens, hint)
            });
        };
        Ok(Self { name, domain, path, partitioned: partitioned.is_some() })
    }
}
