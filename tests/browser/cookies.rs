//! The cookies as the browser keeps them, and as an attacker puts old ones back.

use std::time::{SystemTime, UNIX_EPOCH};

use thirtyfour::Cookie;
use thirtyfour::common::cookie::SameSite;

use crate::chromium::Profile;
use crate::person::Person;
use crate::server::Shop;

#[tokio::test(flavor = "multi_thread")]
async fn the_browser_keeps_them_for_this_host_and_from_scripts() {
    let (profile, shop) = (Profile::new(), Shop::start().await);
    let ada = Person::with(&profile, &shop.server).await;
    ada.sign_in(&shop, true).await;
    let mut cookies = ada.cookies().await;
    cookies.sort_by(|one, other| one.name.cmp(&other.name));
    let names: Vec<&str> = cookies.iter().map(|cookie| &*cookie.name).collect();
    assert_eq!(names, ["__Host-device", "__Host-login", "__Host-page"]);
    for cookie in &cookies {
        assert_eq!(cookie.domain.as_deref(), Some("localhost"), "{}: no dot, so no subdomain has it", cookie.name);
        assert_eq!(cookie.path.as_deref(), Some("/"), "{}", cookie.name);
        assert_eq!((cookie.secure, cookie.http_only), (Some(true), Some(true)), "{}", cookie.name);
        assert_eq!(cookie.same_site, Some(SameSite::Lax), "{}", cookie.name);
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is later than 1970").as_secs();
    let [device, login, page] = &*cookies else { unreachable!("there are three names") };
    assert_eq!((login.expiry, page.expiry), (None, None), "they go when the browser closes");
    let left = device.expiry.expect("it is persistent") - i64::try_from(now).expect("soon");
    let days = 30 * 24 * 60 * 60;
    assert!((days - 300..=days + 1).contains(&left), "for 30 days since the sign-in, and not {left} seconds");

    assert_eq!(ada.script("return document.cookie").await, "", "a script sees none of them");
    ada.close().await;
}

/// The table of codes counts, whichever cookies the browser presents.
#[tokio::test(flavor = "multi_thread")]
async fn a_saved_cookie_has_five_tries_however_often_it_is_put_back() {
    let (profile, shop) = (Profile::new(), Shop::start().await);
    let mallory = Person::with(&profile, &shop.server).await;
    mallory.give_password(false).await;
    let saved = mallory.cookie("__Host-login").await.expect("a session that awaits a code").value;

    for left in ["4 more tries", "3 more tries", "2 more tries", "one more try", "can’t be used any more"] {
        mallory.put_back(&saved).await;
        mallory.give_code(shop.wrong_code()).await;
        mallory.read(left).await;
    }
    mallory.put_back(&saved).await;
    mallory.give_code(&shop.code()).await;
    mallory.arrive("/sign-in").await;
    mallory.read("can’t be used any more").await;
    mallory.open("/account").await;
    assert_eq!(mallory.path().await, "/sign-in", "the sixth code was the right one");
    mallory.close().await;
}

impl Person<'_> {
    /// Replaces the present cookie by a saved one, and looks at the page for the code.
    async fn put_back(&self, value: &str) {
        let mut cookie = Cookie::new("__Host-login", value);
        cookie.set_path("/");
        cookie.set_secure(true);
        self.window().add_cookie(cookie).await.expect("it is a cookie of this site");
        self.open("/sign-in/code").await;
        assert_eq!(self.path().await, "/sign-in/code", "the cookie is valid, and a code is awaited");
    }
}
