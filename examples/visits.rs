use session_core::{Key, Session, Sessions, testing};
#[derive(Session)]
struct Visits {
    count: u32,
    #[session(rename = "n")]
    name: Option<String>,
}
#[derive(Session)]
#[session(idle = "30m", lifetime = "12h", persistent)]
struct Account {
    #[session(identity)]
    user: Option<u64>,
    #[session(default = vec![1,2])]
    basket: Vec<u32>,
    #[session(skip)]
    cache: std::sync::atomic::AtomicU32,
}
fn main() {
    let s = Sessions::<Visits>::in_cookie(Key::generate());
    let (n, closed) = testing::block_on(s.scope(None, async |mut v| {
        v.count += 1;
        v.count
    }))
    .unwrap();
    println!("{n} {} {closed:?} {:?}", closed.set_cookie().unwrap(), closed.headers());
    let c = closed.set_cookie().unwrap();
    let h = format!("a=b; {}={}", c.name(), c.value());
    let (n, closed) = testing::block_on(s.scope(&h, async |mut v| {
        v.count += 1;
        (v.count, v.origin())
    }))
    .unwrap();
    println!("{n:?} {closed:?}");
    let s = Sessions::<Account>::in_cookie(Key::generate());
    let (n, closed) = testing::block_on(s.scope(None, async |mut v| {
        v.user = Some(3);
        v.basket.push(3)
    }))
    .unwrap();
    println!("{n:?} {}", closed.set_cookie().unwrap());
    println!("{:#?}", Account::SCHEMA);
}
