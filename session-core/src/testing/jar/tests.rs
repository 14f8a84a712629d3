//! Tests the jar's interface at the edge of every rule.

use super::set_cookie::Dropped::{self, *};
use super::set_cookie::{AGE_LIMIT, date};
use super::site::default_path;
use super::{Jar, Site, Stored};

const NOW: u64 = 1_700_000_000;
const HTTPS: &str = "https://shop.example.com/account/orders";
const HTTP: &str = "http://shop.example.com/account/orders";

fn store(jar: &mut Jar, url: &str, set_cookie: &str) -> Result<(), Dropped> {
    jar.store(set_cookie, &Site::parse(url).unwrap(), NOW)
}

fn sent(jar: &mut Jar, url: &str) -> String {
    jar.header(&Site::parse(url).unwrap(), NOW).unwrap_or_default()
}

/// Returns what a fresh browser sends to `url` once `HTTPS` has set the cookie.
fn sent_to(url: &str, set_cookie: &str) -> Result<String, Dropped> {
    let mut jar = Jar::default();
    store(&mut jar, HTTPS, set_cookie).map(|()| sent(&mut jar, url))
}

#[test]
fn sites() {
    let parse = |url| Site::parse(url).map(|Site { secure, host, path }| format!("{secure} {host} {path}"));
    assert_eq!(parse("https://Shop.example:8443/account?x#y").unwrap(), "true shop.example /account");
    assert_eq!(parse("http://shop.example?x").unwrap(), "false shop.example /");
    assert_eq!(parse("http://[::1]:3000/").unwrap(), "true [::1] /");
    assert_eq!(parse("http://[::1]").unwrap(), "true [::1] /");
    assert_eq!(parse("http://notlocalhost").unwrap(), "false notlocalhost /");
    for url in ["shop.example/", "ftp://shop.example", "https://", "https://:80", "https://me:word@shop.example"] {
        assert_eq!(parse(url), None, "{url}");
    }
}

#[test]
fn names_and_values() {
    for kept in ["a=b", "a=\"b c\"", "a=b=c", "a=", "b", "\u{a0}a=b", "a\tb=c", &format!("ab={}", "v".repeat(4094))] {
        assert_eq!(sent_to(HTTPS, kept).unwrap(), kept);
    }
    assert_eq!(sent_to(HTTPS, "\t a \t= b ").unwrap(), "a=b");
    assert_eq!(sent_to(HTTPS, "=b").unwrap(), "b");
    assert_eq!(sent_to(HTTPS, " = ; Path=/"), Err(Empty));
    assert_eq!(sent_to(HTTPS, &format!("ab={}", "v".repeat(4095))), Err(TooLong));
    for header in ["a=\0", "a=\x08", "\na=b", "a=\x1f", "a=b; x=\x7f"] {
        assert_eq!(sent_to(HTTPS, header), Err(ControlCharacter), "{header:?}");
    }
}

#[test]
fn attributes_that_need_each_other() {
    for (url, header, result) in [
        (HTTPS, "a=b; sEcUrE; unknown=1", Ok(())),
        (HTTP, "a=b; Secure", Err(InsecureSite)),
        ("http://localhost:3000", "__Host-a=b; Secure; Path=/", Ok(())),
        (HTTPS, "a=b; SameSite=None", Err(NoneWithoutSecure)),
        (HTTPS, "a=b; SameSite=None; samesite=lax", Ok(())),
        (HTTPS, "a=b; Partitioned", Err(PartitionedWithoutSecure)),
        (HTTPS, "__secure-a=b", Err(BrokenPrefix)),
        (HTTPS, "__Secure-a=b; Secure", Ok(())),
        (HTTPS, "__host-a=b; Path=/", Err(BrokenPrefix)),
        (HTTPS, "__Host-a=b; Secure", Err(BrokenPrefix)),
        (HTTPS, "__Host-a=b; Secure; Path=/account", Err(BrokenPrefix)),
        (HTTPS, "__Host-a=b; Secure; Path=/; Domain=shop.example.com", Err(BrokenPrefix)),
        (HTTPS, "__Host-a=b; Secure; Path=/; Domain=.", Err(BrokenPrefix)),
        (HTTPS, "__Host-a=b; Secure; Path=/; Domain=", Ok(())),
        (HTTPS, "__Http-a=b; HttpOnly", Err(BrokenPrefix)),
        (HTTPS, "__Http-a=b; Secure", Err(BrokenPrefix)),
        (HTTPS, "__Http-a=b; Secure; HttpOnly", Ok(())),
        (HTTPS, "__Host-Http-a=b; Secure; Path=/", Err(BrokenPrefix)),
        (HTTPS, "__Host-Http-a=b; Secure; HttpOnly", Err(BrokenPrefix)),
        (HTTPS, "__Host-Http-a=b; Secure; HttpOnly; Path=/", Ok(())),
        (HTTPS, "=__Host-a=b; Secure; Path=/", Err(BrokenPrefix)),
    ] {
        assert_eq!(store(&mut Jar::default(), url, header), result, "{url} {header}");
    }
}

