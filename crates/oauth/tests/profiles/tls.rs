//! Clients that name themselves by a certificate (RFC 8705), over real TLS.

use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use headwater_oauth::{Client, Error, Provider, Values, client_credentials};
use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};

use crate::recorder::profile_of;

fn certified(name: &str) -> CertifiedKey<KeyPair> {
    generate_simple_self_signed([name.to_owned()]).unwrap()
}

fn pem(label: &str, der: &[u8]) -> String {
    let text = BASE64_STANDARD.encode(der);
    format!("-----BEGIN {label}-----\n{text}\n-----END {label}-----\n")
}

/// Certificate and key in one text, as the form takes them.
fn both(of: &CertifiedKey<KeyPair>) -> String {
    let key = pem("PRIVATE KEY", &of.signing_key.serialize_der());
    pem("CERTIFICATE", of.cert.der()) + &key
}

/// A token endpoint that lets only this client in, and gives the bodies that it was sent.
async fn server(
    own: &CertifiedKey<KeyPair>,
    client: &CertifiedKey<KeyPair>,
) -> (String, tokio::sync::mpsc::UnboundedReceiver<String>) {
    let mut roots = RootCertStore::empty();
    roots.add(client.cert.der().clone()).unwrap();
    let verifier = WebPkiClientVerifier::builder(Arc::new(roots))
        .build()
        .unwrap();
    let key = PrivateKeyDer::try_from(own.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder()
        .with_client_cert_verifier(verifier)
        .with_single_cert(vec![own.cert.der().clone()], key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("https://{}", listener.local_addr().unwrap());
    let (told, bodies) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        let acceptor = TlsAcceptor::from(Arc::new(config));
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else {
                continue;
            };
            let mut bytes = Vec::new();
            while !String::from_utf8_lossy(&bytes).contains("client_id=") {
                if stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
                    break;
                }
            }
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let body = text.split("\r\n\r\n").nth(1).unwrap_or_default();
            let _ = told.send(body.to_owned());
            let answer = r#"{"access_token":"over-tls"}"#;
            let length = answer.len();
            let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close";
            let whole = format!("{head}\r\nContent-Length: {length}\r\n\r\n{answer}");
            let _ = stream.write_all(whole.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    (address, bodies)
}

fn http(server: &CertifiedKey<KeyPair>, client: Option<&CertifiedKey<KeyPair>>) -> reqwest::Client {
    let root = reqwest::Certificate::from_der(server.cert.der()).unwrap();
    let builder = reqwest::Client::builder().no_proxy().tls_certs_only([root]);
    let builder = match client {
        Some(client) => {
            builder.identity(reqwest::Identity::from_pem(both(client).as_bytes()).unwrap())
        }
        None => builder,
    };
    builder.build().unwrap()
}

/// The certificate alone proves the client: the request holds its ID and no secret; without it nobody is let in.
#[tokio::test]
async fn the_certificate_is_the_proof() {
    let (own, client) = (certified("127.0.0.1"), certified("client-1"));
    let (address, mut bodies) = server(&own, &client).await;
    let rule = json!({"grants": ["client_credentials"], "client": {"auth": "tls_client_auth"}});
    let credentials = Client {
        id: "client-1".to_owned(),
        secret: Some("never-sent".into()),
        certificate: Some(both(&client).into()),
    };
    let profile = profile_of(&address, &rule).unwrap();
    let provider = Provider::new(profile, &Values::new(), credentials).unwrap();
    let with = http(&own, Some(&client));
    let grant = client_credentials(&with, &provider, Vec::new()).await;
    grant.unwrap();
    let body = bodies.recv().await.unwrap();
    assert!(
        body.contains("client_id=client-1") && !body.contains("never-sent"),
        "{body}"
    );
    let refused = client_credentials(&http(&own, None), &provider, Vec::new()).await;
    assert!(
        matches!(
            refused,
            Err(Error::Unreachable { .. } | Error::AnswerLost { .. })
        ),
        "{refused:?}"
    );
}
