//! `jichi serve` as other programs meet it: a server in a process of its own, asked over its port.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot set up its server fails")]
#![cfg(feature = "serve")]

mod serve {
    pub mod server;
}

use std::io::{Cursor, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use serve::server::{Answer, Server, TOKEN, form, sheet};

/// A sheet with findings, and its name.
const SHEET: (&str, &str) = ("目标表.tsv", "layout-flat.tsv");

fn one() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    vec![("file", SHEET.0, sheet(SHEET.1))]
}

fn code(answer: &Answer) -> String {
    assert_eq!(answer.header("content-type"), "application/problem+json", "{answer:?}");
    let problem = answer.json();
    assert_eq!(problem["status"], answer.status);
    assert!(problem["message"].as_str().is_some_and(|text| !text.is_empty()), "{problem}");
    problem["code"].as_str().unwrap().to_owned()
}

#[test]
fn findings_records_and_reviews_are_those_of_the_commands() {
    let server = Server::start(&[]);
    for name in ["fresh-2021.tsv", "layout-flat.tsv", "formats/form-88-2019.docx"] {
        let asked = |path: &str, accept: &str| {
            let body = form(&[("file", &format!("tests/data/{name}"), sheet(name))]);
            let answer = server.post_with(path, &body, &[("Accept", accept)]);
            assert_eq!(answer.status, 200, "{path} {name} {answer:?}");
            answer.json()
        };
        let printed = |command: &str| -> Value {
            let output =
                Server::command(&[command, &format!("tests/data/{name}"), "--isolated", "--format", "json"]);
            serde_json::from_slice(&output.stdout).unwrap()
        };
        let checked = asked("check", "*/*");
        assert_eq!(checked["findings"], printed("check"), "{name}");
        assert!(checked["sheets"][0]["projects"].as_u64().unwrap() > 0, "{name}");
        assert_eq!(asked("records", "*/*")["records"], printed("records"), "{name}");
        assert_eq!(asked("review", "application/json")["reviews"], printed("review"), "{name}");
    }
}

