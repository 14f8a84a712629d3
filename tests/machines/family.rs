//! Machines that are written without the derive. What each declares is computed from a seed at
//! compile time.

use std::time::Duration;

use session_core::__private::{Derived, Visible, check_state};
use session_core::format::{FieldReader, FieldWriter, Fields, Record};
use session_core::schema::{Encryption, Field, Schema, SessionValue as _, State, Transition};
use session_core::{
    CookiePolicy, EnteredFrom, Live, ReadView, RequestContext, Session, StateOf, Timeouts, View, WriteView, WrongState,
};

use crate::declarations::declared;
use crate::plan::{MAX_STATES, Plan};
use crate::reference::Data;
use crate::subject::{Shape, Walked, ask_for, go_from, write_in};
use crate::writes::Write;

/// State number `I` of the machine `SEED`.
#[derive(Debug)]
pub(crate) struct St<const SEED: u64, const I: usize> {
    user: u8,
    count: u32,
    basket: Vec<u8>,
}

const USER: Field = Field { shape: Some(|| u8::SHAPE), ..Field::new("user", "user", "u8") };
const IDENTITY: Field = Field { identity: true, ..USER };
const COUNT: Field = Field { shape: Some(|| u32::SHAPE), ..Field::new("count", "count", "u32") };
// Without a shape, so that this field is read back whenever it is written.
const BASKET: Field = Field::new("basket", "basket", "Vec<u8>");

impl<const SEED: u64, const I: usize> Fields for St<SEED, I> {
    const ONLY_BY_DERIVE: Derived = Derived;
    const FIELDS: &'static [&'static Field] =
        if Machine::<SEED>::PLAN.state[I].identity { &[&IDENTITY, &COUNT, &BASKET] } else { &[&USER, &COUNT, &BASKET] };
    const REMOVED: &'static [&'static str] = &[];

    fn read_fields<R: FieldReader>(reader: &mut R) -> Result<Self, R::Error> {
        let has_defaults = Machine::<SEED>::PLAN.state[I].has_defaults;
        let [user, count, basket] = [Self::FIELDS[0], Self::FIELDS[1], Self::FIELDS[2]];
        Ok(Self {
            user: or_default::<_, R>(reader.field(user)?, has_defaults, user)?,
            count: or_default::<_, R>(reader.field(count)?, has_defaults, count)?,
            basket: or_default::<_, R>(reader.field(basket)?, has_defaults, basket)?,
        })
    }

    fn write_fields<W: FieldWriter>(&self, writer: &mut W) -> Result<(), W::Error> {
        let has_defaults = Machine::<SEED>::PLAN.state[I].has_defaults;
        writer.field(Self::FIELDS[0], &self.user, |is_so| has_defaults && is_so(&0))?;
        writer.field(Self::FIELDS[1], &self.count, |is_so| has_defaults && is_so(&0))?;
        writer.field(Self::FIELDS[2], &self.basket, |is_so| has_defaults && is_so(&Vec::new()))
    }
}

/// Returns what was found for a field, or the `Default` of its type.
fn or_default<T: Default, R: FieldReader>(found: Option<T>, has_defaults: bool, field: &'static Field) -> Result<T, R::Error> {
    found.or_else(|| has_defaults.then(T::default)).ok_or_else(|| R::missing(field))
}

impl<const SEED: u64, const I: usize> Shape for St<SEED, I> {
    fn shown(&self) -> Data {
        Data { state: I, user: self.user, count: self.count, basket: self.basket.clone(), ..Data::default() }
    }

    fn write(&mut self, write: Write) {
        write.user(&mut self.user);
        write.count(&mut self.count);
        write.basket(&mut self.basket);
    }

    fn entering(user: u8) -> Self {
        Self { user, count: 0, basket: vec![user] }
    }
}

impl<const SEED: u64, const FROM: usize, const TO: usize> EnteredFrom<St<SEED, FROM>> for St<SEED, TO>
where
    St<SEED, FROM>: ReadView<Session = Machine<SEED>>,
    St<SEED, TO>: StateOf<Machine<SEED>>,
{
    const ONLY_BY_DERIVE: Derived = Derived;
    const RESETS_LIFETIME: bool = matches!(Machine::<SEED>::PLAN.state[FROM].leads[TO], Some(true));
}

