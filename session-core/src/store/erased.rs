//! A store of a type that isn't named, so that [`Sessions`](crate::Sessions) has no parameter for
//! it.

use std::pin::Pin;

use super::{Entry, Expected, Name, Put, Store, StoreError};

type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// A [`Store`], each of whose futures is boxed: a small allocation beside a round trip.
pub(crate) trait AnyStore: Send + Sync {
    fn load<'a>(&'a self, name: &'a Name) -> Answer<'a, Option<Entry>>;
    fn put<'a>(&'a self, name: &'a Name, expected: Expected, next: &'a Entry) -> Answer<'a, Put>;
    fn touch<'a>(&'a self, name: &'a Name, seen: u64, expires: u64) -> Answer<'a, ()>;
    fn check(&self) -> Answer<'_, ()>;
}

impl<T: Store> AnyStore for T {
    fn load<'a>(&'a self, name: &'a Name) -> Answer<'a, Option<Entry>> {
        Box::pin(Store::load(self, name))
    }

    fn put<'a>(&'a self, name: &'a Name, expected: Expected, next: &'a Entry) -> Answer<'a, Put> {
        Box::pin(Store::put(self, name, expected, next))
    }

    fn touch<'a>(&'a self, name: &'a Name, seen: u64, expires: u64) -> Answer<'a, ()> {
        Box::pin(Store::touch(self, name, seen, expires))
    }

    fn check(&self) -> Answer<'_, ()> {
        Box::pin(Store::check(self))
    }
}
