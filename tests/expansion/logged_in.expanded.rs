const _: () = {
    enum __Slots {}
    #[automatically_derived]
    impl ::session_core::record::Fields for LoggedIn {
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
                user: ::session_core::record::read_slot::<__Slots, 0, _>(reader)?,
                basket: ::session_core::record::read_slot::<__Slots, 1, _>(reader)?,
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
        type Record = LoggedIn;
        type Type = u64;
        const FIELD: &'static ::session_core::field::Field = &::session_core::field::Field::new(
            "user",
            "user",
            "u64",
        );
        fn start() -> ::core::option::Option<u64> {
            use ::session_core::start::NotStarting as _;
            ::session_core::start::Starting::<LoggedIn>::state()
                .map(|record| record.user)
                .or_else(::session_core::record::absent_slot::<Self, 0>)
        }
        #[inline]
        fn get(record: &LoggedIn) -> &u64 {
            &record.user
        }
    }
    #[automatically_derived]
    impl ::session_core::record::Slot<1> for __Slots {
        type Record = LoggedIn;
        type Type = Vec<u32>;
        const FIELD: &'static ::session_core::field::Field = &::session_core::field::Field::new(
            "basket",
            "basket",
            "Vec<u32>",
        );
        fn start() -> ::core::option::Option<Vec<u32>> {
            use ::session_core::start::NotStarting as _;
            ::session_core::start::Starting::<LoggedIn>::state()
                .map(|record| record.basket)
                .or_else(::session_core::record::absent_slot::<Self, 1>)
        }
        #[inline]
        fn get(record: &LoggedIn) -> &Vec<u32> {
            &record.basket
        }
    }
    #[automatically_derived]
    impl ::session_core::Visible for LoggedIn {}
    #[automatically_derived]
    impl ::session_core::SessionState for LoggedIn {}
};