#[test]
fn domains() {
    let below = |domain: &str| {
        let header = format!("a=b; Domain={domain}");
        sent_to("https://www.shop.example.com/account", &header).map(|sent| !sent.is_empty())
    };
    assert_eq!(below(""), Ok(false));
    assert_eq!(below(".Shop.Example.com"), Ok(true));
    assert_eq!(below("other.example; Domain=example.com"), Ok(true));
    assert_eq!(below(&format!("example.com; Domain={}", "x".repeat(1025))), Ok(true));
    for foreign in ["www.shop.example.com", "op.example.com", "com", "example.com.", &"x".repeat(1024)] {
        assert_eq!(below(foreign), Err(ForeignDomain), "{foreign}");
    }
    let mut jar = Jar::default();
    assert_eq!(store(&mut jar, "http://127.0.0.1", "a=b; Domain=0.0.1"), Err(ForeignDomain));
    assert_eq!(store(&mut jar, "http://127.0.0.1", "a=b; Domain=127.0.0.1"), Ok(()));
    assert_eq!(store(&mut jar, "http://localhost", "a=b; Domain=localhost"), Ok(()));
}

#[test]
fn paths() {
    for (attribute, sent, not_sent) in [
        ("", ["/account", "/account/x"], ["/", "/accounts"]),
        ("Path=account", ["/account", "/account/"], ["/", "/accounts"]),
        ("Path=/a/", ["/a/", "/a/b"], ["/a", "/ab"]),
        ("Path=/a; Path=/b", ["/b", "/b/c"], ["/a", "/"]),
    ] {
        let arrives = |path| sent_to(&format!("https://shop.example.com{path}"), &format!("a=b; {attribute}")).unwrap() != "";
        assert_eq!((sent.map(arrives), not_sent.map(arrives)), ([true; 2], [false; 2]), "{attribute}");
    }
    assert_eq!(default_path("/account"), "/");
}

#[test]
fn expiry() {
    let lasts = |attributes: &str| {
        let mut jar = Jar::default();
        store(&mut jar, HTTPS, &format!("a=b; {attributes}")).unwrap();
        jar.iter().next().map(|Stored { expires, .. }| expires.map(|expires| expires - NOW))
    };
    for longest in ["Max-Age=34560000", "Max-Age=99999999999999999999", "Expires=Fri, 31 Dec 9999 23:59:59 GMT"] {
        assert_eq!(lasts(longest), Some(Some(AGE_LIMIT)), "{longest}");
    }
    assert_eq!(lasts("Max-Age=34559999"), Some(Some(AGE_LIMIT - 1)));
    assert_eq!(lasts("Max-Age=5; Expires=Thu, 01 Jan 1970 00:00:00 GMT"), Some(Some(5)));
    assert_eq!(lasts("Expires=Tue, 14 Nov 2023 22:13:21 GMT"), Some(Some(1)));
    for gone in ["Max-Age=0", "Max-Age=-1", "Expires=Tue, 14 Nov 2023 22:13:20 GMT"] {
        assert_eq!(lasts(gone), None, "{gone}");
    }
    for ignored in ["Max-Age=", "Max-Age=-", "Max-Age=+1", "Max-Age=1.5", "Expires=0", "Expires=Thu, 32 Jan 1970 00:00:00 GMT"]
    {
        assert_eq!(lasts(ignored), Some(None), "{ignored}");
    }
    assert_eq!(date("Thu, 29 Feb 2024 00:00:00 GMT"), Some(1_709_164_800));
    assert_eq!(date("Fri, 01 Mar 2024 00:00:00 GMT"), Some(1_709_251_200));
}

