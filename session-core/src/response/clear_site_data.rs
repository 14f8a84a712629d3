//! The header `Clear-Site-Data`: what a browser is asked to forget.

/// What [`Live::end_and_clear`](crate::Live::end_and_clear) asks the browser to forget of this
/// site, with the header `Clear-Site-Data`. Browsers follow the header over https only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SiteData {
    cache: bool,
    storage: bool,
    cookies: bool,
}

impl SiteData {
    pub(crate) const NOTHING: Self = Self { cache: false, storage: false, cookies: false };

    /// The pages in the browser's cache.
    pub const CACHE: Self = Self { cache: true, ..Self::NOTHING };

    /// What scripts have stored: local storage, databases, service workers.
    pub const STORAGE: Self = Self { storage: true, ..Self::NOTHING };

    /// Cached pages and what scripts have stored. This is for signing out on a shared computer.
    pub const CACHE_AND_STORAGE: Self = Self { cache: true, storage: true, cookies: false };

    /// Adds every cookie of the whole registrable domain, those of sibling applications included.
    ///
    /// No constant has it, since an application can seldom speak for its siblings. Use it where
    /// one can: on a domain of your own, when nothing may be left after signing out, not even
    /// cookies that other programs have set or that are no longer known. The session's own cookie
    /// doesn't need it: it is deleted by its name.
    #[must_use]
    pub const fn and_all_cookies_of_the_domain(mut self) -> Self {
        self.cookies = true;
        self
    }

    /// Asks to forget what either of the two asks for.
    pub(crate) const fn or(self, other: Self) -> Self {
        Self {
            cache: self.cache || other.cache,
            storage: self.storage || other.storage,
            cookies: self.cookies || other.cookies,
        }
    }

    /// Returns the header's value, or `None` if there is nothing to forget.
    pub(crate) const fn as_str(self) -> Option<&'static str> {
        match (self.cache, self.cookies, self.storage) {
            (false, false, false) => None,
            (true, false, false) => Some(r#""cache""#),
            (false, false, true) => Some(r#""storage""#),
            (true, false, true) => Some(r#""cache", "storage""#),
            (false, true, false) => Some(r#""cookies""#),
            (true, true, false) => Some(r#""cache", "cookies""#),
            (false, true, true) => Some(r#""cookies", "storage""#),
            (true, true, true) => Some(r#""cache", "cookies", "storage""#),
        }
    }
}
