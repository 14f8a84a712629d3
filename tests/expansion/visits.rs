#[derive(Session)]
#[session(name = "shop/Visits", idle = "30m")]
struct Visits {
    count: u32,
    #[session(default = "en".to_owned(), rename = "l")]
    language: String,
}
