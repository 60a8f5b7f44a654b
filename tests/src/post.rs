//! A mail server on this machine: it speaks enough of SMTP (RFC 5321) over a real socket to be handed mail, keeps what it took,
//! and can be down, busy, picky or slow to answer. It never sends anything on.

use std::collections::BTreeSet;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// How long a mail that must come is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running mail server. Clones are the same.
#[derive(Debug, Clone)]
pub struct PostOffice {
    port: u16,
    desk: Arc<(Mutex<Desk>, Condvar)>,
}

/// How it deals with who comes.
#[derive(Debug, Clone, Default)]
pub struct Manners {
    /// It takes nothing now (451).
    pub is_busy: bool,
    /// It keeps what it is handed and never says so.
    pub is_mute: bool,
    /// It knows nobody of these addresses (550).
    pub unknown: BTreeSet<String>,
    /// It wants this name and password (535 for others).
    pub login: Option<(String, String)>,
}

/// Whether who comes was greeted before the stream was made private.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Greeting {
    /// It is still to be said.
    Due,
    /// It was said in the open, as before STARTTLS.
    Said,
}

#[derive(Debug, Default)]
struct Desk {
    manners: Manners,
    mails: Vec<Mail>,
    n_turned_away: usize,
}

/// One mail that was handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// The one address that it was handed over for.
    pub to: String,
    /// Headers and body, as they came.
    pub raw: String,
}

impl PostOffice {
    /// Opens it on a free port.
    pub fn open(manners: Manners) -> PostOffice {
        PostOffice::open_behind(manners, |stream| Ok((Box::new(stream), Greeting::Due)))
    }

    /// The same behind something that makes the stream private, such as TLS.
    pub fn open_behind(
        manners: Manners,
        guard: impl Fn(TcpStream) -> io::Result<(Box<dyn Wire>, Greeting)> + Send + Sync + 'static,
    ) -> PostOffice {
        let listener = TcpListener::bind("127.0.0.1:0").expect("this machine has a free port");
        let port = listener.local_addr().expect("it listens").port();
        let desk = Desk { manners, ..Desk::default() };
        let office = PostOffice { port, desk: Arc::new((Mutex::new(desk), Condvar::new())) };
        let (at_work, guard) = (office.clone(), Arc::new(guard));
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (office, guard) = (at_work.clone(), Arc::clone(&guard));
                // Whoever hangs up in the middle has handed nothing over.
                std::thread::spawn(move || {
                    let (stream, greeting) = guard(stream)?;
                    office.serve(stream, greeting)
                });
            }
        });
        office
    }

    /// Returns its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Returns its address without TLS.
    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// Changes how it deals with who comes from now on.
    pub fn change(&self, change: impl FnOnce(&mut Manners)) {
        change(&mut self.desk().manners);
    }

    /// Returns what it was handed so far.
    pub fn mails(&self) -> Vec<Mail> {
        self.desk().mails.clone()
    }

    /// Waits for so many mails in all.
    pub fn wait_for(&self, n_mails: usize) -> Vec<Mail> {
        self.wait(|desk| desk.mails.len() < n_mails).mails.clone()
    }

    /// Waits until somebody was turned away so many times.
    pub fn wait_for_turned_away(&self, n_times: usize) {
        drop(self.wait(|desk| desk.n_turned_away < n_times));
    }

    fn wait(&self, is_waiting: impl Fn(&Desk) -> bool) -> MutexGuard<'_, Desk> {
        let (_, changed) = &*self.desk;
        let (desk, timeout) = changed
            .wait_timeout_while(self.desk(), PATIENCE, |desk| is_waiting(desk))
            .expect("who serves mail does not panic");
        assert!(!timeout.timed_out(), "that mail did not come: {desk:#?}");
        desk
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.0.lock().expect("who serves mail does not panic")
    }

    fn note(&self, note: impl FnOnce(&mut Desk)) {
        note(&mut self.desk());
        self.desk.1.notify_all();
    }

    /// Serves one who has come, until they go.
    fn serve(&self, stream: Box<dyn Wire>, greeting: Greeting) -> io::Result<()> {
        let mut wire = BufReader::new(stream);
        let say = |wire: &mut BufReader<Box<dyn Wire>>, line: &str| {
            wire.get_mut().write_all(format!("{line}\r\n").as_bytes())?;
            wire.get_mut().flush()
        };
        if greeting == Greeting::Due {
            say(&mut wire, "220 post ESMTP")?;
        }
        let (mut is_known, mut to) = (false, None);
        loop {
            let line = read_line(&mut wire)?;
            let manners = self.desk().manners.clone();
            let word = line.split(' ').next().unwrap_or_default().to_ascii_uppercase();
            let answer = match word.as_str() {
                "EHLO" if manners.login.is_some() => "250-post\r\n250 AUTH PLAIN",
                "EHLO" | "NOOP" | "RSET" => "250 post",
                "AUTH" => {
                    is_known = manners.login.is_none_or(|(name, password)| {
                        line.ends_with(&STANDARD.encode(format!("\0{name}\0{password}")))
                    });
                    if is_known { "235 welcome" } else { "535 5.7.8 that is not you" }
                }
                "MAIL" if manners.login.is_some() && !is_known => "530 5.7.0 who are you",
                "MAIL" => "250 go on",
                "RCPT" => {
                    let address = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                    match (manners.is_busy, manners.unknown.contains(&address)) {
                        (true, _) => "451 4.3.0 come again later",
                        (_, true) => "550 5.1.1 nobody of that name",
                        _ => {
                            to = Some(address);
                            "250 go on"
                        }
                    }
                }
                "DATA" => {
                    say(&mut wire, "354 go on")?;
                    let raw = read_data(&mut wire)?;
                    self.note(|desk| desk.mails.extend(to.take().map(|to| Mail { to, raw })));
                    if manners.is_mute {
                        // Until the other side gives up.
                        return wire.read_to_end(&mut Vec::new()).map(drop);
                    }
                    "250 taken"
                }
                "QUIT" => return say(&mut wire, "221 bye"),
                _ => "502 what",
            };
            if answer.starts_with(['4', '5']) {
                self.note(|desk| desk.n_turned_away += 1);
            }
            say(&mut wire, answer)?;
        }
    }
}

