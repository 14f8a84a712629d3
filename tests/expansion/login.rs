#[derive(Session)]
#[session(name = "shop/Login")]
enum Login {
    #[session(start, to(LoggedIn resets_lifetime))]
    Anonymous(Anonymous),
    #[session(to(Anonymous), idle = "30m", lifetime = "12h", otherwise = "/sign-in", no_store)]
    LoggedIn(LoggedIn),
}
