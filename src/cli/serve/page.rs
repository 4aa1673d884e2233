//! The page.

/// A page, and the policy by which browsers show it.
pub(super) struct Page {
    pub(super) html: String,
    pub(super) csp: String,
}

/// The page of this server.
pub(super) fn compose() -> Page {
    Page {
        html: "<!doctype html>\n<html lang=\"zh\"><meta charset=\"utf-8\"><title>绩尺</title><h1>绩尺</h1>\n<p>接口说明：<a href=\"api/v1/openapi.json\">openapi.json</a></p>\n</html>\n".to_owned(),
        csp: "default-src 'none'".to_owned(),
    }
}
