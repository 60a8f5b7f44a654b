//! The real binary `kvart` on a free port with a data folder of its own, ended with the test. It never waits by sleeping: it
//! reads the lines that the server writes.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use tempfile::TempDir;

use crate::disk::Disk;

/// The password of every account that the rig makes.
pub const PASSWORD: &str = "femton-minuter";

/// How long a line that must come is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running server.
#[derive(Debug)]
pub struct Server {
    process: Child,
    address: String,
    data: TempDir,
    arguments: Vec<String>,
    site: PathBuf,
    lines: Lines,
    logs: Lines,
}

/// What the server has written so far, line by line. Clones are the same.
#[derive(Debug, Clone, Default)]
struct Lines(Arc<(Mutex<Written>, Condvar)>);

#[derive(Debug, Default)]
struct Written {
    lines: Vec<String>,
    has_ended: bool,
}

impl Lines {
    /// Reads all that a stream says, in a thread of its own.
    fn read(stream: impl Read + Send + 'static) -> Lines {
        let lines = Lines::default();
        let written = lines.clone();
        std::thread::spawn(move || {
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                written.change(|written| written.lines.push(line));
            }
            written.change(|written| written.has_ended = true);
        });
        lines
    }

    fn change(&self, change: impl FnOnce(&mut Written)) {
        let (written, changed) = &*self.0;
        change(&mut written.lock().expect("a reader of lines does not panic"));
        changed.notify_all();
    }

    /// Waits for a line that holds a text; nothing when the stream ended without.
    fn wait_for(&self, text: &str) -> Option<String> {
        let (written, changed) = &*self.0;
        let written = written.lock().expect("a reader of lines does not panic");
        let find = |written: &Written| written.lines.iter().find(|line| line.contains(text)).cloned();
        let is_waiting = |written: &mut Written| find(written).is_none() && !written.has_ended;
        let (written, timeout) = changed
            .wait_timeout_while(written, PATIENCE, is_waiting)
            .expect("a reader of lines does not panic");
        assert!(!timeout.timed_out(), "no line with {text:?} came: {:#?}", written.lines);
        find(&written)
    }

    fn all(&self) -> Vec<String> {
        self.0.0.lock().expect("a reader of lines does not panic").lines.clone()
    }
}

impl Server {
    /// Starts a server on an empty database.
    pub fn start() -> Server {
        Server::start_with(&[])
    }

    /// Starts a server on an empty database with more arguments, such as `--demo`.
    pub fn start_with(arguments: &[&str]) -> Server {
        let data = tempfile::tempdir().expect("a folder for the test can be made");
        let arguments = arguments.iter().map(|&argument| argument.to_owned()).collect();
        Server::start_on(data, arguments, "127.0.0.1:0", site())
    }

    /// Starts a server on a data folder that is there already.
    pub fn start_in(data: TempDir) -> Server {
        Server::start_on(data, Vec::new(), "127.0.0.1:0", site())
    }

    /// Starts a server on a data folder that is there already, with more arguments and with settings of its environment.
    pub fn start_set(data: TempDir, arguments: &[&str], settings: &[(&str, &str)]) -> Server {
        let arguments = arguments.iter().map(|&argument| argument.to_owned()).collect();
        let settings = settings.iter().copied();
        Server::start_as(|kvart| kvart.envs(settings), data, arguments, "127.0.0.1:0", site())
    }

    /// The same with more arguments.
    pub fn start_again(data: TempDir, arguments: &[&str]) -> Server {
        let arguments = arguments.iter().map(|&argument| argument.to_owned()).collect();
        Server::start_on(data, arguments, "127.0.0.1:0", site())
    }

    /// Starts a server on an empty database on a disk that does as it is told.
    pub fn start_upon(disk: &Disk) -> Server {
        let data = tempfile::tempdir().expect("a folder for the test can be made");
        let settings = disk.settings();
        Server::start_as(|kvart| kvart.envs(settings), data, Vec::new(), "127.0.0.1:0", site())
    }

    /// Starts a server on an empty database that writes its log to a file, as one that nobody watches does.
    pub fn start_unwatched() -> Server {
        Server::start_unwatched_in(tempfile::tempdir().expect("a folder for the test can be made"))
    }

