//! What a session declares, as plain values. The reference reads a plan, and the random machines
//! are built from one. A struct is a machine of one state that has no name.

/// The greatest number of states that a machine has.
pub(crate) const MAX_STATES: usize = 6;

/// What a field of a state is for. Its name stands beside it in `StatePlan::fields`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FieldKind {
    User,
    Count,
    Basket,
    Flag,
    /// A user, or nobody.
    MaybeUser,
    Tags,
    /// A set without an order. It has to be the last field of a state.
    Met,
}

/// A state's timeouts in seconds. What the state doesn't declare is the session's.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PlanTimeouts {
    pub(crate) lifetime: Option<u64>,
    pub(crate) idle: Option<u64>,
    pub(crate) refresh: Option<u64>,
}

impl PlanTimeouts {
    pub(crate) const NONE: Self = Self { lifetime: None, idle: None, refresh: None };
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct StatePlan {
    /// Empty for a struct's only state.
    pub(crate) name: &'static str,
    /// The state's former names.
    pub(crate) was: &'static [&'static str],
    /// The fields in the order of their declaration, with their names in a token.
    pub(crate) fields: &'static [(FieldKind, &'static str)],
    /// Whether a field that is missing in a token has a default.
    pub(crate) has_defaults: bool,
    /// Whether a change of the user renews the session's id.
    pub(crate) identity: bool,
    /// Whether a response that shows this state may not be stored.
    pub(crate) no_store: bool,
    pub(crate) limits: PlanTimeouts,
    /// The declared transitions, by the number of the state that they lead to. The value says
    /// whether the transition resets the session's lifetime.
    pub(crate) leads: [Option<bool>; MAX_STATES],
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub(crate) name: &'static str,
    pub(crate) cookie: &'static str,
    pub(crate) persistent: bool,
    /// Whether its cookies are encrypted.
    pub(crate) encrypted: bool,
    /// After how many seconds a ticket is renewed, if the session is in a store.
    pub(crate) renew_every: Option<u64>,
    pub(crate) states: usize,
    pub(crate) start: usize,
    pub(crate) lifetime: u64,
    pub(crate) idle: Option<u64>,
    pub(crate) refresh: Option<u64>,
    /// The states. Those beyond the first `states` are unused.
    pub(crate) state: [StatePlan; MAX_STATES],
}

impl Plan {
    /// Returns whether the session has states with names. A struct hasn't.
    pub(crate) const fn is_machine(&self) -> bool {
        !self.state[0].name.is_empty()
    }

    /// Returns whether some state has this field.
    pub(crate) fn has(&self, wanted: FieldKind) -> bool {
        self.state.iter().any(|state| state.has(wanted))
    }
}

impl StatePlan {
    pub(crate) fn has_user(&self) -> bool {
        self.has(FieldKind::User) || self.has(FieldKind::MaybeUser)
    }

    pub(crate) fn has(&self, wanted: FieldKind) -> bool {
        self.fields.iter().any(|(kind, _)| *kind == wanted)
    }
}

/// A placeholder for a state that the machine doesn't have.
pub(crate) const UNUSED: StatePlan = StatePlan {
    name: "",
    was: &[],
    fields: &[],
    has_defaults: false,
    identity: false,
    no_store: false,
    limits: PlanTimeouts::NONE,
    leads: [None; MAX_STATES],
};

/// The name of a state that no machine of the walks has.
pub(crate) const UNKNOWN_STATE: &str = "Unheard";

const NAMES: [&str; MAX_STATES] = ["S0", "S1", "S2", "S3", "S4", "S5"];

const FIELDS: &[(FieldKind, &str)] = &[(FieldKind::User, "user"), (FieldKind::Count, "count"), (FieldKind::Basket, "basket")];

/// Returns a number below `below` that depends only on the seed and on `place`.
const fn draw(seed: u64, place: u64, below: u64) -> u64 {
    let mut mixed = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(place.wrapping_mul(0xD1B5_4A32_D192_ED03));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (mixed ^ (mixed >> 31)) % below
}

