//! The example `shop` in two tabs: real ones, whose requests are open at once.

use session_core::{Key, Sessions};
use thirtyfour::{Cookie, WindowHandle};

use crate::chromium::Profile;
use crate::person::Person;
use crate::server::Server;
use crate::shop;
use crate::store::TestStore;

/// Starts the shop, with sessions in this store.
async fn start(store: &TestStore) -> Server {
    Server::start(shop::app(Sessions::in_store(Key::generate(), store.clone()))).await
}

/// The button of a form.
const ORDER: &str = "form[action='/account/order'] button";

fn add(item: &str) -> String {
    format!("form[action='/basket/add'] button[value={item}]")
}

impl Person<'_> {
    /// Opens another tab, and returns both. The other one is shown.
    async fn open_second(&self, path: &str) -> (WindowHandle, WindowHandle) {
        let first = self.window().window().await.expect("a tab");
        let second = self.window().new_tab().await.expect("another tab");
        self.show(&second).await;
        self.open(path).await;
        (first, second)
    }

    async fn show(&self, tab: &WindowHandle) {
        self.window().switch_to_window(tab.clone()).await.expect("it is open");
    }

    /// Clicks in `late`, and in `early` while that request is open, and waits until the page there
    /// says what it should. Then `late` gets its answer, and is shown.
    ///
    /// The driver waits for the page that a click leads to. So it isn't the driver that clicks in
    /// `late`, but a script that is told to by the other tab.
    async fn click_at_once(&self, store: &TestStore, late: (&WindowHandle, &str), early: (&WindowHandle, &str, &str)) {
        self.show(late.0).await;
        let clicks =
            format!("new BroadcastChannel('tabs').onmessage = () => document.querySelector(\"{}\").click(); return ''", late.1);
        self.script(&clicks).await;
        self.show(early.0).await;
        let tell = self.script("new BroadcastChannel('tabs').postMessage(''); return ''");
        let overtake = async {
            self.click(early.1).await;
            self.read(early.2).await;
        };
        store.overtake(tell, overtake).await;
        self.show(late.0).await;
    }

    async fn sign_in_to_the_shop(&self, name: &str, password: &str) {
        self.open("/sign-in").await;
        self.click(&format!("input[value={name}]")).await;
        self.fill("password", &format!("{password}\n")).await;
        self.arrive("/account").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_fill_one_basket() {
    let (profile, store) = (Profile::new(), TestStore::default());
    let server = start(&store).await;
    let ada = Person::with(&profile, &server).await;
    ada.open("/").await;
    ada.take_pictures("20-plants").await;
    let (first, second) = ada.open_second("/").await;

    ada.click_at_once(&store, (&first, &add("fern")), (&second, &add("cactus"), "Cactus is in your basket.")).await;
    ada.read("Fern is in your basket.").await;
    ada.read("€20.40").await;
    ada.take_pictures("21-both-in-the-basket").await;
    ada.show(&second).await;
    ada.open("/").await;
    ada.read("€20.40").await;

    // The same item from both tabs.
    ada.click_at_once(&store, (&first, &add("cactus")), (&second, &add("cactus"), "Cactus is in your basket.")).await;
    ada.read("€36.20").await;
    ada.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_that_order_at_once_order_once() {
    let (profile, store) = (Profile::new(), TestStore::default());
    let server = start(&store).await;
    let ada = Person::with(&profile, &server).await;
    ada.open("/").await;
    ada.click(&add("bonsai")).await;
    ada.read("Bonsai is in your basket.").await;
    ada.open("/sign-in").await;
    ada.take_pictures("22-who-are-you").await;
    ada.sign_in_to_the_shop("ada", "analytical engine").await;
    ada.read("Welcome, Ada!").await;
    ada.take_pictures("23-no-address").await;
    ada.fill("street", "5 Long Lane").await;
    ada.fill("city", "Ely\n").await;
    ada.read("It goes to 5 Long Lane, Ely.").await;
    let (first, second) = ada.open_second("/account").await;
    ada.take_pictures("24-account").await;

    ada.click_at_once(&store, (&first, ORDER), (&second, ORDER, "Thank you!")).await;
    ada.read("You have ordered in another tab").await;
    ada.take_pictures("25-conflict").await;
    ada.click("main a").await;
    ada.arrive("/account").await;
    ada.read("1 × Bonsai").await;
    ada.take_pictures("26-ordered").await;
    ada.open("/").await;
    ada.read("sold out").await;
    ada.take_pictures("27-sold-out").await;
    ada.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cookie_that_is_put_back_after_a_sign_out_opens_nothing() {
    let (profile, store) = (Profile::new(), TestStore::default());
    let server = start(&store).await;
    let grace = Person::with(&profile, &server).await;
    grace.sign_in_to_the_shop("grace", "amazing grace").await;
    let saved = grace.cookie("__Host-visit").await.expect("a session").value;
    grace.click("form[action='/sign-out'] button").await;
    grace.read("You are signed out, and so is every copy of your cookie.").await;

    let mut cookie = Cookie::new("__Host-visit", saved);
    cookie.set_path("/");
    cookie.set_secure(true);
    grace.window().add_cookie(cookie).await.expect("it is a cookie of this site");
    grace.open("/account").await;
    assert_eq!(grace.path().await, "/sign-in");
    assert_eq!(grace.heading().await, "Who are you?");
    grace.close().await;
}
