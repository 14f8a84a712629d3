#[session(lifetime = "12h")]
struct Shop {
    #[session(merge = add)]
    visits: u64,
    #[session(merge = "Shop::longer")]
    note: String,
    #[session(merge = last)]
    page: u32,
    #[session(group = "tour")]
    tour: Option<u32>,
    #[session(group = "tour")]
    step: u8,
}