#[expect(clippy::cast_possible_truncation, reason = "it is below `below`")]
const fn pick(seed: u64, place: u64, below: usize) -> usize {
    draw(seed, place, below as u64) as usize
}

/// The bit of a seed that says that the cookies are encrypted. The machine is the same without it.
pub(crate) const ENCRYPTED: u64 = 1 << 31;

/// The bit of a seed that says that tickets are renewed from time to time.
pub(crate) const RENEWED: u64 = 1 << 30;

/// Returns a random machine. It has two to six states, all of which can be reached.
pub(crate) const fn plan(seed: u64) -> Plan {
    let encrypted = seed & ENCRYPTED != 0;
    let renew_every = if seed & RENEWED == 0 { None } else { Some(60) };
    let seed = seed & !ENCRYPTED & !RENEWED;
    let states = 2 + pick(seed, 0, MAX_STATES - 1);
    let lifetime = 3600 + 60 * draw(seed, 1, 180);
    let idle = if draw(seed, 2, 2) == 0 { None } else { Some(300 + 30 * draw(seed, 3, 50)) };
    let refresh = refresh(seed, 4, 3, lifetime, idle);
    let start = pick(seed, 6, states);
    let persistent = draw(seed, 7, 3) == 0;
    let (name, cookie) = ("family", "__Host-family");
    let mut plan = Plan {
        name,
        cookie,
        persistent,
        encrypted,
        renew_every,
        states,
        start,
        lifetime,
        idle,
        refresh,
        state: [UNUSED; MAX_STATES],
    };
    let mut index = 0;
    while index < MAX_STATES {
        plan.state[index] = state(&plan, seed, index);
        index += 1;
    }
    // Counted from the start, each later state is the target of a transition from an earlier one.
    let mut later = 1;
    while later < states {
        let place = 20 + later as u64;
        let from = (start + pick(seed, place, later)) % states;
        plan.state[from].leads[(start + later) % states] = Some(draw(seed, 20 + place, 2) == 0);
        later += 1;
    }
    plan
}

const fn state(plan: &Plan, seed: u64, index: usize) -> StatePlan {
    let place = 100 * (1 + index as u64);
    let lifetime = if draw(seed, place, 2) == 0 { None } else { Some(120 + 30 * draw(seed, place + 1, 100)) };
    let longest = match (lifetime, plan.idle) {
        (Some(lifetime), Some(idle)) if idle < lifetime => idle,
        (Some(lifetime), _) => lifetime,
        (None, Some(idle)) => idle,
        (None, None) => plan.lifetime,
    };
    let idle = if draw(seed, place + 2, 3) == 0 { Some(1 + draw(seed, place + 3, longest)) } else { None };
    // Idle times below 20 seconds are left out: they are too short for a refresh at their half.
    let idle = if matches!(idle, Some(..20)) { None } else { idle };
    let refresh = refresh(seed, place + 4, 4, longest, idle);
    let mut leads = [None; MAX_STATES];
    let mut target = 0;
    while index < plan.states && target < plan.states {
        let place = place + 10 + 2 * target as u64;
        if draw(seed, place, 4) == 0 {
            leads[target] = Some(draw(seed, place + 1, 2) == 0);
        }
        target += 1;
    }
    StatePlan {
        name: NAMES[index],
        was: &[],
        fields: FIELDS,
        has_defaults: index == plan.start || draw(seed, place + 6, 3) == 0,
        identity: draw(seed, place + 7, 3) == 0,
        no_store: draw(seed, place + 8, 3) == 0,
        limits: PlanTimeouts { lifetime, idle, refresh },
        leads,
    }
}

/// Draws a refresh time, in one of `of` cases. It is shorter than the idle time, or than `longest`
/// if there is no idle time.
const fn refresh(seed: u64, place: u64, of: u64, longest: u64, idle: Option<u64>) -> Option<u64> {
    let limit = match idle {
        Some(idle) => idle,
        None => longest,
    };
    if draw(seed, place, of) == 0 { Some(1 + draw(seed, place + 1, limit - 1)) } else { None }
}