/// Returns the transitions of one state, and their number.
const fn transitions(plan: &Plan, from: usize) -> ([Transition; MAX_STATES], usize) {
    let mut all = [Transition::new("", false); MAX_STATES];
    let (mut target, mut count) = (0, 0);
    while target < MAX_STATES {
        if let Some(resets) = plan.state[from].leads[target] {
            all[count] = Transition::new(plan.state[target].name, resets);
            count += 1;
        }
        target += 1;
    }
    (all, count)
}

/// Makes timeouts of seconds, as the derive does. Unless `refresh` is given, it is half of the idle
/// time.
const fn timeouts(lifetime: u64, idle: Option<u64>, refresh: Option<u64>) -> Timeouts {
    let idle = match idle {
        Some(seconds) => Some(Duration::from_secs(seconds)),
        None => None,
    };
    let timeouts = Timeouts::new(Duration::from_secs(lifetime), idle);
    match refresh {
        Some(seconds) => timeouts.with_refresh(Duration::from_secs(seconds)),
        None => timeouts,
    }
}

/// Returns a state's timeouts, as the derive does. What the state doesn't declare is the session's.
const fn times(plan: &Plan, index: usize) -> Timeouts {
    let own = plan.state[index].limits;
    let lifetime = match own.lifetime {
        Some(lifetime) => lifetime,
        None => plan.lifetime,
    };
    let idle = if own.idle.is_some() { own.idle } else { plan.idle };
    let refresh = if own.idle.is_some() || own.refresh.is_some() { own.refresh } else { plan.refresh };
    timeouts(lifetime, idle, refresh)
}

const fn state(plan: &Plan, index: usize, fields: &'static [&'static Field], to: &'static [Transition]) -> State {
    let planned = plan.state[index];
    State {
        transitions: to,
        aliases: planned.was,
        no_store: planned.no_store,
        start: index == plan.start,
        ..State::new(planned.name, fields, &[], times(plan, index))
    }
}

impl<const SEED: u64> Machine<SEED> {
    const PLAN: Plan = declared(SEED);
    const TRANSITIONS: &'static [([Transition; MAX_STATES], usize); MAX_STATES] = &[
        transitions(&Self::PLAN, 0),
        transitions(&Self::PLAN, 1),
        transitions(&Self::PLAN, 2),
        transitions(&Self::PLAN, 3),
        transitions(&Self::PLAN, 4),
        transitions(&Self::PLAN, 5),
    ];

    const fn to(from: usize) -> &'static [Transition] {
        let (all, count) = &Self::TRANSITIONS[from];
        all.split_at(*count).0
    }
}

impl<const SEED: u64> View for Machine<SEED> {
    const ONLY_BY_DERIVE: Derived = Derived;
    type Context = RequestContext<Self>;
    type Whole = Self;

    fn check(_: &Self::Context) -> Result<(), WrongState> {
        Ok(())
    }
}

impl<const SEED: u64> ReadView for Machine<SEED> {
    const ONLY_BY_DERIVE: Derived = Derived;
    type Session = Self;

    fn get(session: &Self) -> Option<&Self> {
        Some(session)
    }
}

impl<const SEED: u64> Session for Machine<SEED> {
    const ONLY_BY_DERIVE: Derived = Derived;
    const SCHEMA: &'static Schema = &{
        let plan = Self::PLAN;
        let times = timeouts(plan.lifetime, plan.idle, plan.refresh);
        let states = Self::STATES.split_at(plan.states).0;
        let renew_every = match plan.renew_every {
            Some(seconds) => Some(Duration::from_secs(seconds)),
            None => None,
        };
        let encryption = if plan.encrypted { Some(Encryption::Aes256GcmSiv) } else { None };
        Schema {
            persistent: plan.persistent,
            encryption,
            renew_every,
            ..Schema::new(plan.name, CookiePolicy::new(plan.cookie), times, states)
        }
    };
}

impl<const SEED: u64> Visible for Machine<SEED> {}

