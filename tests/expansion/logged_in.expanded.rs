const _: () = {
    const _: () = {
        use ::session_core::__private::NoCopies as _;
        ::session_core::__private::check_not_copy(
            ::session_core::__private::Copies::<LoggedIn>::ARE_MADE,
        )
    };
    enum __StoredFields {}
    #[automatically_derived]
    impl ::session_core::__private::Fields for LoggedIn {
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
            let default = if found.0.is_none() || found.1.is_none() {
                ::session_core::__private::StructDefault::<Self>::whole()
            } else {
                ::core::option::Option::None
            };
            ::core::result::Result::Ok(
                if let ::core::option::Option::Some(mut default) = default {
                    ::session_core::__private::fill(&mut default.user, found.0);
                    ::session_core::__private::fill(&mut default.basket, found.1);
                    default
                } else {
                    Self {
                        user: ::session_core::__private::or_default::<
                            __StoredFields,
                            0,
                            __R,
                        >(found.0)?,
                        basket: ::session_core::__private::or_default::<
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
        type Record = LoggedIn;
        type Type = u64;
        const POLICY: ::session_core::__private::Policy<u64> = {
            use ::session_core::__private::NoPolicyOf as _;
            ::session_core::__private::PolicyOf::<u64>::POLICY
        };
        const FIELD: &'static ::session_core::__private::Field = &::session_core::__private::Field {
            shape: {
                use ::session_core::__private::NoShape as _;
                ::session_core::__private::ShapeOf::<u64>::SHAPE
            },
            ..::session_core::__private::Field::new("user", "user", "u64")
                .merged_by(
                    &<__StoredFields as ::session_core::__private::StoredField<
                        0,
                    >>::POLICY,
                )
        };
        fn default() -> ::core::option::Option<u64> {
            ::session_core::__private::absent_stored::<Self, 0>()
        }
        #[inline]
        fn get(record: &LoggedIn) -> &u64 {
            &record.user
        }
    }
    #[automatically_derived]
    impl ::session_core::__private::StoredField<1> for __StoredFields {
        type Record = LoggedIn;
        type Type = Vec<u32>;
        const POLICY: ::session_core::__private::Policy<Vec<u32>> = {
            use ::session_core::__private::NoPolicyOf as _;
            ::session_core::__private::PolicyOf::<Vec<u32>>::POLICY
        };
        const FIELD: &'static ::session_core::__private::Field = &::session_core::__private::Field {
            shape: {
                use ::session_core::__private::NoShape as _;
                ::session_core::__private::ShapeOf::<Vec<u32>>::SHAPE
            },
            ..::session_core::__private::Field::new("basket", "basket", "Vec<u32>")
                .merged_by(
                    &<__StoredFields as ::session_core::__private::StoredField<
                        1,
                    >>::POLICY,
                )
        };
        fn default() -> ::core::option::Option<Vec<u32>> {
            ::session_core::__private::absent_stored::<Self, 1>()
        }
        #[inline]
        fn get(record: &LoggedIn) -> &Vec<u32> {
            &record.basket
        }
    }
    #[automatically_derived]
    impl ::session_core::__private::Visible for LoggedIn {}
    #[automatically_derived]
    impl ::session_core::SessionState for LoggedIn {
        const ONLY_BY_DERIVE: ::session_core::__private::Derived = ::session_core::__private::Derived;
    }
};
