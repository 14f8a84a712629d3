const _: () = {
    enum __States {}
    #[automatically_derived]
    impl ::session_core::Session for Login {
        const ONLY_BY_DERIVE: ::session_core::__private::Derived = ::session_core::__private::Derived;
        const SCHEMA: &'static ::session_core::__private::Schema = &::session_core::__private::Schema {
            ..::session_core::__private::Schema::new(
                "shop/Login",
                ::session_core::CookiePolicy::new("__Host-login")
                    .with_attributes(::session_core::SameSite::Lax, true, true, false),
                ::session_core::Timeouts::new(
                    ::session_core::Timeouts::DEFAULT_LIFETIME,
                    ::core::option::Option::None,
                ),
                &[
                    ::session_core::__private::State {
                        transitions: &[
                            ::session_core::__private::Transition::new("LoggedIn", true),
                        ],
                        start: true,
                        ..::session_core::__private::state_of_variant::<
                            __States,
                            0,
                        >(
                            "Anonymous",
                            ::session_core::Timeouts::new(
                                ::session_core::Timeouts::DEFAULT_LIFETIME,
                                ::core::option::Option::None,
                            ),
                        )
                    },
                    ::session_core::__private::State {
                        transitions: &[
                            ::session_core::__private::Transition::new(
                                "Anonymous",
                                false,
                            ),
                        ],
                        otherwise: ::core::option::Option::Some("/sign-in"),
                        no_store: true,
                        ..::session_core::__private::state_of_variant::<
                            __States,
                            1,
                        >(
                            "LoggedIn",
                            ::session_core::Timeouts::new(
                                ::core::time::Duration::from_secs(43200u64),
                                ::core::option::Option::Some(
                                    ::core::time::Duration::from_secs(1800u64),
                                ),
                            ),
                        )
                    },
                ],
            )
        };
    }
    #[automatically_derived]
    impl ::session_core::__private::Visible for Login
    where
        for<'__later> Anonymous: ::session_core::__private::Visible,
        for<'__later> LoggedIn: ::session_core::__private::Visible,
    {}
    #[automatically_derived]
    impl ::session_core::__private::OneSessionOrOneState for Login {
        const ONLY_BY_DERIVE: ::session_core::__private::Derived = ::session_core::__private::Derived;
        type Session = Self;
        type Changes = ::session_core::__private::ByTransition;
        fn check(
            _: &::session_core::RequestContext<Self>,
        ) -> ::core::result::Result<(), ::session_core::WrongState> {
            ::core::result::Result::Ok(())
        }
        fn get(session: &Self) -> ::core::option::Option<&Self> {
            ::core::option::Option::Some(session)
        }
    }
    #[automatically_derived]
    impl ::session_core::__private::Record for Login {
        const ONLY_BY_DERIVE: ::session_core::__private::Derived = ::session_core::__private::Derived;
        fn state(&self) -> &'static ::session_core::__private::State {
            let state: usize = match self {
                Login::Anonymous(_) => 0,
                Login::LoggedIn(_) => 1,
            };
            &<Self as ::session_core::Session>::SCHEMA.states()[state]
        }
        fn read<__R: ::session_core::__private::FieldReader>(
            reader: &mut __R,
        ) -> ::core::result::Result<Self, __R::Error> {
            match ::session_core::__private::FieldReader::state(
                reader,
                <Self as ::session_core::Session>::SCHEMA.states(),
            )? {
                0 => {
                    ::session_core::__private::read_variant::<__States, 0, _>(reader)
                        .map(Login::Anonymous)
                }
                _ => {
                    ::session_core::__private::read_variant::<__States, 1, _>(reader)
                        .map(Login::LoggedIn)
                }
            }
        }
        fn write<__W: ::session_core::__private::FieldWriter>(
            &self,
            writer: &mut __W,
        ) -> ::core::result::Result<(), __W::Error> {
            ::session_core::__private::FieldWriter::state(
                writer,
                ::session_core::__private::Record::state(self),
            )?;
            match self {
                Login::Anonymous(state) => {
                    ::session_core::__private::write_variant::<
                        __States,
                        0,
                        _,
                    >(state, writer)
                }
                Login::LoggedIn(state) => {
                    ::session_core::__private::write_variant::<
                        __States,
                        1,
                        _,
                    >(state, writer)
                }
            }
        }
    }
    const _: () = ::session_core::__private::check_start::<Anonymous>();
    const _: () = ::session_core::__private::check_visible::<__States, 0>();
    #[automatically_derived]
    impl ::session_core::__private::Variant<0> for __States {
        type State = Anonymous;
    }
    #[automatically_derived]
    impl ::session_core::__private::OneSessionOrOneState for Anonymous {
        const ONLY_BY_DERIVE: ::session_core::__private::Derived = ::session_core::__private::Derived;
        type Session = Login;
        type Changes = ::session_core::__private::InPlace;
        fn check(
            context: &::session_core::RequestContext<Login>,
        ) -> ::core::result::Result<(), ::session_core::WrongState> {
            ::session_core::__private::check_state(
                context,
                <Self as ::session_core::StateOf<Login>>::STATE,
            )
        }
        fn get(machine: &Login) -> ::core::option::Option<&Self> {
            match machine {
                Login::Anonymous(state) => ::core::option::Option::Some(state),
                _ => ::core::option::Option::None,
            }
        }
        fn get_mut(machine: &mut Login) -> ::core::option::Option<&mut Self> {
            match machine {
                Login::Anonymous(state) => ::core::option::Option::Some(state),
                _ => ::core::option::Option::None,
            }
        }
        fn take(machine: Login) -> ::core::option::Option<Self> {
            match machine {
                Login::Anonymous(state) => ::core::option::Option::Some(state),
                _ => ::core::option::Option::None,
            }
        }
    }
    #[automatically_derived]
    impl ::session_core::StateOf<Login> for Anonymous {
        const ONLY_BY_DERIVE: ::session_core::__private::Derived = ::session_core::__private::Derived;
        const STATE: &'static ::session_core::__private::State = &<Login as ::session_core::Session>::SCHEMA
            .states()[0];
        fn wrap(self) -> Login {
            Login::Anonymous(self)
        }
    }
    const _: () = ::session_core::__private::TimeoutRules::lifetime_of_state(
        ::session_core::Timeouts::DEFAULT_LIFETIME,
        ::core::time::Duration::from_secs(43200u64),
    );
    const _: () = ::session_core::__private::TimeoutRules::idle_of_state(
        ::core::option::Option::None,
        ::core::time::Duration::from_secs(43200u64),
        ::core::option::Option::Some(::core::time::Duration::from_secs(1800u64)),
    );
    const _: () = ::session_core::__private::check_visible::<__States, 1>();
    #[automatically_derived]
    impl ::session_core::__private::Variant<1> for __States {
        type State = LoggedIn;
    }
    #[automatically_derived]
    impl ::session_core::__private::OneSessionOrOneState for LoggedIn {
        const ONLY_BY_DERIVE: ::session_core::__private::Derived = ::session_core::__private::Derived;
        type Session = Login;
        type Changes = ::session_core::__private::InPlace;
        fn check(
            context: &::session_core::RequestContext<Login>,
        ) -> ::core::result::Result<(), ::session_core::WrongState> {
            ::session_core::__private::check_state(
                context,
                <Self as ::session_core::StateOf<Login>>::STATE,
            )
        }
        fn get(machine: &Login) -> ::core::option::Option<&Self> {
            match machine {
                Login::LoggedIn(state) => ::core::option::Option::Some(state),
                _ => ::core::option::Option::None,
            }
        }
        fn get_mut(machine: &mut Login) -> ::core::option::Option<&mut Self> {
            match machine {
                Login::LoggedIn(state) => ::core::option::Option::Some(state),
                _ => ::core::option::Option::None,
            }
        }
        fn take(machine: Login) -> ::core::option::Option<Self> {
            match machine {
                Login::LoggedIn(state) => ::core::option::Option::Some(state),
                _ => ::core::option::Option::None,
            }
        }
    }
    #[automatically_derived]
    impl ::session_core::StateOf<Login> for LoggedIn {
        const ONLY_BY_DERIVE: ::session_core::__private::Derived = ::session_core::__private::Derived;
        const STATE: &'static ::session_core::__private::State = &<Login as ::session_core::Session>::SCHEMA
            .states()[1];
        fn wrap(self) -> Login {
            Login::LoggedIn(self)
        }
    }
    #[automatically_derived]
    impl ::session_core::EnteredFrom<Anonymous> for LoggedIn {
        const ONLY_BY_DERIVE: ::session_core::__private::Derived = ::session_core::__private::Derived;
        const RESETS_LIFETIME: bool = true;
    }
    #[automatically_derived]
    impl ::session_core::EnteredFrom<LoggedIn> for Anonymous {
        const ONLY_BY_DERIVE: ::session_core::__private::Derived = ::session_core::__private::Derived;
        const RESETS_LIFETIME: bool = false;
    }
};
#[automatically_derived]
#[allow(dead_code, reason = "not every program uses this constant")]
impl Login {
    /**The states of this session and where they lead, as a [Mermaid](https://mermaid.js.org) diagram.

| state | leads to | limits | visitors in another state |
| --- | --- | --- | --- |
| `Anonymous` (start) | `LoggedIn` resets lifetime |  |  |
| `LoggedIn` | `Anonymous` | idle 30m, lifetime 12h | `/sign-in` |

Kept in a cookie, a session can be taken back to any earlier state until that state's time has passed.

```mermaid
stateDiagram-v2
    [*] --> Anonymous: default lifetime
    Anonymous --> LoggedIn: resets lifetime
    LoggedIn --> Anonymous
    LoggedIn: LoggedIn (idle 30m, lifetime 12h)
```*/
    const DIAGRAM: &'static str = "stateDiagram-v2\n    [*] --> Anonymous: default lifetime\n    Anonymous --> LoggedIn: resets lifetime\n    LoggedIn --> Anonymous\n    LoggedIn: LoggedIn (idle 30m, lifetime 12h)\n";
}
