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
        #[allow(unused_variables, reason = "a struct may have no field")]
        fn read_fields<__R: ::session_core::__private::FieldReader>(
            reader: &mut __R,
        ) -> ::core::result::Result<Self, __R::Error> {
            ::core::result::Result::Ok(Self {
                user: ::session_core::__private::read_stored::<
                    __StoredFields,
                    0,
                    _,
                >(reader)?,
                basket: ::session_core::__private::read_stored::<
                    __StoredFields,
                    1,
                    _,
                >(reader)?,
            })
        }
        #[allow(unused_variables, reason = "a struct may have no field")]
        fn write_fields<__W: ::session_core::__private::FieldWriter>(
            &self,
            writer: &mut __W,
        ) -> ::core::result::Result<(), __W::Error> {
            ::session_core::__private::write_stored::<
                __StoredFields,
                0,
                _,
            >(self, writer)?;
            ::session_core::__private::write_stored::<
                __StoredFields,
                1,
                _,
            >(self, writer)?;
            ::core::result::Result::Ok(())
        }
    }
    #[automatically_derived]
    impl ::session_core::__private::StoredField<0> for __StoredFields {
        type Record = LoggedIn;
        type Type = u64;
        const FIELD: &'static ::session_core::__private::Field = &::session_core::__private::Field {
            shape: {
                use ::session_core::__private::NoShape as _;
                ::session_core::__private::ShapeOf::<u64>::SHAPE
            },
            ..::session_core::__private::Field::new("user", "user", "u64")
        };
        fn default() -> ::core::option::Option<u64> {
            use ::session_core::__private::NoStructDefault as _;
            ::session_core::__private::StructDefault::<LoggedIn>::whole()
                .map(|record| record.user)
                .or_else(::session_core::__private::absent_stored::<Self, 0>)
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
        const FIELD: &'static ::session_core::__private::Field = &::session_core::__private::Field {
            shape: {
                use ::session_core::__private::NoShape as _;
                ::session_core::__private::ShapeOf::<Vec<u32>>::SHAPE
            },
            ..::session_core::__private::Field::new("basket", "basket", "Vec<u32>")
        };
        fn default() -> ::core::option::Option<Vec<u32>> {
            use ::session_core::__private::NoStructDefault as _;
            ::session_core::__private::StructDefault::<LoggedIn>::whole()
                .map(|record| record.basket)
                .or_else(::session_core::__private::absent_stored::<Self, 1>)
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