/// A stream in both directions.
pub trait Wire: Read + Write + Send {}

impl<T: Read + Write + Send> Wire for T {}

fn read_line(wire: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    if wire.read_line(&mut line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// Reads a mail up to the dot that ends it.
fn read_data(wire: &mut impl BufRead) -> io::Result<String> {
    let mut raw = String::new();
    loop {
        match read_line(wire)?.as_str() {
            "." => return Ok(raw),
            line => {
                raw += line.strip_prefix('.').unwrap_or(line);
                raw += "\n";
            }
        }
    }
}

impl Mail {
    /// Returns a header in words.
    pub fn header(&self, name: &str) -> Option<String> {
        let (head, _) = self.raw.split_once("\n\n")?;
        let unfolded = head.replace("\n ", " ").replace("\n\t", " ");
        let is_it =
            |line: &&str| line.split(':').next().is_some_and(|found| found.eq_ignore_ascii_case(name));
        let line = unfolded.lines().find(is_it)?;
        Some(decoded_words(line.split_once(':')?.1.trim()))
    }

    /// Returns the text as a mail program shows it.
    pub fn text(&self) -> String {
        let body = self.raw.split_once("\n\n").map_or("", |(_, body)| body);
        let bytes = match self.header("Content-Transfer-Encoding").as_deref() {
            Some("quoted-printable") => unquoted(body),
            Some("base64") => STANDARD.decode(body.replace('\n', "")).expect("that is Base64"),
            _ => body.as_bytes().to_vec(),
        };
        String::from_utf8(bytes).expect("the mail is UTF-8").replace("\r\n", "\n")
    }
}

/// Reads a header's encoded words (RFC 2047), as far as they are in Base64 or quoted.
fn decoded_words(value: &str) -> String {
    let word = |word: &str| {
        let inner = word.strip_prefix("=?utf-8?").and_then(|word| word.strip_suffix("?="));
        let bytes = match inner?.split_once('?')? {
            ("b", text) => STANDARD.decode(text).ok()?,
            (_, text) => unquoted(&text.replace('_', " ")),
        };
        String::from_utf8(bytes).ok()
    };
    let mut said = String::new();
    let mut follows_encoded = true;
    for part in value.split(' ') {
        let decoded = word(part);
        // Between two encoded words a blank means nothing.
        let is_apart = !follows_encoded || decoded.is_none();
        if is_apart && !said.is_empty() {
            said.push(' ');
        }
        follows_encoded = decoded.is_some();
        said += decoded.as_deref().unwrap_or(part);
    }
    said
}

/// Reads quoted-printable text (RFC 2045).
fn unquoted(text: &str) -> Vec<u8> {
    let text = text.replace("=\n", "");
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let quoted = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match (first, quoted.and_then(|hex| u8::from_str_radix(hex, 16).ok())) {
            (b'=', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    bytes
}
