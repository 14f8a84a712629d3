// A public session may have fields of private types.
mod shop {
    use serde::{Deserialize, Serialize};
    use session_core::Session;

    #[derive(Default, Serialize, Deserialize)]
    enum Theme {
        #[default]
        Light,
        Dark,
    }

    #[derive(Default, Serialize, Deserialize)]
    struct Item {
        price: u32,
    }

    #[derive(Session)]
    pub struct Preferences {
        theme: Theme,
        items: Vec<Item>,
    }

    impl Preferences {
        pub fn is_dark(&self) -> bool {
            matches!(self.theme, Theme::Dark) || self.items.iter().any(|item| item.price > 0)
        }
    }
}

fn main() {
    let fresh: shop::Preferences = session_core::format::Record::fresh();
    assert!(!fresh.is_dark());
}
