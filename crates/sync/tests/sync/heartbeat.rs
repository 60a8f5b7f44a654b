//! The heartbeat's golden form: what phones in the field write, to the letter, and what of a newer one's is read.

use domain::id::{DeviceId, EntryHash};
use domain::time::WallTime;
use expect_test::expect;
use sync::entry::Head;
use sync::heartbeat::{Heartbeat, MAX_HEARTBEAT_BYTES};
use sync::wire::{PROTOCOL, StorageReport};
use uuid::Uuid;

fn heartbeat() -> Heartbeat {
    let device = DeviceId(Uuid::from_u128(7));
    let at = WallTime::from_ms(1_795_555_000_000);
    Heartbeat {
        protocol: PROTOCOL,
        device,
        app: "phone 0.1.0".to_owned(),
        sent: at,
        head: Head { seq: 9, hash: EntryHash([9; 32]) },
        n_unsent: 2,
        oldest_unsent: Some(at.plus_s(-90)),
        n_parked: 1,
        is_lasting: Some(false),
        storage: Some(StorageReport { found: at, journal: device, end: 9, n_recovered: 2, n_lost: 0 }),
    }
}

#[test]
fn the_longest_form() {
    let json = serde_json::to_string_pretty(&heartbeat()).unwrap();
    expect![[r#"
        {
          "protocol": 1,
          "device": "00000000-0000-0000-0000-000000000007",
          "app": "phone 0.1.0",
          "sent": 1795555000000,
          "head": {
            "seq": 9,
            "hash": "0909090909090909090909090909090909090909090909090909090909090909"
          },
          "n_unsent": 2,
          "oldest_unsent": 1795554910000,
          "n_parked": 1,
          "is_lasting": false,
          "storage": {
            "found": 1795555000000,
            "journal": "00000000-0000-0000-0000-000000000007",
            "end": 9,
            "n_recovered": 2,
            "n_lost": 0
          }
        }"#]]
    .assert_eq(&json);
    assert_eq!(serde_json::from_str::<Heartbeat>(&json).unwrap(), heartbeat());
}

#[test]
fn the_shortest_form() {
    let shortest = Heartbeat {
        oldest_unsent: None,
        is_lasting: None,
        storage: None,
        n_unsent: 0,
        n_parked: 0,
        ..heartbeat()
    };
    let json = serde_json::to_string(&shortest).unwrap();
    expect![[
        r#"{"protocol":1,"device":"00000000-0000-0000-0000-000000000007","app":"phone 0.1.0","sent":1795555000000,"head":{"seq":9,"hash":"0909090909090909090909090909090909090909090909090909090909090909"},"n_unsent":0,"n_parked":0}"#
    ]]
    .assert_eq(&json);
    assert_eq!(serde_json::from_str::<Heartbeat>(&json).unwrap(), shortest);
}

#[test]
fn it_is_small_beside_what_is_taken() {
    assert!(serde_json::to_string(&heartbeat()).unwrap().len() < 512);
    const { assert!(512 * 8 <= MAX_HEARTBEAT_BYTES) };
}

#[test]
fn what_a_newer_phone_says_more_is_passed_over() {
    let mut value = serde_json::to_value(heartbeat()).unwrap();
    value["later"] = serde_json::json!({ "any": 1 });
    value["storage"] = serde_json::json!({ "of another form": true });
    let read: Heartbeat = serde_json::from_value(value).unwrap();
    assert_eq!(read, Heartbeat { storage: None, ..heartbeat() });
}
