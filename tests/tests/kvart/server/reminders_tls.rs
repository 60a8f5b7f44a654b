//! Reminders over TLS, to a real mail server that speaks it: handed over where the system vouches for its certificate, and otherwise
//! not a word. It never switches the check off.

#![expect(clippy::unwrap_used, reason = "in a test a surprise is a failure")]

use std::io::{self, BufRead, BufReader, Write};
use std::net::TcpStream;
use std::sync::Arc;

use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use tests::Server;
use tests::post::{Greeting, Manners, PostOffice};

/// Makes a certificate for this machine, as a file to vouch for it and as a server uses it.
fn certificate() -> (String, Arc<ServerConfig>) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key.into())
        .unwrap();
    (made.cert.pem(), Arc::new(config))
}

/// Speaks in the open until the other side asks for TLS, and does nothing else there.
fn in_the_open(stream: &mut TcpStream) -> io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    stream.write_all(b"220 post ESMTP\r\n")?;
    loop {
        let line = lines.next().ok_or(io::ErrorKind::UnexpectedEof)??;
        let answer = match line.split(' ').next() {
            Some("STARTTLS") => return stream.write_all(b"220 go on\r\n"),
            Some("EHLO") => "250-post\r\n250 STARTTLS\r\n",
            _ => "530 5.7.0 not in the open\r\n",
        };
        stream.write_all(answer.as_bytes())?;
    }
}

/// Sends a test message by mail, once where nobody vouches for the mail server and once where the system does.
fn check(scheme: &str, greet: impl Fn(&mut TcpStream) -> io::Result<Greeting> + Send + Sync + 'static) {
    let (pem, config) = certificate();
    let login = Some(("kvart".to_owned(), "hemligt ord".to_owned()));
    let office = PostOffice::open_behind(Manners { login, ..Manners::default() }, move |mut stream| {
        let greeting = greet(&mut stream)?;
        let connection = ServerConnection::new(Arc::clone(&config)).map_err(io::Error::other)?;
        Ok((Box::new(StreamOwned::new(connection, stream)), greeting))
    });
    let server = Server::start();
    let file = server.data().join("ca.pem");
    std::fs::write(&file, pem).unwrap();
    let try_out = |settings: &[(&str, &str)]| {
        let smtp = format!("{scheme}://localhost:{}", office.port());
        let flags = [
            ["remind", "test"],
            ["--public-url", "https://kvart.example.se"],
            ["--remind-smtp", &smtp],
            ["--remind-smtp-user", "kvart"],
            ["--remind-from", "kvart@example.se"],
            ["--remind-to", "gruppchef@example.se"],
        ];
        let settings = [&[("KVART_REMIND_SMTP_PASSWORD", "hemligt ord")], settings].concat();
        String::from_utf8(server.command_set(flags.as_flattened(), &settings).stdout).unwrap()
    };
    let said = try_out(&[]);
    assert!(
        said.contains("no TLS with localhost") && said.contains("does not trust its certificate"),
        "{said}"
    );
    assert_eq!(office.mails(), []);
    let said = try_out(&[("SSL_CERT_FILE", file.to_str().unwrap())]);
    assert_eq!(said, "mail to gruppchef@example.se: sent\n");
    assert_eq!(office.wait_for(1)[0].to, "gruppchef@example.se");
}

#[tokio::test]
async fn mail_goes_over_tls_to_whom_the_system_vouches_for_and_to_nobody_else() {
    check("smtps", |_| Ok(Greeting::Due));
}

#[tokio::test]
async fn mail_that_begins_in_the_open_goes_over_tls_before_anything_is_said() {
    check("starttls", |stream| in_the_open(stream).map(|()| Greeting::Said));
}
