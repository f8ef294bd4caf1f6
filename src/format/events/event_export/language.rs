//! Exports of Event Viewer in other languages, told by the first label or column.
//!
//! The words are those of Event Viewer's own translations. What is not in the table is plain text.

/// The beginning of an export, in lower case, and its language.
const FIRST_LABELS: [(&str, &str); 13] = [
    ("protokollname:", "German"),
    ("nom du journal", "French"),
    ("nombre de registro:", "Spanish"),
    ("nome registro:", "Italian"),
    ("nome do log:", "Portuguese"),
    ("logboeknaam:", "Dutch"),
    ("nazwa dziennika:", "Polish"),
    ("имя журнала:", "Russian"),
    ("ログの名前:", "Japanese"),
    ("日志名称:", "Chinese"),
    ("로그 이름:", "Korean"),
    ("loggnamn:", "Swedish"),
    ("günlük adı:", "Turkish"),
];

/// First two columns of a list saved as CSV, and their language.
const FIRST_COLUMNS: [(&str, &str, &str); 8] = [
    ("ebene", "datum und uhrzeit", "German"),
    ("niveau", "date et heure", "French"),
    ("nivel", "fecha y hora", "Spanish"),
    ("livello", "data e ora", "Italian"),
    ("nível", "data e hora", "Portuguese"),
    ("niveau", "datum en tijd", "Dutch"),
    ("poziom", "data i godzina", "Polish"),
    ("уровень", "дата и время", "Russian"),
];

/// The language of an event that begins with this line.
pub(super) fn of_label(line: &str) -> Option<&'static str> {
    let line = line.trim_start().to_lowercase();
    let known = FIRST_LABELS
        .iter()
        .find(|(label, _)| line.starts_with(label));
    known.map(|(_, language)| *language)
}

/// The language of a list with these columns.
pub(super) fn of_columns(columns: &[String]) -> Option<&'static str> {
    let lower = |place| {
        columns
            .get(place)
            .map(|name: &String| name.trim().to_lowercase())
    };
    let (first, second) = (lower(0)?, lower(1)?);
    let known = FIRST_COLUMNS
        .iter()
        .find(|(one, two, _)| first == *one && second == *two);
    known.map(|(_, _, language)| *language)
}

/// What the reader of a report should know of it.
pub(super) fn note(language: &str) -> String {
    format!(
        "not understood ({language}): names of events; export the log as XML or as .evtx, which are the same in every language"
    )
}
