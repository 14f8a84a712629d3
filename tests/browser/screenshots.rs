//! Pictures of the pages, to be looked at: on a desk and on a phone, in light and in dark.

use std::path::{Path, PathBuf};
use std::{env, fs};

use serde_json::json;

use crate::person::Person;

/// A page's name, its width, and what the person prefers.
const VIEWS: [(&str, u32, &str); 4] =
    [("light", 1100, "light"), ("dark", 1100, "dark"), ("phone-light", 390, "light"), ("phone-dark", 390, "dark")];

/// Where they go: `SCREENSHOTS`, or `screenshots` in the target directory.
fn directory() -> PathBuf {
    let target = || Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("it is `<target>/tmp`").join("screenshots");
    env::var_os("SCREENSHOTS").map_or_else(target, PathBuf::from)
}

impl Person<'_> {
    /// Takes four pictures of the page as it is, each of its whole length.
    pub(crate) async fn take_pictures(&self, name: &str) {
        let directory = directory();
        fs::create_dir_all(&directory).expect("pictures can be written");
        for (view, width, scheme) in VIEWS {
            let feature = json!({ "name": "prefers-color-scheme", "value": scheme });
            self.emulate("setEmulatedMedia", json!({ "features": [feature] })).await;
            self.show_at(width, 700).await;
            let length: u32 = self.script("return `${document.documentElement.scrollHeight}`").await.parse().expect("a number");
            let overflow =
                self.script("return `${document.documentElement.scrollWidth - document.documentElement.clientWidth}`").await;
            assert_eq!(overflow, "0", "{name} is as wide as the screen at {width}");
            self.show_at(width, length).await;
            let picture = directory.join(format!("{name}-{view}.png"));
            self.window().screenshot(&picture).await.expect("a picture");
        }
        self.emulate("clearDeviceMetricsOverride", json!({})).await;
    }

    async fn show_at(&self, width: u32, height: u32) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.emulate("setDeviceMetricsOverride", metrics).await;
    }

    async fn emulate(&self, method: &str, parameters: serde_json::Value) {
        let answer = self.window().cdp().send_raw(&format!("Emulation.{method}"), parameters).await;
        answer.expect("Chromium can emulate this");
    }
}
