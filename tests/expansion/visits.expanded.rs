const _: () = {
    const _: () = ::session_core::Times::check_idle(
        ::core::time::Duration::from_secs(2592000u64),
        ::core::option::Option::Some(::core::time::Duration::from_secs(1800u64)),
    );
    #[automatically_derived]
    impl ::session_core::Session for Visits {
        const SCHEMA: &'static ::session_core::Schema = &::session_core::Schema::new(
            "shop/Visits",
            ::session_core::CookiePolicy::new("__Host-visits")
                .with_attributes(::session_core::SameSite::Lax, true, true, false),
            ::session_core::Times::new(
                ::core::time::Duration::from_secs(2592000u64),
                ::core::option::Option::Some(::core::time::Duration::from_secs(1800u64)),
                ::core::option::Option::None,
            ),
            &[
                ::session_core::State::new(
                    "",
                    <Visits as ::session_core::record::Fields>::FIELDS,
                    <Visits as ::session_core::record::Fields>::REMOVED,
                    ::session_core::Times::new(
                        ::core::time::Duration::from_secs(2592000u64),
                        ::core::option::Option::Some(
                            ::core::time::Duration::from_secs(1800u64),
                        ),
                        ::core::option::Option::None,
                    ),
                ),
            ],
        );
        type Parts = Visits;
    }
    #[automatically_derived]
    impl ::session_core::View for Visits {
        type Context = ::session_core::RequestContext<Self>;
        type Whole = Self;
        fn check(
            _: &Self::Context,
        ) -> ::core::result::Result<(), ::session_core::WrongState> {
            ::core::result::Result::Ok(())
        }
    }
    #[automatically_derived]
    impl ::session_core::Look for Visits {
        type Session = Self;
        fn look(session: &Self) -> ::core::option::Option<&Self> {
            ::core::option::Option::Some(session)
        }
    }
    #[automatically_derived]
    impl ::session_core::Touch for Visits {
        fn touch(session: &mut Self) -> ::core::option::Option<&mut Self> {
            ::core::option::Option::Some(session)
        }
        fn take(session: Self) -> ::core::option::Option<Self> {
            ::core::option::Option::Some(session)
        }
    }
    enum __Slots {}
    #[automatically_derived]
    impl ::session_core::record::Fields for Visits {
        const FIELDS: &'static [&'static ::session_core::field::Field] = &[
            <__Slots as ::session_core::record::Slot<0>>::FIELD,
            <__Slots as ::session_core::record::Slot<1>>::FIELD,
        ];
        const REMOVED: &'static [&'static str] = &[];
        #[allow(unused_variables, reason = "a struct may have no field")]
        fn read_fields<__R: ::session_core::record::FieldReader>(
            reader: &mut __R,
        ) -> ::core::result::Result<Self, __R::Error> {
            ::core::result::Result::Ok(Self {
                count: ::session_core::record::read_slot::<__Slots, 0, _>(reader)?,
                language: ::session_core::record::read_slot::<__Slots, 1, _>(reader)?,
            })
        }
        #[allow(unused_variables, reason = "a struct may have no field")]
        fn write_fields<__W: ::session_core::record::FieldWriter>(
            &self,
            writer: &mut __W,
        ) -> ::core::result::Result<(), __W::Error> {
            ::session_core::record::write_slot::<__Slots, 0, _>(self, writer)?;
            ::session_core::record::write_slot::<__Slots, 1, _>(self, writer)?;
            ::core::result::Result::Ok(())
        }
    }
    #[automatically_derived]
    impl ::session_core::record::Slot<0> for __Slots {
        type Record = Visits;
        type Type = u32;
        const FIELD: &'static ::session_core::field::Field = &::session_core::field::Field::new(
            "count",
            "count",
            "u32",
        );
        fn start() -> ::core::option::Option<u32> {
            let start: u32 = <u32 as ::session_core::start::Start>::start();
            ::core::option::Option::Some(start)
        }
        #[inline]
        fn get(record: &Visits) -> &u32 {
            &record.count
        }
    }
    #[automatically_derived]
    impl ::session_core::record::Slot<1> for __Slots {
        type Record = Visits;
        type Type = String;
        const FIELD: &'static ::session_core::field::Field = &::session_core::field::Field::new(
                "l",
                "language",
                "String",
            )
            .with_default();
        fn start() -> ::core::option::Option<String> {
            let start: String = "en".to_owned();
            ::core::option::Option::Some(start)
        }
        #[inline]
        fn get(record: &Visits) -> &String {
            &record.language
        }
    }
    #[automatically_derived]
    impl ::session_core::Visible for Visits {}
    #[automatically_derived]
    impl ::session_core::record::Record for Visits {
        fn state(&self) -> &'static ::session_core::State {
            &<Self as ::session_core::Session>::SCHEMA.states()[0]
        }
        fn read<__R: ::session_core::record::FieldReader>(
            reader: &mut __R,
        ) -> ::core::result::Result<Self, __R::Error> {
            ::session_core::record::Fields::read_fields(reader)
        }
        fn write<__W: ::session_core::record::FieldWriter>(
            &self,
            writer: &mut __W,
        ) -> ::core::result::Result<(), __W::Error> {
            ::session_core::record::Fields::write_fields(self, writer)
        }
    }
};
