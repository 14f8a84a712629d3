//! Runs the checker over a model.

use std::fmt::Debug;
use std::hash::Hash;

use stateright::{Checker, Expectation, HasDiscoveries, Model, Property};

/// A model that can be explored by several threads.
pub(crate) trait Explorable:
    Model<State: Clone + Debug + Eq + Hash + Send + Sync, Action: Clone + Debug + Eq + Send> + Send + Sync + 'static
{
}

impl<M> Explorable for M where
    M: Model<State: Clone + Debug + Eq + Hash + Send + Sync, Action: Clone + Debug + Eq + Send> + Send + Sync + 'static
{
}

pub(crate) enum Found {
    /// Every state was explored. `missed` are the things that should have happened in some state.
    Nothing { states: usize, missed: Vec<&'static str> },
    /// A property doesn't hold at the end of this path.
    Violation { property: &'static str, path: String },
}

/// Explores every state of the model, breadth first, until a property fails.
pub(crate) fn explore<M: Explorable>(model: M) -> Found {
    let checker = model.checker().threads(2).finish_when(HasDiscoveries::AnyFailures).spawn_bfs().join();
    let properties = checker.model().properties();
    let (sometimes, must): (Vec<_>, Vec<_>) =
        properties.into_iter().partition(|property| property.expectation == Expectation::Sometimes);
    let violated = must.iter().find_map(|property| Some((property, checker.discovery(property.name)?)));
    if let Some((Property { name, .. }, path)) = violated {
        let path: Vec<_> = path.into_actions().iter().map(|action| format!("  {action:?}")).collect();
        return Found::Violation { property: name, path: path.join("\n") };
    }
    let missed = sometimes.iter().map(|property| property.name).filter(|name| checker.discovery(name).is_none());
    Found::Nothing { states: checker.unique_state_count(), missed: missed.collect() }
}