#[test]
fn titles_are_in_the_language_of_the_page() {
    for own in ["zh", "en"] {
        let server = Server::start(&["--lang", own]);
        for (language, title) in [("zh", "资金合计不符"), ("en", "funding does not add up")] {
            let request = format!(r#"{{"documents":[{{"id":"1"}}],"settings":{{"language":"{language}"}}}}"#);
            let example = std::fs::read("src/web/page/example.xlsx").unwrap();
            let sent = [("request", "request.json", request.into_bytes()), ("1", "a.xlsx", example)];
            let lines = server.post("desk/check", &form(&sent)).body;
            let told = String::from_utf8(lines).unwrap();
            let line: Value = serde_json::from_str(told.lines().next().unwrap()).unwrap();
            assert_eq!(line["outcome"]["marks"][0]["title"], title, "a server in {own}");
        }
    }
}

#[test]
fn several_files_are_one_run() {
    let server = Server::start(&["--lang", "en"]);
    // Another school with the project of the first under another name.
    let own = sheet(SHEET.1);
    let mut other = String::from_utf8(own.clone()).unwrap();
    for (old, new) in [("205001", "205002"), ("第一中学", "第二中学"), ("校园安保服务\t", "门卫值守经费\t")]
    {
        other = other.replace(old, new);
    }
    let alone = server.post("check", &form(&[("a", "a.tsv", own.clone())])).json();
    let both = server.post("check", &form(&[("a", "a.tsv", own), ("b", "b.tsv", other.into_bytes())])).json();
    assert_eq!(both["sheets"].as_array().unwrap().len(), 2);
    let copied = |checked: &Value| {
        let findings = checked["findings"].as_array().unwrap().iter();
        findings.filter(|finding| finding["code"] == "JC604").count()
    };
    assert!(copied(&both) > copied(&alone), "{both}");
    // The server speaks English, and this request Chinese.
    let message = |path: &str| {
        server.post(path, &form(&one())).json()["findings"][0]["message"].as_str().unwrap().to_owned()
    };
    assert!(message("check").is_ascii() || !message("check").contains('，'), "{}", message("check"));
    assert_ne!(message("check"), message("check?language=zh"));
}

#[test]
fn files_come_back_under_their_names() {
    let server = Server::start(&[]);
    let names = |bytes: &[u8]| -> Vec<String> {
        let archive = zip::ZipArchive::new(Cursor::new(bytes.to_vec())).unwrap();
        archive.file_names().map(|name| name.unwrap().into_owned()).collect()
    };
    let annotated = server.post("annotate", &form(&one()));
    assert_eq!(annotated.status, 200, "{annotated:?}");
    assert!(annotated.header("content-type").contains("spreadsheetml"));
    assert!(names(&annotated.body).contains(&"xl/workbook.xml".to_owned()));
    let disposition = annotated.header("content-disposition");
    assert!(
        disposition.ends_with(
            "filename*=UTF-8''%E7%9B%AE%E6%A0%87%E8%A1%A8-%E5%AE%A1%E6%A0%B8%E6%84%8F%E8%A7%81.xlsx"
        ),
        "{disposition}"
    );
    let review = server.post("review", &form(&one()));
    assert_eq!(review.status, 200, "{review:?}");
    assert!(names(&review.body).contains(&"word/document.xml".to_owned()));
    let two = [("a", "一/表.tsv", sheet(SHEET.1)), ("b", "二/表.tsv", sheet(SHEET.1))];
    let archive = server.post("annotate", &form(&two));
    assert_eq!(archive.header("content-type"), "application/zip");
    assert_eq!(names(&archive.body).len(), 2);
    // Names that are none of a file's stay text.
    let hostile = [("a", "../\r\n\"><script>.tsv", sheet(SHEET.1))];
    let answer = server.post("annotate", &form(&hostile));
    assert!([200, 400].contains(&answer.status), "{answer:?}");
    assert!(!format!("{answer:?}").contains("<script>"));
}

#[test]
fn bytes_alone_have_their_name_in_the_address() {
    let server = Server::start(&[]);
    let bytes = ("application/octet-stream".to_owned(), sheet(SHEET.1));
    let checked = server.post("check?name=%E8%A1%A8.tsv&year=2024", &bytes);
    assert_eq!(checked.status, 200, "{checked:?}");
    assert_eq!(checked.json()["sheets"][0]["file"], "表.tsv");
    for (path, expected) in [
        ("check", "no-name"),
        ("check?name=a.tsv&year=24", "bad-query"),
        ("check?name=a.tsv&langauge=en", "bad-query"),
        ("check?name=a.tsv&year=2024&year=2025", "bad-query"),
    ] {
        assert_eq!(code(&server.post(path, &bytes)), expected, "{path}");
    }
}

#[test]
fn what_cannot_be_answered_is_told() {
    let server = Server::start(&["--max-size", "1"]);
    let typed =
        |media: &str, body: &[u8]| server.post("check?language=en", &(media.to_owned(), body.to_vec()));
    for (answer, status, expected) in [
        (typed("text/plain", b"x"), 415, "media-type"),
        (typed("application/x-www-form-urlencoded", b"a=b"), 415, "media-type"),
        (typed("multipart/form-data", b"x"), 400, "bad-body"),
        (typed("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: nonsense"), 400, "bad-body"),
        (typed("multipart/form-data; boundary=x", b"--x--\r\n"), 400, "no-file"),
        (server.post("check", &form(&[("file", "a.xlsx", b"PK\x03\x04 broken".to_vec())])), 422, "input"),
        (server.post("annotate", &form(&[("file", "a.pdf", b"%PDF-1.4".to_vec())])), 422, "input"),
        (server.post("check", &form(&[("file", "a.tsv", vec![b'x'; 2 << 20])])), 413, "too-large"),
        (server.post("nothing", &form(&one())), 404, "not-found"),
        (server.get("/api/v1/check", true), 405, "wrong-method"),
        (server.get("/nothing", true), 404, "not-found"),
    ] {
        assert_eq!((answer.status, code(&answer)), (status, expected.to_owned()), "{answer:?}");
    }
    let broken = [("a", "好.tsv", sheet(SHEET.1)), ("b", "坏.xlsx", b"PK\x03\x04 broken".to_vec())];
    let checked = server.post("check", &form(&broken)).json();
    assert_eq!(checked["sheets"].as_array().unwrap().len(), 1);
    assert_eq!(checked["errors"][0]["file"], "坏.xlsx");
    assert!(!checked["errors"][0]["help"].as_str().unwrap().is_empty());
    // Of a body whose size is not told, what is too much is not waited for.
    let mut stream = server.connect();
    let head = "POST /api/v1/check?name=a HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Type: application/octet-stream\r\n";
    write!(stream, "{head}Host: {}\r\nAuthorization: Bearer {TOKEN}\r\n\r\n", server.host).unwrap();
    let chunk = [b"100000\r\n".as_slice(), &vec![b'x'; 1 << 20], b"\r\n"].concat();
    let sent = (0..64).take_while(|_| stream.write_all(&chunk).is_ok()).count();
    assert!(sent < 64, "{sent}");
    assert_eq!(server.get("/api/v1/health", false).status, 200);
}

#[test]
fn only_those_who_may_are_answered() {
    let server = Server::start(&[]);
    let host = server.host.clone();
    let asked = |lines: &[String]| {
        let mut stream = server.connect();
        let request = format!(
            "POST /api/v1/check HTTP/1.1\r\n{}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            lines.join("\r\n")
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.split_whitespace().nth(1).unwrap_or_default().parse::<u16>().unwrap_or_default()
    };
    let own = format!("Host: {host}");
    let token = format!("Authorization: Bearer {TOKEN}");
    let port = host.rsplit(':').next().unwrap();
    for (lines, status) in [
        (vec![own.clone()], 401),
        (vec![own.clone(), "Authorization: Bearer wrong-wrong-wrong-wrong".to_owned()], 401),
        (vec![own.clone(), format!("Authorization: Basic {TOKEN}")], 401),
        // Asked for by a name that was made to lead here.
        (vec![format!("Host: evil.example:{port}"), token.clone()], 421),
        (vec![format!("Host: 127.0.0.1:{}", port.parse::<u16>().unwrap() ^ 1), token.clone()], 421),
        (vec![own.clone(), token.clone(), "Origin: http://evil.example".to_owned()], 403),
        (vec![own.clone(), token.clone(), "Origin: null".to_owned()], 403),
        (vec![own.clone(), token.clone(), format!("Origin: http://{host}")], 415),
        (vec![format!("Host: localhost:{port}"), token], 415),
    ] {
        assert_eq!(asked(&lines), status, "{lines:?}");
    }
    for path in ["/", "/api/v1/health", "/api/v1/openapi.json", "/nothing", "/api/v1/check"] {
        let answer = server.get(path, false);
        assert!(answer.header("content-security-policy").ends_with("frame-ancestors 'none'"), "{answer:?}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cache-control", "no-store"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), value, "{path}");
        }
        assert_eq!(answer.header("access-control-allow-origin"), "");
    }
    assert!(server.get("/", false).header("content-type").starts_with("text/html"));
}

