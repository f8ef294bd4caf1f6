//! Only what is asked for is rendered, and what is asked about says what the record will say.

use crate::support::{Wants, failed, many, ordinary, read};
use crate::writer::{Datum, Event, Shape, log};

#[test]
fn events_are_wanted_by_id_or_by_text_and_given_in_order() {
    let log = log(&many(400));
    let by_id = Wants {
        ids: vec![20],
        ..Wants::default()
    };
    let by_text = Wants {
        words: vec!["80248007"],
        ..Wants::default()
    };
    for wants in [by_id, by_text] {
        let (told, sink) = read(&log, wants);
        assert_eq!(sink.numbers(), [100, 200, 300, 400]);
        let places: Vec<_> = sink.taken.iter().map(|(place, ..)| *place).collect();
        assert_eq!(places, [99, 199, 299, 399]);
        assert_eq!((told.records, told.bad), (400, 0));
    }
}

#[test]
fn events_that_nobody_asks_for_are_counted_and_not_given() {
    let (told, sink) = read(&log(&many(50)), Wants::default());
    assert_eq!((told.records, sink.taken.len()), (50, 0));
    assert_eq!(sink.asked.borrow().len(), 50);
}

#[test]
fn what_is_wanted_by_id_is_not_asked_about() {
    let wants = Wants {
        ids: vec![7036],
        ..Wants::default()
    };
    let (_, sink) = read(&log(&[ordinary(1), failed(2)]), wants);
    assert_eq!(sink.asked.borrow().len(), 1);
}

/// The text asked about contains every line of the record's message, whatever else it contains.
fn check(event: &Event) {
    let (_, sink) = read(&log(std::slice::from_ref(event)), Wants::everything());
    let asked = sink.asked.borrow()[0].to_lowercase();
    let message = String::from_utf8(sink.taken[0].3.message.to_vec()).unwrap();
    for line in message.to_lowercase().lines() {
        assert!(asked.contains(line), "{line:?} is not in {asked:?}");
    }
}

#[test]
fn the_text_asked_about_has_the_lines_of_the_message() {
    check(&failed(1));
    check(&ordinary(1));
    let mut unnamed = Event::named(
        "Contoso",
        1,
        1,
        &[
            ("", Datum::Signed(-2_147_012_866)),
            ("", Datum::Binary(&[1, 0xAB])),
        ],
    );
    unnamed.shape = Shape::Unnamed;
    check(&unnamed);
    let mut user = Event::named(
        "Contoso",
        1,
        1,
        &[
            ("Größe", Datum::Text("Überprüfung")),
            ("Client", Datum::Text("")),
        ],
    );
    user.data.remove(0);
    user.shape = Shape::User;
    check(&user);
}

#[test]
fn codes_are_asked_about_as_eight_hex_digits_and_short_ones_between_tags() {
    let data = [
        ("hr", Datum::Number(0x8007_2EFE)),
        ("status", Datum::Text("%%1058")),
        ("code", Datum::Number(1053)),
    ];
    let (_, sink) = read(
        &log(&[Event::named("Contoso", 1, 1, &data)]),
        Wants::default(),
    );
    let asked = sink.asked.borrow()[0].clone();
    for literal in [
        "hr=2147954430",
        "80072efe",
        ">%%1058</data>",
        ">1053</data>",
    ] {
        assert!(asked.contains(literal), "{literal} is not in {asked:?}");
    }
}
