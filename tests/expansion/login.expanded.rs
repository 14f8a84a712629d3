const _: () = {
    enum __States {}
    #[automatically_derived]
    impl ::session_core::Session for Login {
        const SCHEMA: &'static ::session_core::Schema = &::session_core::Schema::new(
            "shop/Login",
            ::session_core::CookiePolicy::new("__Host-login")
                .with_attributes(::session_core::SameSite::Lax, true, true, false),
            ::session_core::Times::new(
                ::core::time::Duration::from_secs(2592000u64),
                ::core::option::Option::None,
                ::core::option::Option::None,
            ),
            &[
                ::session_core::record::state_of_variant::<
                    __States,
                    0,
                >(
                        "Anonymous",
                        ::session_core::Times::new(
                            ::core::time::Duration::from_secs(2592000u64),
                            ::core::option::Option::None,
                            ::core::option::Option::None,
                        ),
                    )
                    .with_transitions(
                        &[::session_core::Transition::new("LoggedIn", true)],
                    )
                    .with_start(),
                ::session_core::record::state_of_variant::<
                    __States,
                    1,
                >(
                        "LoggedIn",
                        ::session_core::Times::new(
                            ::core::time::Duration::from_secs(43200u64),
                            ::core::option::Option::Some(
                                ::core::time::Duration::from_secs(1800u64),
                            ),
                            ::core::option::Option::None,
                        ),
                    )
                    .with_transitions(
                        &[::session_core::Transition::new("Anonymous", false)],
                    )
                    .with_otherwise("/sign-in")
                    .with_no_store(),
            ],
        );
        type Parts = (Anonymous, (LoggedIn, ()));
    }
    #[automatically_derived]
    impl ::session_core::View for Login {
        type Context = ::session_core::RequestContext<Self>;
        type Whole = Self;
        fn check(
            _: &Self::Context,
        ) -> ::core::result::Result<(), ::session_core::WrongState> {
            ::core::result::Result::Ok(())
        }
    }
    #[automatically_derived]
    impl ::session_core::Look for Login {
        type Session = Self;
        fn look(session: &Self) -> ::core::option::Option<&Self> {
            ::core::option::Option::Some(session)
        }
    }
    #[automatically_derived]
    impl ::session_core::record::Record for Login {
        fn state(&self) -> &'static ::session_core::State {
            let state: usize = match self {
                Login::Anonymous(_) => 0,
                Login::LoggedIn(_) => 1,
            };
            &<Self as ::session_core::Session>::SCHEMA.states()[state]
        }
        fn read<__R: ::session_core::record::FieldReader>(
            reader: &mut __R,
        ) -> ::core::result::Result<Self, __R::Error> {
            match ::session_core::record::FieldReader::state(
                reader,
                <Self as ::session_core::Session>::SCHEMA.states(),
            )? {
                0 => {
                    ::session_core::record::read_variant::<__States, 0, _>(reader)
                        .map(Login::Anonymous)
                }
                _ => {
                    ::session_core::record::read_variant::<__States, 1, _>(reader)
                        .map(Login::LoggedIn)
                }
            }
        }
        fn write<__W: ::session_core::record::FieldWriter>(
            &self,
            writer: &mut __W,
        ) -> ::core::result::Result<(), __W::Error> {
            ::session_core::record::FieldWriter::state(
                writer,
                ::session_core::record::Record::state(self),
            )?;
            match self {
                Login::Anonymous(state) => {
                    ::session_core::record::write_variant::<
                        __States,
                        0,
                        _,
                    >(state, writer)
                }
                Login::LoggedIn(state) => {
                    ::session_core::record::write_variant::<
                        __States,
                        1,
                        _,
                    >(state, writer)
                }
            }
        }
    }
    const _: () = ::session_core::start::check_start::<Anonymous>();
    const _: () = ::session_core::record::check_visible::<__States, 0>();
    #[automatically_derived]
    impl ::session_core::record::Variant<0> for __States {
        type State = Anonymous;
    }
    #[automatically_derived]
    impl ::session_core::View for Anonymous {
        type Context = ::session_core::RequestContext<Login>;
        type Whole = Login;
        fn check(
            context: &::session_core::RequestContext<Login>,
        ) -> ::core::result::Result<(), ::session_core::WrongState> {
            context.check(<Self as ::session_core::StateOf<Login>>::STATE)
        }
    }
    #[automatically_derived]
    impl ::session_core::Look for Anonymous {
        type Session = Login;
        fn look(machine: &Login) -> ::core::option::Option<&Self> {
            match machine {
                Login::Anonymous(state) => ::core::option::Option::Some(state),
                _ => ::core::option::Option::None,
            }
        }
    }
    #[automatically_derived]
    impl ::session_core::Touch for Anonymous {
        fn touch(machine: &mut Login) -> ::core::option::Option<&mut Self> {
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
        const STATE: &'static ::session_core::State = &<Login as ::session_core::Session>::SCHEMA
            .states()[0];
        fn wrap(self) -> Login {
            Login::Anonymous(self)
        }
    }
    const _: () = ::session_core::Times::check_lifetime_of_state(
        ::core::time::Duration::from_secs(2592000u64),
        ::core::time::Duration::from_secs(43200u64),
    );
    const _: () = ::session_core::Times::check_idle_of_state(
        ::core::option::Option::None,
        ::core::time::Duration::from_secs(43200u64),
        ::core::option::Option::Some(::core::time::Duration::from_secs(1800u64)),
    );
    const _: () = ::session_core::record::check_visible::<__States, 1>();
    #[automatically_derived]
    impl ::session_core::record::Variant<1> for __States {
        type State = LoggedIn;
    }
    #[automatically_derived]
    impl ::session_core::View for LoggedIn {
        type Context = ::session_core::RequestContext<Login>;
        type Whole = Login;
        fn check(
            context: &::session_core::RequestContext<Login>,
        ) -> ::core::result::Result<(), ::session_core::WrongState> {
            context.check(<Self as ::session_core::StateOf<Login>>::STATE)
        }
    }
    #[automatically_derived]
    impl ::session_core::Look for LoggedIn {
        type Session = Login;
        fn look(machine: &Login) -> ::core::option::Option<&Self> {
            match machine {
                Login::LoggedIn(state) => ::core::option::Option::Some(state),
                _ => ::core::option::Option::None,
            }
        }
    }
    #[automatically_derived]
    impl ::session_core::Touch for LoggedIn {
        fn touch(machine: &mut Login) -> ::core::option::Option<&mut Self> {
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
        const STATE: &'static ::session_core::State = &<Login as ::session_core::Session>::SCHEMA
            .states()[1];
        fn wrap(self) -> Login {
            Login::LoggedIn(self)
        }
    }
    #[automatically_derived]
    impl ::session_core::EnteredFrom<Anonymous> for LoggedIn {
        const RENEWS: bool = true;
    }
    #[automatically_derived]
    impl ::session_core::EnteredFrom<LoggedIn> for Anonymous {
        const RENEWS: bool = false;
    }
};
#[automatically_derived]
#[allow(dead_code, reason = "a picture that nobody needs to draw")]
impl Login {
    /**The states of this session and where they lead, as a [Mermaid](https://mermaid.js.org) diagram.

| state | leads to | limits | visitors in another state |
| --- | --- | --- | --- |
| `Anonymous` (start) | `LoggedIn` renews |  |  |
| `LoggedIn` | `Anonymous` | idle 30m, lifetime 12h | `/sign-in` |

Kept in a cookie, a session can be taken back to any earlier state until that state's time has passed.

```mermaid
stateDiagram-v2
    [*] --> Anonymous: lifetime 30d
    Anonymous --> LoggedIn: renews
    LoggedIn --> Anonymous
    LoggedIn: LoggedIn (idle 30m, lifetime 12h)
```*/
    const DIAGRAM: &'static str = "stateDiagram-v2\n    [*] --> Anonymous: lifetime 30d\n    Anonymous --> LoggedIn: renews\n    LoggedIn --> Anonymous\n    LoggedIn: LoggedIn (idle 30m, lifetime 12h)\n";
}