#[test]
fn answers_are_as_described() {
    let server = Server::start(&[]);
    let document = server.get("/api/v1/openapi.json", false).json();
    let holds = |schema: &Value, value: &Value| {
        let whole = serde_json::json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "components": document["components"], "allOf": [schema],
        });
        let validator = jsonschema::validator_for(&whole).unwrap();
        validator.iter_errors(value).map(|error| error.to_string()).collect::<Vec<_>>()
    };
    let mut seen = 0;
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let responses = &operation["responses"];
            let asked = |body: &(String, Vec<u8>), accept: &str| match method.as_str() {
                "get" => server.get(path, false),
                _ => server.post_with(path.trim_start_matches("/api/v1/"), body, &[("Accept", accept)]),
            };
            let request = br#"{"documents":[{"id":"f1"}],"kind":"csv"}"#.to_vec();
            let good = form(&[("request", "blob", request), ("f1", SHEET.0, sheet(SHEET.1))]);
            for accept in ["*/*", "application/json"] {
                let answer = asked(&good, accept);
                assert_eq!(answer.status, 200, "{path} {answer:?}");
                let media = answer.header("content-type").split(';').next().unwrap().to_owned();
                let described = &responses["200"]["content"][&media];
                assert!(described.is_object(), "{path}: {media}");
                if media == "application/json" {
                    assert_eq!(holds(&described["schema"], &answer.json()), Vec::<String>::new(), "{path}");
                    seen += 1;
                }
            }
            if method == "post" {
                let answer = asked(&("text/plain".to_owned(), b"x".to_vec()), "*/*");
                let problem = &document["components"]["schemas"]["Problem"];
                assert_eq!(holds(problem, &answer.json()), Vec::<String>::new(), "{path}");
                assert_eq!(responses["default"]["$ref"], "#/components/responses/Problem");
            }
        }
    }
    assert!(seen >= 10, "{seen}");
}

