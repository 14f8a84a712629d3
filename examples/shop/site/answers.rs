//! The shop's own pages in the place of the answers that the library gives by itself: a form that
//! may be forged, a conflict between two tabs, a store that is out of reach.
//!
//! Status and headers stay as they are, so that a script can still read `Session-Conflict`.

use axum::http::HeaderValue;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::Response;
use session_axum::{Answer, Conflict, Reason};

use super::pages::{Problem, html};

/// Puts a page in the place of an answer. A redirect stays one.
pub(super) async fn own_pages(mut response: Response) -> Response {
    let reason = response.extensions().get::<Answer>().map(|answer| answer.reason);
    let Some(page) = reason.filter(|_| !response.status().is_redirection()).map(page) else { return response };
    *response.body_mut() = html(&page).into_body();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.remove(CONTENT_LENGTH);
    response
}

const SHOP: (&str, &str) = ("/", "Back to the shop");
const ACCOUNT: (&str, &str) = ("/account", "Go to your account");

/// Returns what the visitor reads.
fn page(reason: Reason) -> Problem {
    let (title, text, next) = match reason {
        Reason::Conflict(Conflict::Superseded) => (
            "You have signed in in another tab",
            "What you have just sent came too late to be saved. Please look at your basket.",
            SHOP,
        ),
        Reason::Conflict(Conflict::Ended) => (
            "You have signed out in another tab",
            "What you have just sent came too late to be saved. If it was an order, your account knows whether we have it.",
            ("/sign-in", "Sign in"),
        ),
        Reason::Conflict(Conflict::Fields) => (
            "You have ordered in another tab",
            "Both orders came at the same moment, and we have sold you one. It is in your account.",
            ACCOUNT,
        ),
        Reason::Conflict(_) | Reason::Unavailable => {
            ("We can’t reach your basket", "Nothing is lost, and nothing is sold twice. Please try again in a moment.", SHOP)
        }
        Reason::Csrf(_) | Reason::Form(_) => (
            "This form is out of date",
            "You have signed in or out since it was shown, or it isn’t one of ours. Nothing was changed.",
            SHOP,
        ),
        _ => ("Something went wrong", "That was our mistake.", SHOP),
    };
    Problem { title, text, next }
}
