const _: () = {
    const _: () = ::session_core::__private::TimeoutRules::lifetime(
        ::core::time::Duration::from_secs(43200u64),
    );
    const _: () = {
        use ::session_core::__private::NoCopies as _;
        ::session_core::__private::check_not_copy(
            ::session_core::__private::Copies::<Shop>::ARE_MADE,
        )
    };
    #[automatically_derived]
    impl ::session_core::Session for Shop {
        const ONLY_BY_DERIVE: ::session_core::__private::Derived = ::session_core::__private::Derived;
        const SCHEMA: &'static ::session_core::__private::Schema = &::session_core::__private::Schema {
            ..::session_core::__private::Schema::new(
                "session-derive/Shop",
                ::session_core::CookiePolicy::new("__Host-shop")
                    .with_attributes(::session_core::SameSite::Lax, true, true, false),
                ::session_core::Timeouts::new(
                    ::core::time::Duration::from_secs(43200u64),
                    ::core::option::Option::None,
                ),
                &[
                    ::session_core::__private::State::new(
                        "",
                        <Shop as ::session_core::__private::Fields>::FIELDS,
                        <Shop as ::session_core::__private::Fields>::REMOVED,
                        ::session_core::Timeouts::new(
                            ::core::time::Duration::from_secs(43200u64),
                            ::core::option::Option::None,
                        ),
                    ),
                ],
            )
        };
    }
    #[automatically_derived]
    impl ::session_core::__private::Visible for Shop {}
    #[automatically_derived]
    impl ::session_core::__private::OneSessionOrOneState for Shop {
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
    impl ::session_core::__private::Fields for Shop {
        const ONLY_BY_DERIVE: ::session_core::__private::Derived = ::session_core::__private::Derived;
        const FIELDS: &'static [&'static ::session_core::__private::Field] = &[
            <__StoredFields as ::session_core::__private::StoredField<0>>::FIELD,
            <__StoredFields as ::session_core::__private::StoredField<1>>::FIELD,
            <__StoredFields as ::session_core::__private::StoredField<2>>::FIELD,
            <__StoredFields as ::session_core::__private::StoredField<3>>::FIELD,
            <__StoredFields as ::session_core::__private::StoredField<4>>::FIELD,
        ];
        const REMOVED: &'static [&'static str] = &[];
        #[allow(unused_mut, unused_variables, reason = "a struct may have no field")]
        fn read_fields<__R: ::session_core::__private::FieldReader>(
            reader: &mut __R,
        ) -> ::core::result::Result<Self, __R::Error> {
            let found = (
                ::session_core::__private::read_stored::<__StoredFields, 0, _>(reader)?,
                ::session_core::__private::read_stored::<__StoredFields, 1, _>(reader)?,
                ::session_core::__private::read_stored::<__StoredFields, 2, _>(reader)?,
                ::session_core::__private::read_stored::<__StoredFields, 3, _>(reader)?,
                ::session_core::__private::read_stored::<__StoredFields, 4, _>(reader)?,
            );
            use ::session_core::__private::NoStructDefault as _;
            let default = if found.0.is_none() || found.1.is_none() || found.2.is_none()
                || found.3.is_none() || found.4.is_none()
            {
                ::session_core::__private::StructDefault::<Self>::whole()
            } else {
                ::core::option::Option::None
            };
            ::core::result::Result::Ok(
                if let ::core::option::Option::Some(mut default) = default {
                    ::session_core::__private::fill(&mut default.visits, found.0);
                    ::session_core::__private::fill(&mut default.note, found.1);
                    ::session_core::__private::fill(&mut default.page, found.2);
                    ::session_core::__private::fill(&mut default.tour, found.3);
                    ::session_core::__private::fill(&mut default.step, found.4);
                    default
                } else {
                    Self {
                        visits: ::session_core::__private::or_default::<
                            __StoredFields,
                            0,
                            __R,
                        >(found.0)?,
                        note: ::session_core::__private::or_default::<
                            __StoredFields,
                            1,
                            __R,
                        >(found.1)?,
                        page: ::session_core::__private::or_default::<
                            __StoredFields,
                            2,
                            __R,
                        >(found.2)?,
                        tour: ::session_core::__private::or_default::<
                            __StoredFields,
                            3,
                            __R,
                        >(found.3)?,
                        step: ::session_core::__private::or_default::<
                            __StoredFields,
                            4,
                            __R,
                        >(found.4)?,
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
            ::session_core::__private::write_stored::<
                __StoredFields,
                2,
                _,
            >(self, &default, writer)?;
            ::session_core::__private::write_stored::<
                __StoredFields,
                3,
                _,
            >(self, &default, writer)?;
            ::session_core::__private::write_stored::<
                __StoredFields,
                4,
                _,
            >(self, &default, writer)?;
            ::core::result::Result::Ok(())
        }
    }
    #[automatically_derived]
    impl ::session_core::__private::StoredField<0> for __StoredFields {
        type Record = Shop;
        type Type = u64;
        const POLICY: ::session_core::__private::Policy<u64> = ::session_core::__private::Policy::add();
        const FIELD: &'static ::session_core::__private::Field = &::session_core::__private::Field {
            merge: ::core::option::Option::Some("add"),
            shape: {
                use ::session_core::__private::NoShape as _;
                ::session_core::__private::ShapeOf::<u64>::SHAPE
            },
            ..::session_core::__private::Field::new("visits", "visits", "u64")
                .merged_by(
                    &<__StoredFields as ::session_core::__private::StoredField<
                        0,
                    >>::POLICY,
                )
        };
        fn default() -> ::core::option::Option<u64> {
            use ::session_core::__private::NoStructDefault as _;
            ::session_core::__private::StructDefault::<Shop>::of_type::<u64>()
        }
        #[inline]
        fn get(record: &Shop) -> &u64 {
            &record.visits
        }
    }
    #[automatically_derived]
    impl ::session_core::__private::StoredField<1> for __StoredFields {
        type Record = Shop;
        type Type = String;
        const POLICY: ::session_core::__private::Policy<String> = ::session_core::__private::Policy::by(|
            base,
            mine,
            theirs|
        { ::session_core::__private::merge_by(Shop::longer, base, mine, theirs) });
        const FIELD: &'static ::session_core::__private::Field = &::session_core::__private::Field {
            merge: ::core::option::Option::Some("Shop::longer"),
            shape: {
                use ::session_core::__private::NoShape as _;
                ::session_core::__private::ShapeOf::<String>::SHAPE
            },
            ..::session_core::__private::Field::new("note", "note", "String")
                .merged_by(
                    &<__StoredFields as ::session_core::__private::StoredField<
                        1,
                    >>::POLICY,
                )
        };
        fn default() -> ::core::option::Option<String> {
            use ::session_core::__private::NoStructDefault as _;
            ::session_core::__private::StructDefault::<Shop>::of_type::<String>()
        }
        #[inline]
        fn get(record: &Shop) -> &String {
            &record.note
        }
    }
    #[automatically_derived]
    impl ::session_core::__private::StoredField<2> for __StoredFields {
        type Record = Shop;
        type Type = u32;
        const FIELD: &'static ::session_core::__private::Field = &::session_core::__private::Field {
            merge: ::core::option::Option::Some("last"),
            shape: {
                use ::session_core::__private::NoShape as _;
                ::session_core::__private::ShapeOf::<u32>::SHAPE
            },
            ..::session_core::__private::Field::new("page", "page", "u32")
        };
        fn default() -> ::core::option::Option<u32> {
            use ::session_core::__private::NoStructDefault as _;
            ::session_core::__private::StructDefault::<Shop>::of_type::<u32>()
        }
        #[inline]
        fn get(record: &Shop) -> &u32 {
            &record.page
        }
    }
    #[automatically_derived]
    impl ::session_core::__private::StoredField<3> for __StoredFields {
        type Record = Shop;
        type Type = Option<u32>;
        const FIELD: &'static ::session_core::__private::Field = &::session_core::__private::Field {
            group: ::core::option::Option::Some("tour"),
            shape: {
                use ::session_core::__private::NoShape as _;
                ::session_core::__private::ShapeOf::<Option<u32>>::SHAPE
            },
            ..::session_core::__private::Field::new("tour", "tour", "Option<u32>")
        };
        fn default() -> ::core::option::Option<Option<u32>> {
            use ::session_core::__private::NoStructDefault as _;
            ::session_core::__private::StructDefault::<Shop>::of_type::<Option<u32>>()
        }
        #[inline]
        fn get(record: &Shop) -> &Option<u32> {
            &record.tour
        }
    }
    #[automatically_derived]
    impl ::session_core::__private::StoredField<4> for __StoredFields {
        type Record = Shop;
        type Type = u8;
        const FIELD: &'static ::session_core::__private::Field = &::session_core::__private::Field {
            group: ::core::option::Option::Some("tour"),
            shape: {
                use ::session_core::__private::NoShape as _;
                ::session_core::__private::ShapeOf::<u8>::SHAPE
            },
            ..::session_core::__private::Field::new("step", "step", "u8")
        };
        fn default() -> ::core::option::Option<u8> {
            use ::session_core::__private::NoStructDefault as _;
            ::session_core::__private::StructDefault::<Shop>::of_type::<u8>()
        }
        #[inline]
        fn get(record: &Shop) -> &u8 {
            &record.step
        }
    }
    #[automatically_derived]
    impl ::session_core::__private::Record for Shop {
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
