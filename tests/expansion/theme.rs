enum Theme {
    Light,
    #[session(was = "Black")]
    Dark,
    Custom(Colors),
}
