const _: () = {
    static __HOLDS_FOREIGN: ::session_core::__private::HoldsForeign = ::session_core::__private::HoldsForeign::new();
    enum __StoredFields {}
    #[automatically_derived]
    impl ::session_core::__private::StoredField<0> for __StoredFields {
        type Record = Size;
        type Type = u8;
        const FIELD: &'static ::session_core::__private::Field = &::session_core::__private::Field {
            shape: {
                use ::session_core::__private::NoShape as _;
                ::session_core::__private::ShapeOf::<u8>::SHAPE
            },
            ..::session_core::__private::Field::new("0", "0", "u8")
        };
        fn default() -> ::core::option::Option<u8> {
            ::core::option::Option::None
        }
        fn get(record: &Size) -> &u8 {
            &record.0
        }
    }
    #[automatically_derived]
    impl ::session_core::__private::StoredField<1> for __StoredFields {
        type Record = Size;
        type Type = u8;
        const FIELD: &'static ::session_core::__private::Field = &::session_core::__private::Field {
            shape: {
                use ::session_core::__private::NoShape as _;
                ::session_core::__private::ShapeOf::<u8>::SHAPE
            },
            ..::session_core::__private::Field::new("1", "1", "u8")
        };
        fn default() -> ::core::option::Option<u8> {
            ::core::option::Option::None
        }
        fn get(record: &Size) -> &u8 {
            &record.1
        }
    }
    #[automatically_derived]
    impl ::session_core::__private::PlacedFields for Size {
        const NAME: &'static str = "Size";
        const LENGTH: usize = 2;
        fn read<'de, __A: ::session_core::__private::serde::de::SeqAccess<'de>>(
            items: &mut __A,
        ) -> ::core::result::Result<Self, __A::Error> {
            ::core::result::Result::Ok(
                Self(
                    ::session_core::__private::read_placed::<
                        __StoredFields,
                        0,
                        _,
                    >(items)?,
                    ::session_core::__private::read_placed::<
                        __StoredFields,
                        1,
                        _,
                    >(items)?,
                ),
            )
        }
    }
    #[automatically_derived]
    impl ::session_core::SessionValue for Size {
        const ONLY_BY_DERIVE: ::session_core::__private::Derived = ::session_core::__private::Derived;
        const SHAPE: &'static ::session_core::__private::Shape = &::session_core::__private::Shape::Declared(
            &::session_core::__private::DeclaredType {
                name: "Size",
                module: ::core::module_path!(),
                id: ::core::any::TypeId::of::<Size>,
                holds_foreign: || __HOLDS_FOREIGN.get::<Size>(),
                content: ::session_core::__private::DeclaredContent::Places(
                    &[
                        <__StoredFields as ::session_core::__private::StoredField<
                            0,
                        >>::FIELD,
                        <__StoredFields as ::session_core::__private::StoredField<
                            1,
                        >>::FIELD,
                    ],
                ),
            },
        );
    }
    #[automatically_derived]
    impl ::session_core::__private::serde::Serialize for Size {
        fn serialize<__S: ::session_core::__private::serde::Serializer>(
            &self,
            serializer: __S,
        ) -> ::core::result::Result<__S::Ok, __S::Error> {
            let mut fields = ::session_core::__private::serde::Serializer::serialize_tuple_struct(
                serializer,
                "Size",
                2,
            )?;
            ::session_core::__private::write_placed::<
                __StoredFields,
                0,
                _,
            >(self, &mut fields)?;
            ::session_core::__private::write_placed::<
                __StoredFields,
                1,
                _,
            >(self, &mut fields)?;
            ::session_core::__private::serde::ser::SerializeTupleStruct::end(fields)
        }
    }
    #[automatically_derived]
    impl<'de> ::session_core::__private::serde::Deserialize<'de> for Size {
        fn deserialize<__D: ::session_core::__private::serde::Deserializer<'de>>(
            deserializer: __D,
        ) -> ::core::result::Result<Self, __D::Error> {
            ::session_core::__private::read_places(deserializer)
        }
    }
};