    /// The same on a data folder that is there already.
    pub fn start_unwatched_in(data: TempDir) -> Server {
        let log = fs::File::create(data.path().join("log")).expect("a file can be made there");
        Server::start_as(|kvart| kvart.stderr(log), data, Vec::new(), "127.0.0.1:0", site())
    }

    fn start_on(data: TempDir, arguments: Vec<String>, listen: &str, site: PathBuf) -> Server {
        Server::start_as(|kvart| kvart, data, arguments, listen, site)
    }

    fn start_as(
        set: impl FnOnce(&mut Command) -> &mut Command,
        data: TempDir,
        arguments: Vec<String>,
        listen: &str,
        site: PathBuf,
    ) -> Server {
        let (process, lines, logs) = spawn(set, data.path(), &arguments, listen, &site);
        let Some(line) = lines.wait_for("listening on ") else {
            panic!("the server did not start: {:#?}", logs.all());
        };
        let address = line.trim_start_matches("listening on http://").to_owned();
        Server { process, address, data, arguments, site, lines, logs }
    }

    /// Starts a server on an empty database, and asks it to stop when its log holds a text, whether it serves by then or not.
    pub fn start_and_stop_at(arguments: &[&str], text: &str) -> ExitStatus {
        let data = tempfile::tempdir().expect("a folder for the test can be made");
        let arguments: Vec<String> = arguments.iter().map(|&argument| argument.to_owned()).collect();
        let (mut process, _, logs) = spawn(|kvart| kvart, data.path(), &arguments, "127.0.0.1:0", &site());
        assert!(logs.wait_for(text).is_some(), "the server ended before it wrote {text:?}");
        ask_to_stop(&process);
        process.wait().expect("the server is this process's child")
    }

    /// Returns the host and port, such as `127.0.0.1:41234`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Returns the address of a path of this server.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Returns the data folder.
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// Returns the lines that the server told the person who started it.
    pub fn told(&self) -> Vec<String> {
        self.lines.all()
    }

    /// Returns the lines of its log so far.
    pub fn logs(&self) -> Vec<String> {
        self.logs.all()
    }

    /// Waits until the log holds a text.
    pub fn wait_for_log(&self, text: &str) {
        assert!(self.logs.wait_for(text).is_some(), "the server ended before it wrote {text:?}");
    }

    /// Runs a command of `kvart` on the same data, as an administrator does beside the running server.
    pub fn command(&self, arguments: &[&str], stdin: &str) -> Output {
        let mut process = kvart()
            .args(arguments)
            .env("KVART_DATA", self.data.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let mut input = process.stdin.take().expect("its input is piped");
        // A command that refuses its arguments ends without reading.
        let _unread = input.write_all(stdin.as_bytes());
        drop(input);
        process.wait_with_output().expect("the command ends")
    }

    /// Runs a command of `kvart` on the same data, with settings of its environment.
    pub fn command_set(&self, arguments: &[&str], settings: &[(&str, &str)]) -> Output {
        let settings = settings.iter().copied();
        let mut command = kvart();
        command.args(arguments).env("KVART_DATA", self.data.path()).envs(settings);
        command.output().expect("the binary starts")
    }

    /// Makes an account with [`PASSWORD`] beside the running server.
    #[track_caller]
    pub fn add_account(&self, name: &str, role: &str) {
        let shown_as = format!("Visas som {name}");
        let output =
            self.command(&["account", "add", name, "--shown-as", &shown_as, "--role", role], PASSWORD);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// Asks the server to stop, as a system does.
    pub fn ask_to_stop(&self) {
        ask_to_stop(&self.process);
    }

    /// Waits for the end of a server that was asked to stop.
    pub fn wait(&mut self) -> ExitStatus {
        self.process.wait().expect("the server is this process's child")
    }

    /// Kills the server at once (SIGKILL), as a power cut would.
    pub fn kill(&mut self) {
        self.process.kill().expect("the server is this process's child");
        self.wait();
    }

    /// Ends the server and hands its data over.
    pub fn into_data(mut self) -> TempDir {
        if self.process.try_wait().expect("the server is this process's child").is_none() {
            self.ask_to_stop();
            assert!(self.wait().success(), "the server did not stop in good order: {:#?}", self.logs.all());
        }
        std::mem::replace(&mut self.data, tempfile::tempdir().expect("a folder can be made"))
    }

    /// Returns the most memory that the server has held so far, in KiB.
    pub fn peak_memory_kib(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id()));
        let status = status.expect("the server runs, on a system that tells");
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
        peak.and_then(|peak| peak.parse().ok()).expect("the system tells the peak")
    }

