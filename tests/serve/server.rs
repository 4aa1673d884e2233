//! A server in a process of its own, and what asks it.

use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::Duration;

use serde_json::Value;
use ureq::Agent;

pub const TOKEN: &str = "0123456789abcdef-test";
/// The longest that anything here takes.
const LONGEST: Duration = Duration::from_secs(60);

pub struct Server {
    child: Child,
    /// Address and port.
    pub host: String,
    agent: Agent,
}

/// An answer.
pub struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let body = String::from_utf8_lossy(&self.body).chars().take(300).collect::<String>();
        write!(f, "{} {:?} {body}", self.status, self.headers)
    }
}

impl Answer {
    /// Empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// The bytes of a sheet of the tests.
pub fn sheet(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)).unwrap()
}

/// The type and the bytes of a form of files: fields, names and contents.
pub fn form(files: &[(&str, &str, Vec<u8>)]) -> (String, Vec<u8>) {
    const BOUNDARY: &str = "boundary-of-a-form";
    let mut body = Vec::new();
    for (id, name, bytes) in files {
        // As browsers escape it.
        let name = name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{id}\"; filename=\"{name}\"\r\nContent-Type: \
             application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={BOUNDARY}"), body)
}

impl Server {
    /// Starts one on a free port and waits until it listens.
    pub fn start(arguments: &[&str]) -> Self {
        let mut command = program();
        command.args(["serve", "--isolated"]).args(arguments).env("JICHI_TOKEN", TOKEN);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut told = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut told).unwrap();
        let (_, rest) = told.split_once("http://").unwrap_or_else(|| panic!("{told}"));
        let (host, token) = rest.split_once("/#").unwrap();
        assert_eq!(token.trim(), TOKEN);
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(LONGEST))
            .proxy(None)
            .build()
            .new_agent();
        Self { child, host: host.to_owned(), agent }
    }

    /// Runs the program to its end.
    pub fn command(arguments: &[&str]) -> Output {
        program().args(arguments).output().unwrap()
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(LONGEST)).unwrap();
        stream
    }

    pub fn get(&self, path: &str, with_token: bool) -> Answer {
        let mut request = self.agent.get(format!("http://{}{path}", self.host));
        if with_token {
            request = request.header("Authorization", format!("Bearer {TOKEN}"));
        }
        answer(request.call())
    }

    /// Posts to a path of the interface: a type and bytes.
    pub fn post(&self, path: &str, body: &(String, Vec<u8>)) -> Answer {
        self.post_with(path, body, &[])
    }

    pub fn post_with(
        &self,
        path: &str,
        (media, bytes): &(String, Vec<u8>),
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = self.agent.post(format!("http://{}/api/v1/{path}", self.host));
        request = request.header("Authorization", format!("Bearer {TOKEN}")).header("Content-Type", media);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        answer(request.send(bytes))
    }

    /// The most memory that it has had, in bytes, where the system tells.
    pub fn peak(&self) -> Option<usize> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        Some(line.trim().trim_end_matches(" kB").parse::<usize>().ok()? << 10)
    }

    /// What files and connections it has open, where the system tells, without those that it begins with.
    pub fn open_files(&self) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(format!("/proc/{}/fd", self.child.id())) else {
            return Vec::new();
        };
        let targets = entries.flatten().filter_map(|entry| std::fs::read_link(entry.path()).ok());
        let mut names: Vec<String> = targets.map(|target| target.to_string_lossy().into_owned()).collect();
        // Which number a connection has says nothing, and the client keeps some for later.
        names.retain(|name| !name.starts_with("socket:"));
        names.sort();
        names
    }

    /// Ctrl-C, where that can be sent.
    pub fn interrupt(&self) -> bool {
        let kill = format!("kill -INT {}", self.child.id());
        cfg!(unix) && Command::new("sh").args(["-c", &kill]).status().is_ok_and(|status| status.success())
    }

    pub fn wait(&mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program, of a user who has set nothing.
fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jichi"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env_remove("JICHI_LANG").env_remove("JICHI_TOKEN");
    command
}

fn answer(result: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answer {
    let mut response = result.unwrap();
    let headers = response.headers().iter();
    let headers =
        headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()));
    let (status, headers) = (response.status().as_u16(), headers.collect());
    Answer { status, headers, body: response.body_mut().with_config().limit(1 << 28).read_to_vec().unwrap() }
}
