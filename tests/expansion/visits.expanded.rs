const _: () = {
    const _: () = ::session_core::__private::TimeoutRules::idle(
        ::session_core::Timeouts::DEFAULT_LIFETIME,
        ::core::option::Option::Some(::core::time::Duration::from_secs(1800u64)),
    );
    const _: () = {
        use ::session_core::__private::NoCopies as _;
        ::session_core::__private::check_not_copy(
            ::session_core::__private::Copies::<Visits>::ARE_MADE,
        )
    };
    #[automatically_derived]
    impl ::session_core::Session for Visits {
        const ONLY_BY_DERIVE: ::session_core::__private::Derived = ::session_core::__private::Derived;
        const SCHEMA: &'static ::session_core::__private::Schema = &::session_core::__private::Schema {
            ..::session_core::__private::Schema::new(
                "shop/Visits",
                ::session_core::CookiePolicy::new("__Host-visits")
                    .with_attributes(::session_core::SameSite::Lax, true, true, false),
                ::session_core::Timeouts::new(
                    ::session_core::Timeouts::DEFAULT_LIFETIME,
                    ::core::option::Option::Some(
                        ::core::time::Duration::from_secs(1800u64),
                    ),
                ),
                &[
                    ::session_core::__private::State::new(
                        "",
                        <Visits as ::session_core::__private::Fields>::FIELDS,
                        <Visits as ::session_core::__private::Fields>::REMOVED,
                        ::session_core::Timeouts::new(
                            ::session_core::Timeouts::DEFAULT_LIFETIME,
                            ::core::option::Option::Some(
                                ::core::time::Duration::from_secs(1800u64),
                            ),
                        ),
                    ),
                ],
            )
        };
    }
    #[automatically_derived]
    impl ::session_core::__private::Visible for Visits {}
    #[automatically_derived]
    impl ::session_core::__private::OneSessionOrOneState for Visits {
        const ONLY_BY_DERIVE: ::session_core::__private::Derived = ::session_core::__private::Derived;
        type Session = Self;
        type Changes = ::session_core::__private::InPlace;
        fn check(
            _: &::session_core::RequestContext<Self>,
        ) -> ::core::result::Result<(), ::session_core::WrongState> {
            ::core::result::Result::Ok(())
        }
        fn get(session: &Self) -> ::core::option::Option<&Self> {
            ::core::option::Option::Some(session)
        }
        fn get_mut(session: &mut Self) -> ::core::option::Option<&mut Self> {
            ::core::option::Option::Some(session)
        }
        fn take(session: Self) -> ::core::option::Option<Self> {
            ::core::option::Option::Some(session)
        }
    }
    enum __StoredFields {}
    #[automatically_derived]
    impl ::session_core::__private::Fields for Visits {
        const ONLY_BY_DERIVE: ::session_core::__private::Derived = ::session_core::__private::Derived;
        const FIELDS: &'static [&'static ::session_core::__private::Field] = &[
            <__StoredFields as ::session_core::__private::StoredField<0>>::FIELD,
            <__StoredFields as ::session_core::__private::StoredField<1>>::FIELD,
        ];
        const REMOVED: &'static [&'static str] = &[];
        #[allow(unused_mut, unused_variables, reason = "a struct may have no field")]
        fn read_fields<__R: ::session_core::__private::FieldReader>(
            reader: &mut __R,
        ) -> ::core::result::Result<Self, __R::Error> {
            let found = (
                ::session_core::__private::read_stored::<__StoredFields, 0, _>(reader)?,
                ::session_core::__private::read_stored::<__StoredFields, 1, _>(reader)?,
            );
            use ::session_core::__private::NoStructDefault as _;
            let default = if found.0.is_none() {
                ::session_core::__private::StructDefault::<Self>::whole()
            } else {
                ::core::option::Option::None
            };
            ::core::result::Result::Ok(
                if let ::core::option::Option::Some(mut default) = default {
                    ::session_core::__private::fill(&mut default.count, found.0);
                    default.language = ::session_core::__private::or_default::<
                        __StoredFields,
                        1,
                        __R,
                    >(found.1)?;
                    default
                } else {
                    Self {
                        count: ::session_core::__private::or_default::<
                            __StoredFields,
                            0,
                            __R,
                        >(found.0)?,
                        language: ::session_core::__private::or_default::<
                            __StoredFields,
                            1,
                            __R,
                        >(found.1)?,
                    }
                },
            )
        }
        #[allow(unused_variables, reason = "a struct may have no field")]
        fn write_fields<__W: ::session_core::__private::FieldWriter>(
            &self,
            writer: &mut __W,
        ) -> ::core::result::Result<(), __W::Error> {
            use ::session_core::__private::NoStructDefault as _;
            let default = ::session_core::__private::WholeDefault::new(
                ::session_core::__private::StructDefault::<Self>::whole,
            );
            ::session_core::__private::write_stored::<
                __StoredFields,
                0,
                _,
            >(self, &default, writer)?;
            ::session_core::__private::write_stored::<
                __StoredFields,
                1,
                _,
            >(self, &default, writer)?;
            ::core::result::Result::Ok(())
        }
    }
    #[automatically_derived]
    impl ::session_core::__private::StoredField<0> for __StoredFields {
        type Record = Visits;
        type Type = u32;
        const POLICY: ::session_core::__private::Policy<u32> = {
            use ::session_core::__private::NoPolicyOf as _;
            ::session_core::__private::PolicyOf::<u32>::POLICY
        };
        const FIELD: &'static ::session_core::__private::Field = &::session_core::__private::Field {
            shape: {
                use ::session_core::__private::NoShape as _;
                ::session_core::__private::ShapeOf::<u32>::SHAPE
            },
            ..::session_core::__private::Field::new("count", "count", "u32")
                .merged_by(
                    &<__StoredFields as ::session_core::__private::StoredField<
                        0,
                    >>::POLICY,
                )
        };
        fn default() -> ::core::option::Option<u32> {
            use ::session_core::__private::NoStructDefault as _;
            ::session_core::__private::StructDefault::<Visits>::of_type::<u32>()
        }
        #[inline]
        fn get(record: &Visits) -> &u32 {
            &record.count
        }
    }
    #[automatically_derived]
    impl ::session_core::__private::StoredField<1> for __StoredFields {
        type Record = Visits;
        type Type = String;
        const POLICY: ::session_core::__private::Policy<String> = {
            use ::session_core::__private::NoPolicyOf as _;
            ::session_core::__private::PolicyOf::<String>::POLICY
        };
        const FIELD: &'static ::session_core::__private::Field = &::session_core::__private::Field {
            default: true,
            shape: {
                use ::session_core::__private::NoShape as _;
                ::session_core::__private::ShapeOf::<String>::SHAPE
            },
            ..::session_core::__private::Field::new("l", "language", "String")
                .merged_by(
                    &<__StoredFields as ::session_core::__private::StoredField<
                        1,
                    >>::POLICY,
                )
        };
        fn default() -> ::core::option::Option<String> {
            let value: String = "en".to_owned();
            ::core::option::Option::Some(value)
        }
        #[inline]
        fn get(record: &Visits) -> &String {
            &record.language
        }
    }
    #[automatically_derived]
    impl ::session_core::__private::Record for Visits {
        const ONLY_BY_DERIVE: ::session_core::__private::Derived = ::session_core::__private::Derived;
        fn state(&self) -> &'static ::session_core::__private::State {
            &<Self as ::session_core::Session>::SCHEMA.states()[0]
        }
        fn read<__R: ::session_core::__private::FieldReader>(
            reader: &mut __R,
        ) -> ::core::result::Result<Self, __R::Error> {
            ::session_core::__private::Fields::read_fields(reader)
        }
        fn write<__W: ::session_core::__private::FieldWriter>(
            &self,
            writer: &mut __W,
        ) -> ::core::result::Result<(), __W::Error> {
            ::session_core::__private::Fields::write_fields(self, writer)
        }
    }
};