#[test]
fn the_page_is_answered() {
    let server = Server::start(&[]);
    let asked = |what: &str, request: &str| {
        let files = [("request", "blob", request.as_bytes().to_vec()), ("f1", SHEET.0, sheet(SHEET.1))];
        server.post(&format!("desk/{what}"), &form(&files))
    };
    let opened = asked("open", r#"{"documents":[{"id":"f1"}]}"#).json();
    assert_eq!(opened["documents"][0]["id"], "f1");
    let request = r#"{"documents":[{"id":"f1","edits":[]}],"settings":{"language":"zh"}}"#;
    let lines = String::from_utf8(asked("check", request).body).unwrap();
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    let checked = server.post("check", &form(&one())).json();
    assert_eq!(lines[0]["outcome"]["findings"], checked["findings"]);
    assert_eq!(lines[1]["standing"]["departments"][0]["projects"], 2);
    let verified = asked("verify", request).json();
    assert_eq!(verified["refused"], serde_json::json!([]));
    let written = asked("write", r#"{"documents":[{"id":"f1"}],"kind":"annotated"}"#).body;
    let length = u32::from_le_bytes(written[..4].try_into().unwrap()) as usize;
    let told: Value = serde_json::from_slice(&written[4..4 + length]).unwrap();
    assert_eq!(told["name"], "目标表-审核意见.xlsx");
    assert!(written[4 + length..].starts_with(b"PK"));
    for (request, expected) in [
        ("", "bad-body"),
        ("{}x", "bad-body"),
        (r#"{"documents":[{"id":"f2"}],"kind":"csv"}"#, "input"),
        (r#"{"documents":[{"id":"f1"}],"kind":"csv","settings":{"config":"select = 1"}}"#, "config"),
    ] {
        assert_eq!(code(&asked("write", request)), expected, "{request}");
    }
}

#[test]
fn configurations_of_pages_lead_to_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret.toml");
    std::fs::write(&secret, "password = \"hunter2\"\n").unwrap();
    let server = Server::start(&[]);
    let path = secret.display();
    for config in [
        format!("extends = [\"{path}\"]"),
        format!("extends = \"{path}\""),
        format!("rules = [\"{path}\"]"),
        format!("layouts = [\"{path}\"]"),
        format!("rule-files = [\"{path}\"]"),
        format!("layout-files = [\"{path}\"]"),
    ] {
        let request = serde_json::json!({
            "documents": [{ "id": "f1" }], "kind": "csv", "settings": { "config": config },
        });
        let files = [("request", "blob", request.to_string().into_bytes()), ("f1", SHEET.0, sheet(SHEET.1))];
        let answer = server.post("desk/write", &form(&files));
        assert_eq!(code(&answer), "config", "{config}");
        assert!(!String::from_utf8_lossy(&answer.body).contains("hunter2"), "{answer:?}");
    }
}

#[test]
fn two_hundred_checks_at_once_stay_within_bounds() {
    let server = Server::start(&[]);
    let body = form(&[("file", "目标表.tsv", sheet("fresh-2021.tsv"))]);
    let first = server.post("check", &body).body;
    thread::scope(|scope| {
        let checks: Vec<_> = (0..200).map(|_| scope.spawn(|| server.post("check", &body))).collect();
        for check in checks {
            let answer = check.join().unwrap();
            assert_eq!(answer.status, 200, "{answer:?}");
            assert!(answer.body == first);
        }
    });
    if let Some(peak) = server.peak() {
        // The program itself takes some 60 MiB of it; 200 checks without a bound on how many are done at once take more.
        assert!(peak < 160 << 20, "{} MiB", peak >> 20);
    }
}

#[test]
fn what_breaks_off_leaves_nothing_behind() {
    let server = Server::start(&["--timeout", "2"]);
    let files = || server.open_files();
    assert_eq!(server.get("/api/v1/health", false).status, 200);
    let before = files();
    let half = |declared: usize| {
        let mut stream = server.connect();
        write!(
            stream,
            "POST /api/v1/check?name=a.tsv HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {TOKEN}\r\nContent-Type: \
             application/octet-stream\r\nContent-Length: {declared}\r\n\r\n",
            server.host
        )
        .unwrap();
        stream.write_all(&vec![b'x'; 1 << 16]).unwrap();
        stream
    };
    // More than there is room for at once.
    for _ in 0..40 {
        drop(half(60 << 20));
    }
    let begun = Instant::now();
    assert_eq!(server.post("check", &form(&one())).status, 200);
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    // One that sends nothing more is told so, one that says nothing at all is left.
    let mut late = half(1 << 20);
    let silent = server.connect();
    let mut slow = server.connect();
    slow.write_all(b"GET / HTTP/1.1\r\nHo").unwrap();
    let mut answer = String::new();
    late.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    for mut stream in [silent, slow] {
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
        assert!(rest.is_empty() || rest.starts_with(b"HTTP/1.1 408 "), "{}", String::from_utf8_lossy(&rest));
    }
    drop(late);
    let is_as_before = (0..50).any(|_| {
        thread::sleep(Duration::from_millis(20));
        files() == before
    });
    assert!(is_as_before, "{before:?} {:?}", files());
}

#[test]
fn it_ends_when_it_is_told_to() {
    let mut server = Server::start(&[]);
    // A connection that stays open does not keep it.
    let idle = server.connect();
    let begun = Instant::now();
    if server.interrupt() {
        assert_eq!(server.wait().code(), Some(0));
        assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
        assert!(TcpStream::connect(&server.host).is_err());
    }
    drop(idle);
}

#[test]
fn a_port_that_is_taken_is_told() {
    let server = Server::start(&[]);
    let output = Server::command(&["serve", "--isolated", "--listen", &server.host, "--lang", "en"]);
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("the port is in use"), "{told}");
}
