const _: () = {
    static __HOLDS_FOREIGN: ::session_core::__private::HoldsForeign = ::session_core::__private::HoldsForeign::new();
    enum __Values {}
    #[automatically_derived]
    impl ::session_core::__private::VariantValue<2> for __Values {
        type Type = Colors;
        const FIELD: &'static ::session_core::__private::Field = &::session_core::__private::Field {
            shape: {
                use ::session_core::__private::NoShape as _;
                ::session_core::__private::ShapeOf::<Colors>::SHAPE
            },
            ..::session_core::__private::Field::new("Custom", "Custom", "Colors")
        };
    }
    #[automatically_derived]
    impl ::session_core::__private::Variants for Theme {
        const NAME: &'static str = "Theme";
        const VARIANTS: &'static [::session_core::__private::ValueVariant] = &[
            ::session_core::__private::ValueVariant {
                name: "Light",
                aliases: &[],
                value: ::core::option::Option::None,
            },
            ::session_core::__private::ValueVariant {
                name: "Dark",
                aliases: &["Black"],
                value: ::core::option::Option::None,
            },
            ::session_core::__private::ValueVariant {
                name: "Custom",
                aliases: &[],
                value: ::core::option::Option::Some(
                    <__Values as ::session_core::__private::VariantValue<2>>::FIELD,
                ),
            },
        ];
        const NAMES: &'static [&'static str] = &["Light", "Dark", "Black", "Custom"];
        fn read<'de, __A: ::session_core::__private::serde::de::VariantAccess<'de>>(
            index: usize,
            content: __A,
        ) -> ::core::result::Result<Self, __A::Error> {
            match index {
                0 => {
                    ::session_core::__private::serde::de::VariantAccess::unit_variant(
                            content,
                        )
                        .map(|()| Self::Light)
                }
                1 => {
                    ::session_core::__private::serde::de::VariantAccess::unit_variant(
                            content,
                        )
                        .map(|()| Self::Dark)
                }
                2 => {
                    ::session_core::__private::read_variant_value::<
                        __Values,
                        2,
                        _,
                    >(content)
                        .map(Self::Custom)
                }
                _ => ::core::unreachable!(),
            }
        }
    }
    #[automatically_derived]
    impl ::session_core::SessionValue for Theme {
        const ONLY_BY_DERIVE: ::session_core::__private::Derived = ::session_core::__private::Derived;
        const SHAPE: &'static ::session_core::__private::Shape = &::session_core::__private::Shape::Declared(
            &::session_core::__private::DeclaredType {
                name: "Theme",
                module: ::core::module_path!(),
                id: ::core::any::TypeId::of::<Theme>,
                holds_foreign: || __HOLDS_FOREIGN.get::<Theme>(),
                content: ::session_core::__private::DeclaredContent::Variants(
                    <Theme as ::session_core::__private::Variants>::VARIANTS,
                ),
            },
        );
    }
    #[automatically_derived]
    impl ::session_core::__private::serde::Serialize for Theme {
        fn serialize<__S: ::session_core::__private::serde::Serializer>(
            &self,
            serializer: __S,
        ) -> ::core::result::Result<__S::Ok, __S::Error> {
            match self {
                Self::Light => {
                    ::session_core::__private::serde::Serializer::serialize_unit_variant(
                        serializer,
                        "Theme",
                        0,
                        "Light",
                    )
                }
                Self::Dark => {
                    ::session_core::__private::serde::Serializer::serialize_unit_variant(
                        serializer,
                        "Theme",
                        1,
                        "Dark",
                    )
                }
                Self::Custom(value) => {
                    ::session_core::__private::write_variant_value::<
                        __Values,
                        2,
                        _,
                    >(value, "Theme", 2, "Custom", serializer)
                }
            }
        }
    }
    #[automatically_derived]
    impl<'de> ::session_core::__private::serde::Deserialize<'de> for Theme {
        fn deserialize<__D: ::session_core::__private::serde::Deserializer<'de>>(
            deserializer: __D,
        ) -> ::core::result::Result<Self, __D::Error> {
            ::session_core::__private::read_variants(deserializer)
        }
    }
};
