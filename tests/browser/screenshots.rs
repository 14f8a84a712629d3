//! Pictures of the pages, for people to look at: on a desktop and on a phone, in light and in
//! dark.

use std::path::{Path, PathBuf};
use std::{env, fs};

use serde_json::json;

use crate::person::Person;

/// The narrowest screen that a page has to fit.
const NARROW: u32 = 320;

/// A page's name, its width, and the color scheme that the person prefers.
const VIEWS: [(&str, u32, &str); 4] =
    [("light", 1100, "light"), ("dark", 1100, "dark"), ("phone-light", 390, "light"), ("phone-dark", 390, "dark")];

/// Returns the folder for the pictures: `SCREENSHOTS`, or `screenshots` in the target directory.
fn directory() -> PathBuf {
    let target = || Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("it is `<target>/tmp`").join("screenshots");
    env::var_os("SCREENSHOTS").map_or_else(target, PathBuf::from)
}

impl Person<'_> {
    /// Takes four pictures of the page, each of its whole length.
    pub(crate) async fn take_pictures(&self, name: &str) {
        self.check_width(name, NARROW).await;
        for (view, width, scheme) in VIEWS {
            let feature = json!({ "name": "prefers-color-scheme", "value": scheme });
            self.emulate("setEmulatedMedia", json!({ "features": [feature] })).await;
            self.check_width(name, width).await;
            let length: u32 = self.script("return `${document.documentElement.scrollHeight}`").await.parse().expect("a number");
            self.show_at(width, length).await;
            self.take_picture(&format!("{name}-{view}")).await;
        }
        self.emulate("clearDeviceMetricsOverride", json!({})).await;
    }

    /// Shows the page on a screen of this width, which it has to fit.
    async fn check_width(&self, name: &str, width: u32) {
        self.show_at(width, 700).await;
        let is_wider = "return `${document.documentElement.scrollWidth > document.documentElement.clientWidth}`";
        assert_eq!(self.script(is_wider).await, "false", "{name} is no wider than the screen at {width}");
    }

    /// Takes a picture of the visible part.
    pub(crate) async fn take_picture(&self, name: &str) {
        let directory = directory();
        fs::create_dir_all(&directory).expect("pictures can be written");
        self.window().screenshot(&directory.join(format!("{name}.png"))).await.expect("a picture");
    }

    /// Sets the size of the screen.
    pub(crate) async fn show_at(&self, width: u32, height: u32) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.emulate("setDeviceMetricsOverride", metrics).await;
    }

    async fn emulate(&self, method: &str, parameters: serde_json::Value) {
        let answer = self.window().cdp().send_raw(&format!("Emulation.{method}"), parameters).await;
        answer.expect("Chromium can emulate this");
    }
}
