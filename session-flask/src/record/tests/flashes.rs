//! Tests Flask's `_flashes` with a `Flash`, and with fields of other types.

use serde::{Deserialize, Serialize};
use session_core::{Flash, Session};

use super::{read, rewritten};
use crate::Value;

#[derive(Session)]
struct Page {
    #[session(rename = "_flashes")]
    flash: Flash,
}

/// Returns the `_flashes` that are written after a handler made a change, or `None` if the key is
/// popped.
#[track_caller]
fn changed(flashes: &str, change: impl FnOnce(&mut Flash)) -> Option<String> {
    let text = rewritten::<Page>(&in_session(flashes), |page| change(&mut page.flash));
    let rest = text.strip_prefix(r#"{"_flashes":"#)?;
    rest.strip_suffix('}').map(str::to_owned)
}

fn in_session(flashes: &str) -> String {
    format!(r#"{{"_flashes":{flashes}}}"#)
}

fn pairs(flash: &Flash) -> Vec<(&str, &str)> {
    flash.messages().iter().map(|message| (message.category(), message.text())).collect()
}

#[test]
fn messages_are_those_of_flask() {
    let came = r#"[{" t":["message","Hello"]},{" t":["warning",{" m":"<em>Testing</em>"}]}]"#;
    assert_eq!(changed(came, |_| ()).as_deref(), Some(came), "markup stays markup");
    let pushed = came.replace("}]}]", r#"}]},{" t":["error","<b>"]}]"#);
    assert_eq!(changed(came, |flash| flash.push_as("error", "<b>")), Some(pushed));
    let warning = r#"[{" t":["warning",{" m":"<em>Testing</em>"}]}]"#;
    assert_eq!(changed(came, |flash| drop(flash.take_of(&["message"]))).as_deref(), Some(warning));
    assert_eq!(changed(came, |flash| drop(flash.take())), None, "Flask pops the key");
    let pushed = changed("null", |flash| flash.push("x"));
    assert_eq!(pushed.as_deref(), Some(r#"[{" t":["message","x"]}]"#));
}

/// Messages that Flask's `flash` can put into the list, and other values that code of an
/// application can.
const ODD: [&str; 17] = [
    r#"{" t":["message",5]}"#,
    r#"{" t":["message",1.5]}"#,
    r#"{" t":["message",true]}"#,
    r#"{" t":["message",["a","b"]]}"#,
    r#"{" t":["message",{" b":"YQ=="}]}"#,
    r#"{" t":["message","\ud800"]}"#,
    r#"{" t":["message",{"\ud800":1}]}"#,
    r#"{" t":["message",1000000000000000000000000000000000000000000000000]}"#,
    r#"{" t":[1,"a"]}"#,
    r#"{" t":[null,"a"]}"#,
    r#"{" t":[{"a":1},null]}"#,
    r#"{" t":["message"]}"#,
    r#"{" t":["message","a","b"]}"#,
    r#"{"message":"a"}"#,
    r#""message""#,
    "null",
    "true",
];

#[test]
fn what_is_no_pair_of_texts_is_passed_over() {
    let message = r#"{" t":["error","b"]}"#;
    for odd in ODD {
        for came in [format!("[{odd},{message}]"), format!("[{message},{odd}]")] {
            let read = |flash: &mut Flash| assert_eq!(pairs(flash), [("error", "b")], "{came}");
            assert_eq!(changed(&came, read).as_ref(), Some(&came), "what a handler doesn't change stays as it came");
            let pushed = format!(r#"[{message},{{" t":["message","c"]}}]"#);
            assert_eq!(changed(&came, |flash| flash.push("c")), Some(pushed));
            assert_eq!(changed(&came, |flash| drop(flash.take())), None);
        }
        let alone = format!("[{odd}]");
        assert_eq!(changed(&alone, |flash| assert_eq!(flash.take(), [])), Some(alone));
    }
    let all = format!("[{}]", ODD.join(","));
    assert_eq!(changed(&all, |flash| assert_eq!(*flash, Flash::default())), Some(all));
}

#[test]
fn tags_that_are_read_as_a_text_are_messages() {
    let uuid = r#"{" u":"12345678123456789abcdef012345678"}"#;
    let date = r#"{" d":"Sun, 06 Nov 1994 08:49:37 GMT"}"#;
    let came = format!(r#"[["a",{uuid}],{{" t":["b",{date}]}}]"#);
    let uuid = ("a", "12345678-1234-5678-9abc-def012345678");
    let read = |flash: &mut Flash| assert_eq!(pairs(flash), [uuid, ("b", "Sun, 06 Nov 1994 08:49:37 GMT")]);
    assert_eq!(changed(&came, read), Some(came));
}

#[test]
fn what_is_no_list_is_no_flash() {
    for text in ["5", r#""message""#, r#"{"message":"a"}"#, r#"{" b":"YQ=="}"#] {
        assert!(read::<Page>(&in_session(text)).is_err(), "{text}");
    }
}

#[test]
fn a_field_of_another_type_sees_every_entry() {
    #[derive(Session)]
    struct Values {
        #[session(rename = "_flashes")]
        all: Vec<Value>,
    }

    #[derive(Session)]
    struct Messages {
        #[session(rename = "_flashes")]
        all: Vec<(String, Value)>,
    }

    #[derive(Session)]
    struct Texts {
        #[session(rename = "_flashes")]
        all: Vec<(String, String)>,
    }

    let text = in_session(&format!("[{}]", ODD.join(",")));
    assert_eq!(read::<Values>(&text).unwrap().0.all.len(), ODD.len());
    let text = in_session(r#"[{" t":["message",5]},{" t":["error","b"]}]"#);
    let expected = [("message".to_owned(), Value::Int(5)), ("error".to_owned(), Value::from("b"))];
    assert_eq!(read::<Messages>(&text).unwrap().0.all, expected);
    let refused = read::<Texts>(&text).map(|(texts, _)| texts.all);
    assert_eq!(refused.unwrap_err().field, Some("all"));
}

#[test]
fn a_flash_is_read_wherever_it_stands() {
    #[derive(Default, Serialize, Deserialize)]
    #[serde(untagged)]
    enum Buffered {
        Flash(Flash),
        #[default]
        Other,
    }

    #[derive(Session)]
    struct Nested {
        list: Vec<Flash>,
        option: Option<Flash>,
        buffered: Buffered,
    }

    let flash = r#"[{" t":["message","a"]}]"#;
    let text = format!(r#"{{"buffered":{flash},"list":[{flash},null,[5]],"option":[5,["message","b"]]}}"#);
    let (nested, _) = read::<Nested>(&text).unwrap();
    let list: Vec<_> = nested.list.iter().map(pairs).collect();
    assert_eq!(list, [vec![("message", "a")], vec![], vec![]]);
    assert_eq!(nested.option.as_ref().map(pairs), Some(vec![("message", "b")]));
    let Buffered::Flash(flash) = &nested.buffered else { panic!("a flash") };
    assert_eq!(pairs(flash), [("message", "a")]);
    assert_eq!(rewritten::<Nested>(&text, |_| ()), text);
}

/// Only Flask's cookie is also written by applications that put anything into the list.
#[test]
fn other_formats_hold_pairs_of_texts_only() {
    let mut flash = Flash::default();
    flash.push_as("error", "<b>");
    let text = serde_json::to_string(&flash).unwrap();
    assert_eq!(text, r#"[["error","<b>"]]"#);
    assert_eq!(serde_json::from_str::<Flash>(&text).unwrap(), flash);
    assert_eq!(serde_json::to_string(&Flash::default()).unwrap(), "null");
    assert_eq!(serde_json::from_str::<Flash>("null").unwrap(), Flash::default());
    for text in [r#"[["error",5]]"#, r#"[["error"]]"#, "[5]", "5"] {
        assert!(serde_json::from_str::<Flash>(text).is_err(), "{text}");
    }
}