    /// Returns the processor time that the server has taken so far, in seconds.
    pub fn cpu_s(&self) -> f64 {
        cpu_s(&format!("/proc/{}/stat", self.process.id()))
    }

    /// Starts the server again on the same data at the same address, after stopping it where it still runs.
    pub fn restart(self) -> Server {
        let site = self.site.clone();
        self.restart_with(site)
    }

    /// The same with another build of the site.
    pub fn restart_with(mut self, site: PathBuf) -> Server {
        let (arguments, address) = (std::mem::take(&mut self.arguments), self.address.clone());
        Server::start_on(self.into_data(), arguments, &address, site)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may be gone already, as the test wanted.
        let _gone = self.process.kill();
        let _ended = self.process.wait();
        if std::thread::panicking() {
            let _unseen = writeln!(std::io::stderr(), "the server's log: {:#?}", self.logs.all());
        }
    }
}

/// Returns the processor time that a process has taken so far, in seconds, by its file in `/proc`.
pub fn cpu_s(stat: &str) -> f64 {
    /// Linux tells it in hundredths, on every machine.
    const TICKS_PER_S: f64 = 100.0;
    let stat = fs::read_to_string(stat).expect("the process runs, on a system that tells");
    // The second field is the program's name in parentheses; the times are the 14th and 15th.
    let times = stat.rsplit(')').next().map(|rest| rest.split_whitespace().skip(11).take(2));
    let ticks: f64 = times.into_iter().flatten().filter_map(|ticks| ticks.parse::<f64>().ok()).sum();
    ticks / TICKS_PER_S
}

fn ask_to_stop(process: &Child) {
    let asked = Command::new("kill").arg("-TERM").arg(process.id().to_string()).status();
    assert!(asked.expect("there is a kill").success(), "the server is gone already");
}

/// Starts the binary, and reads what it tells and what it logs.
fn spawn(
    set: impl FnOnce(&mut Command) -> &mut Command,
    data: &Path,
    arguments: &[String],
    listen: &str,
    site: &Path,
) -> (Child, Lines, Lines) {
    let mut command = kvart();
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = set(&mut command)
        .arg("serve")
        .args(["--listen", listen, "--log", "json"])
        .arg("--data")
        .arg(data)
        .arg("--site")
        .arg(site)
        .args(arguments)
        .spawn()
        .expect("the binary starts");
    let lines = Lines::read(process.stdout.take().expect("its output is piped"));
    let logs = process.stderr.take().map(Lines::read).unwrap_or_default();
    (process, lines, logs)
}

/// Returns the binary: the one that `KVART_BIN` names, else cargo's in the dev profile.
fn kvart() -> Command {
    let file = std::env::var_os("KVART_BIN").map_or_else(|| target().join("debug/kvart"), PathBuf::from);
    assert!(
        file.is_file(),
        "no {}: run `cargo xtask test`, or first `cargo build --bin kvart`",
        file.display()
    );
    let mut command = Command::new(file);
    // What the person who runs the tests has set must not change them.
    let settings = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    for setting in settings.filter(|name| name.starts_with("KVART_")) {
        command.env_remove(setting);
    }
    command
}

/// Returns the folder of the built site: the one that `KVART_SITE` names, else the one for tests, else the quick one.
pub fn site() -> PathBuf {
    let built = [target().join("site"), target().join("site-quick")];
    let named = std::env::var_os("KVART_SITE").map(PathBuf::from);
    let site = named.or_else(|| built.into_iter().find(|site| site.join("assets.json").is_file()));
    site.expect("no built site: run `cargo xtask test`, or first `cargo xtask build`")
}

/// Copies the built site into a folder of the test's own, to be changed there.
pub fn copy_site(to: &Path) {
    copy(&site(), to);
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("the site is built") {
        let entry = entry.expect("it is readable");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).expect("a file can be copied");
        }
    }
}

/// Returns the folder of all that is built.
pub fn target() -> PathBuf {
    let workspace =
        Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("this package lies in the workspace");
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.join("target"), PathBuf::from)
}
