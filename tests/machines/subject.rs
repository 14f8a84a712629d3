//! The real sessions that are tested. The walk drives them without knowing their types.

use std::marker::PhantomData;

use session_core::{EnteredFrom, InCookie, Live, Session, StateOf};

use crate::reference::Data;
use crate::run::{Outcome, Request, run};
use crate::writes::Write;

/// A state whose values the walk can see and change.
pub(crate) trait Shape {
    fn shown(&self) -> Data;
    fn write(&mut self, write: Write);
    /// Returns the state as the walk enters it.
    fn entering(user: u8) -> Self;
}

/// A session that the walk can drive by the numbers of its states. A struct has the one state 0.
pub(crate) trait Walked: InCookie {
    fn shown(&self) -> Data;
    /// Returns the session's data if it is in this state.
    fn ask(live: Live<'_, Self>, state: usize) -> Option<Data>;
    fn change(live: Live<'_, Self>, write: Write);
    /// Makes a transition. Returns what the new state's handle shows, if the session was in the
    /// state `from`.
    fn go(live: Live<'_, Self>, from: usize, to: usize, user: u8) -> Option<Data>;
}

pub(crate) fn ask_for<M: Session, T: StateOf<M> + Shape>(live: Live<'_, M>) -> Option<Data> {
    live.in_state::<T>().ok().map(|live| live.shown())
}

pub(crate) fn write_in<M: Session, T: StateOf<M> + Shape>(live: Live<'_, M>, write: Write) {
    if let Ok(mut live) = live.in_state::<T>() {
        live.write(write);
    }
}

pub(crate) fn go_from<M: Session, F: StateOf<M>, T: EnteredFrom<F> + Shape>(live: Live<'_, M>, user: u8) -> Option<Data> {
    live.in_state::<F>().ok().map(|live| live.to(T::entering(user)).shown())
}

/// A real session whose type the walk doesn't know.
pub(crate) trait Application {
    fn request(&self, request: &Request<'_>) -> Outcome;
}

pub(crate) struct App<S>(pub(crate) PhantomData<S>);

impl<S: Walked + Send + Sync> Application for App<S> {
    fn request(&self, request: &Request<'_>) -> Outcome {
        run::<S>(request)
    }
}
