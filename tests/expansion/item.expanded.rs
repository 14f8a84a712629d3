const _: () = {
    static __HOLDS_FOREIGN: ::session_core::__private::HoldsForeign = ::session_core::__private::HoldsForeign::new();
    enum __StoredFields {}
    #[automatically_derived]
    impl ::session_core::__private::StoredField<0> for __StoredFields {
        type Record = Item;
        type Type = u64;
        const FIELD: &'static ::session_core::__private::Field = &::session_core::__private::Field {
            aliases: &["product"],
            shape: {
                use ::session_core::__private::NoShape as _;
                ::session_core::__private::ShapeOf::<u64>::SHAPE
            },
            ..::session_core::__private::Field::new("p", "product_id", "u64")
        };
        fn default() -> ::core::option::Option<u64> {
            ::session_core::__private::absent_stored::<Self, 0>()
        }
        #[inline]
        fn get(record: &Item) -> &u64 {
            &record.product_id
        }
    }
    #[automatically_derived]
    impl ::session_core::__private::StoredField<1> for __StoredFields {
        type Record = Item;
        type Type = u16;
        const FIELD: &'static ::session_core::__private::Field = &::session_core::__private::Field {
            default: true,
            shape: {
                use ::session_core::__private::NoShape as _;
                ::session_core::__private::ShapeOf::<u16>::SHAPE
            },
            ..::session_core::__private::Field::new("quantity", "quantity", "u16")
        };
        fn default() -> ::core::option::Option<u16> {
            let value: u16 = 1;
            ::core::option::Option::Some(value)
        }
        #[inline]
        fn get(record: &Item) -> &u16 {
            &record.quantity
        }
    }
    #[automatically_derived]
    impl ::session_core::__private::NamedFields for Item {
        const NAME: &'static str = "Item";
        const FIELDS: &'static [&'static ::session_core::__private::Field] = &[
            <__StoredFields as ::session_core::__private::StoredField<0>>::FIELD,
            <__StoredFields as ::session_core::__private::StoredField<1>>::FIELD,
        ];
        #[allow(unused_mut, unused_variables, reason = "a struct may have no field")]
        fn read<'de, __A: ::session_core::__private::serde::de::MapAccess<'de>>(
            entries: &mut ::session_core::__private::Entries<__A>,
        ) -> ::core::result::Result<Self, __A::Error> {
            let mut slots = (
                ::session_core::__private::Slot::<__StoredFields, 0>::EMPTY,
                ::session_core::__private::Slot::<__StoredFields, 1>::EMPTY,
            );
            while let ::core::option::Option::Some(index) = entries.next_field()? {
                match index {
                    0 => entries.read(&mut slots.0)?,
                    1 => entries.read(&mut slots.1)?,
                    _ => ::core::unreachable!(),
                }
            }
            let found = (slots.0.into_found(), slots.1.into_found());
            use ::session_core::__private::NoStructDefault as _;
            let default = if found.0.is_none() {
                ::session_core::__private::StructDefault::<Self>::whole()
            } else {
                ::core::option::Option::None
            };
            ::core::result::Result::Ok(
                if let ::core::option::Option::Some(mut default) = default {
                    ::session_core::__private::fill(&mut default.product_id, found.0);
                    default.quantity = ::session_core::__private::or_named_default::<
                        __StoredFields,
                        1,
                        __A::Error,
                    >(found.1)?;
                    default
                } else {
                    Self {
                        product_id: ::session_core::__private::or_named_default::<
                            __StoredFields,
                            0,
                            __A::Error,
                        >(found.0)?,
                        quantity: ::session_core::__private::or_named_default::<
                            __StoredFields,
                            1,
                            __A::Error,
                        >(found.1)?,
                    }
                },
            )
        }
    }
    #[automatically_derived]
    impl ::session_core::SessionValue for Item {
        const ONLY_BY_DERIVE: ::session_core::__private::Derived = ::session_core::__private::Derived;
        const SHAPE: &'static ::session_core::__private::Shape = &::session_core::__private::Shape::Declared(
            &::session_core::__private::DeclaredType {
                name: "Item",
                module: ::core::module_path!(),
                id: ::core::any::TypeId::of::<Item>,
                holds_foreign: || __HOLDS_FOREIGN.get::<Item>(),
                content: ::session_core::__private::DeclaredContent::Names {
                    fields: <Item as ::session_core::__private::NamedFields>::FIELDS,
                    removed: &["gift"],
                    has_default: {
                        use ::session_core::__private::NoStructDefault as _;
                        ::session_core::__private::StructDefault::<Item>::IS_THERE
                    },
                },
            },
        );
    }
    #[automatically_derived]
    impl ::session_core::__private::serde::Serialize for Item {
        fn serialize<__S: ::session_core::__private::serde::Serializer>(
            &self,
            serializer: __S,
        ) -> ::core::result::Result<__S::Ok, __S::Error> {
            #[allow(unused_mut, reason = "a struct may have no field")]
            let mut fields = ::session_core::__private::serde::Serializer::serialize_struct(
                serializer,
                "Item",
                2,
            )?;
            ::session_core::__private::write_named::<
                __StoredFields,
                0,
                _,
            >(self, &mut fields)?;
            ::session_core::__private::write_named::<
                __StoredFields,
                1,
                _,
            >(self, &mut fields)?;
            ::session_core::__private::serde::ser::SerializeStruct::end(fields)
        }
    }
    #[automatically_derived]
    impl<'de> ::session_core::__private::serde::Deserialize<'de> for Item {
        fn deserialize<__D: ::session_core::__private::serde::Deserializer<'de>>(
            deserializer: __D,
        ) -> ::core::result::Result<Self, __D::Error> {
            ::session_core::__private::read_named(deserializer)
        }
    }
};