#[test]
fn cookies_go_when_they_expire_or_the_browser_closes() {
    let (mut jar, site) = (Jar::default(), Site::parse(HTTPS).unwrap());
    jar.store("a=1; Max-Age=10", &site, NOW).unwrap();
    jar.store("b=2", &site, NOW).unwrap();
    assert_eq!(jar.header(&site, NOW + 9).unwrap(), "a=1; b=2");
    jar.close_window();
    assert_eq!(jar.header(&site, NOW + 9).unwrap(), "a=1");
    assert_eq!(jar.header(&site, NOW + 10), None);
}

#[test]
fn longer_paths_first_and_then_the_older_cookie() {
    let mut jar = Jar::default();
    for header in ["a=1; Path=/", "b=2; Path=/", "c=3", "a=4; Path=/", "b=5; Path=/; Domain=shop.example.com"] {
        store(&mut jar, HTTPS, header).unwrap();
    }
    assert_eq!(sent(&mut jar, HTTPS), "c=3; a=4; b=2; b=5");
    jar.value_mut("a").unwrap().push('!');
    assert_eq!(sent(&mut jar, HTTPS), "c=3; a=4!; b=2; b=5");
}

#[test]
fn a_deletion_must_be_acceptable_itself() {
    let mut jar = Jar::default();
    store(&mut jar, HTTPS, "__Host-s=one; Secure; Path=/").unwrap();
    store(&mut jar, HTTPS, "__Host-s=two; Secure; Path=/; Partitioned").unwrap();
    assert_eq!(store(&mut jar, HTTPS, "__Host-s=; Max-Age=0; Path=/"), Err(BrokenPrefix));
    assert_eq!(sent(&mut jar, HTTPS), "__Host-s=one; __Host-s=two");
    store(&mut jar, HTTPS, "__Host-s=; Max-Age=0; Secure; Path=/").unwrap();
    assert_eq!(sent(&mut jar, HTTPS), "__Host-s=two");
    store(&mut jar, HTTPS, "__Host-s=; Max-Age=0; Secure; Path=/; Partitioned").unwrap();
    assert_eq!(sent(&mut jar, HTTPS), "");
}

#[test]
fn insecure_sites_neither_get_nor_touch_secure_cookies() {
    let mut jar = Jar::default();
    store(&mut jar, HTTPS, "s=one; Secure; Path=/account").unwrap();
    assert_eq!(sent(&mut jar, HTTP), "");
    for header in ["s=two; Path=/account", "s=two; Domain=example.com", "s=; Max-Age=0", "s=two; Path=/account/x"] {
        assert_eq!(store(&mut jar, HTTP, header), Err(ShadowsSecure), "{header}");
    }
    // A cookie with a less specific path is sent after the secure one.
    store(&mut jar, HTTP, "s=two; Path=/").unwrap();
    store(&mut jar, HTTP, "s=three; Path=/").unwrap();
    assert_eq!(sent(&mut jar, HTTPS), "s=one; s=three");
    store(&mut jar, HTTPS, "d=one; Secure; Domain=example.com").unwrap();
    assert_eq!(store(&mut jar, HTTP, "d=two"), Err(ShadowsSecure));
    store(&mut jar, HTTPS, "p=one; Secure; Partitioned").unwrap();
    assert_eq!(store(&mut jar, HTTP, "p=two"), Ok(()));
}