macro_rules! machine {
    ($($index:literal $variant:ident)*) => {
        /// The machine of a seed. The variants beyond its number of states are unused.
        #[derive(Debug)]
        pub(crate) enum Machine<const SEED: u64> {
            $($variant(St<SEED, $index>)),*
        }

        impl<const SEED: u64> Machine<SEED> {
            const STATES: &'static [State; MAX_STATES] =
                &[$(state(&Self::PLAN, $index, St::<SEED, $index>::FIELDS, Self::to($index))),*];
        }

        impl<const SEED: u64> Record for Machine<SEED> {
            const ONLY_BY_DERIVE: Derived = Derived;
            fn state(&self) -> &'static State {
                match self {
                    $(Self::$variant(_) => &Self::STATES[$index]),*
                }
            }

            fn read<R: FieldReader>(reader: &mut R) -> Result<Self, R::Error> {
                match reader.state(Self::SCHEMA.states())? {
                    $($index => St::read_fields(reader).map(Self::$variant),)*
                    _ => unreachable!("the reader returns the number of a state"),
                }
            }

            fn write<W: FieldWriter>(&self, writer: &mut W) -> Result<(), W::Error> {
                writer.state(self.state())?;
                match self {
                    $(Self::$variant(state) => state.write_fields(writer)),*
                }
            }
        }

        $(
            impl<const SEED: u64> View for St<SEED, $index> {
                const ONLY_BY_DERIVE: Derived = Derived;
                type Context = RequestContext<Machine<SEED>>;
                type Whole = Machine<SEED>;

                fn check(context: &Self::Context) -> Result<(), WrongState> {
                    check_state(context, Self::STATE)
                }
            }

            impl<const SEED: u64> ReadView for St<SEED, $index> {
                const ONLY_BY_DERIVE: Derived = Derived;
                type Session = Machine<SEED>;

                fn get(machine: &Machine<SEED>) -> Option<&Self> {
                    if let Machine::$variant(state) = machine { Some(state) } else { None }
                }
            }

            impl<const SEED: u64> WriteView for St<SEED, $index> {
                const ONLY_BY_DERIVE: Derived = Derived;
                fn get_mut(machine: &mut Machine<SEED>) -> Option<&mut Self> {
                    if let Machine::$variant(state) = machine { Some(state) } else { None }
                }

                fn take(machine: Machine<SEED>) -> Option<Self> {
                    if let Machine::$variant(state) = machine { Some(state) } else { None }
                }
            }

            impl<const SEED: u64> StateOf<Machine<SEED>> for St<SEED, $index> {
                const ONLY_BY_DERIVE: Derived = Derived;
                const STATE: &'static State = &Machine::<SEED>::STATES[$index];

                fn wrap(self) -> Machine<SEED> {
                    Machine::$variant(self)
                }
            }
        )*

        fn leave<const SEED: u64, const FROM: usize>(live: Live<'_, Machine<SEED>>, to: usize, user: u8) -> Option<Data>
        where
            St<SEED, FROM>: StateOf<Machine<SEED>>,
        {
            match to {
                $($index => go_from::<_, St<SEED, FROM>, St<SEED, $index>>(live, user),)*
                _ => None,
            }
        }

        impl<const SEED: u64> Walked for Machine<SEED> {
            fn shown(&self) -> Data {
                match self {
                    $(Self::$variant(state) => state.shown()),*
                }
            }

            fn ask(live: Live<'_, Self>, state: usize) -> Option<Data> {
                match state {
                    $($index => ask_for::<_, St<SEED, $index>>(live),)*
                    _ => None,
                }
            }

            fn change(live: Live<'_, Self>, write: Write) {
                match live.shown().state {
                    $($index => write_in::<_, St<SEED, $index>>(live, write),)*
                    _ => {}
                }
            }

            fn go(live: Live<'_, Self>, from: usize, to: usize, user: u8) -> Option<Data> {
                match from {
                    $($index => leave::<SEED, $index>(live, to, user),)*
                    _ => None,
                }
            }
        }
    };
}

machine! { 0 S0 1 S1 2 S2 3 S3 4 S4 5 S5 }
