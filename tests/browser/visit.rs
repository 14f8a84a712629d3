//! What a person does in the shop, from the basket to the sign-out, and what stays when the
//! browser closes.

use crate::chromium::Profile;
use crate::person::Person;
use crate::server::Shop;

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_from_the_basket_to_the_sign_out() {
    let (profile, shop) = (Profile::new(), Shop::start().await);
    let ada = Person::with(&profile, &shop.server).await;

    ada.open("/").await;
    ada.take_pictures("01-shop").await;
    for (tea, name) in [("assam", "Assam"), ("mint", "Moroccan mint"), ("assam", "Assam")] {
        ada.click(&format!("form[action='/basket/add'] button[value={tea}]")).await;
        ada.read(&format!("{name} is in your basket.")).await;
    }
    ada.read("€18.40").await;
    ada.take_pictures("02-basket").await;

    ada.click("nav a[href='/sign-in']").await;
    ada.arrive("/sign-in").await;
    ada.take_pictures("03-sign-in").await;
    ada.fill("name", "ada").await;
    ada.fill("password", "difference engine\n").await;
    ada.read("That name and password don’t match.").await;
    ada.take_pictures("04-refused").await;

    ada.give_password(false).await;
    ada.take_pictures("05-code").await;
    ada.give_code(shop.wrong_code()).await;
    ada.read("That isn’t the code. You have 4 more tries.").await;
    ada.take_pictures("06-wrong-code").await;
    ada.give_code(&shop.code()).await;

    ada.arrive("/account").await;
    ada.read("Welcome, Ada!").await;
    assert_eq!(ada.heading().await, "Ada’s account");
    ada.read("€18.40").await;
    ada.take_pictures("07-account").await;

    ada.open("/").await;
    assert_eq!(ada.heading().await, "Hello, Ada");
    ada.take_pictures("08-shop-signed-in").await;
    ada.open("/account").await;
    ada.click("button[formaction='/sign-out']").await;
    ada.arrive("/").await;
    ada.read("You are signed out").await;
    ada.take_pictures("09-signed-out").await;
    ada.open("/account").await;
    assert_eq!(ada.path().await, "/sign-in");
    ada.close().await;
}

/// On a phone the page is long. A person who has put something into the basket is shown the same
/// part of it, and the shop's message.
#[tokio::test(flavor = "multi_thread")]
async fn a_phone_stays_at_the_tea_that_was_added() {
    let (profile, shop) = (Profile::new(), Shop::start().await);
    let ada = Person::with(&profile, &shop.server).await;
    ada.show_at(390, 700).await;
    ada.open("/").await;
    ada.click("form[action='/basket/add'] button[value=mint]").await;
    ada.read("Moroccan mint is in your basket.").await;
    ada.see("#tea-mint button").await;
    ada.see(".message").await;
    ada.take_picture("12-added-phone").await;

    ada.click("button[aria-label='Add one Moroccan mint']").await;
    ada.read("€11.20").await;
    ada.see("button[aria-label='Add one Moroccan mint']").await;
    ada.see(".message").await;
    ada.close().await;
}

/// Two tabs are one visitor, until one of them signs in. The forms that the other one still shows
/// are then worthless.
#[tokio::test(flavor = "multi_thread")]
async fn a_form_from_before_the_sign_in_is_refused() {
    let (profile, shop) = (Profile::new(), Shop::start().await);
    let ada = Person::with(&profile, &shop.server).await;
    ada.open("/").await;
    let header = ada.header().await;
    let first = ada.window().window().await.expect("a tab");
    let second = ada.window().new_tab().await.expect("another tab");
    ada.window().switch_to_window(second).await.expect("it is open");
    ada.sign_in(&shop, false).await;

    ada.window().switch_to_window(first).await.expect("it is open");
    ada.click("form[action='/basket/add'] button[value=assam]").await;
    ada.read("This form is out of date").await;
    assert_eq!(ada.header().await, header, "nothing jumps on the way from page to page");
    ada.take_pictures("10-out-of-date").await;
    ada.click("main a").await;
    ada.arrive("/").await;
    ada.read("Your basket is empty.").await;
    ada.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_browser_forgets_the_sign_in_and_keeps_the_name() {
    let (profile, shop) = (Profile::new(), Shop::start().await);
    let ada = Person::with(&profile, &shop.server).await;
    ada.sign_in(&shop, true).await;
    let names: Vec<String> = ada.cookies().await.into_iter().map(|cookie| cookie.name).collect();
    assert!(["__Host-login", "__Host-device"].iter().all(|name| names.iter().any(|known| known == name)), "{names:?}");
    let signed_in = ada.cookie("__Host-login").await.map(|cookie| cookie.value);
    ada.close().await;

    let ada = Person::with(&profile, &shop.server).await;
    ada.open("/").await;
    assert_eq!(ada.heading().await, "Good to see you, Ada");
    ada.take_pictures("11-remembered").await;
    let login = ada.cookie("__Host-login").await.map(|cookie| cookie.value);
    assert_ne!(login, signed_in, "it went with the window, and the page's form has begun another");
    assert!(ada.cookie("__Host-device").await.is_some(), "it was to stay");
    ada.open("/account").await;
    assert_eq!(ada.path().await, "/sign-in", "the account is closed all the same");
    assert_eq!(ada.value("name").await, "ada", "the name is filled in");

    ada.open("/").await;
    ada.click("form[action='/sign-out'] button").await;
    ada.read("this browser has forgotten you").await;
    assert!(ada.cookie("__Host-device").await.is_none());
    ada.close().await;
}
