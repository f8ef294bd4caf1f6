//! In which language a console tool spoke, so that a note can name it.

use memchr::memmem;

/// Pieces of words in ASCII, because console text is in many code pages; the first language that has one wins.
const MARKS: [(&str, &[&str]); 7] = [
    (
        "German",
        &[
            "einstellung",
            "Direktzugriff",
            "Konfiguration",
            "konfiguration",
            "Betriebssystem",
            "DIENST",
            "Sprungindikator",
            "Imageverwaltung",
            "Informationen",
            "Der Vorgang",
            "Fehler",
            "Ressourcenschutz",
        ],
    ),
    (
        "Dutch",
        &[
            "instellingen",
            "configuratie",
            "Besturingssysteem",
            "De bewerking",
        ],
    ),
    (
        "French",
        &[
            "tres de proxy",
            "direct (pas",
            "Nom de l",
            "Nom du syst",
            "Carte ",
            "NOM_SERVICE",
            "Indicateur",
            "ration a r",
            "Erreur",
        ],
    ),
    (
        "Spanish",
        &[
            "Acceso directo",
            "actual del proxy",
            "Nombre",
            "NOMBRE",
            "Indicador",
            "La operaci",
        ],
    ),
    (
        "Portuguese",
        &[
            "Acesso direto",
            "es de proxy",
            "Nome do ",
            "NOME_DO_SERVI",
            "de IP do Windows",
        ],
    ),
    (
        "Italian",
        &[
            "Accesso diretto",
            "Impostazioni",
            "Nome SO",
            "NOME_SERVIZIO",
            "Configurazione",
            "Indicatore",
            "L'operazione",
            "Errore",
        ],
    ),
    (
        "Polish",
        &["ustawienia", "Konfiguracja", "Nazwa", "Operacja"],
    ),
];

const UNKNOWN: &str = "another language";

/// The language's English name, or `another language`.
pub(super) fn guess(text: &[u8]) -> &'static str {
    let marked = |marks: &[&str]| {
        marks
            .iter()
            .any(|mark| memmem::find(text, mark.as_bytes()).is_some())
    };
    if let Some((name, _)) = MARKS.iter().find(|(_, marks)| marked(marks)) {
        return name;
    }
    if std::str::from_utf8(text).is_ok_and(has_cyrillic) {
        "Russian"
    } else {
        UNKNOWN
    }
}

/// Whether the text is in another language than English: it has a mark of one, or more than a few letters beyond ASCII.
pub(super) fn is_foreign(text: &[u8]) -> bool {
    const FEW: usize = 8;
    let beyond = text.iter().filter(|byte| !byte.is_ascii()).count();
    beyond > FEW || guess(text) != UNKNOWN
}

fn has_cyrillic(text: &str) -> bool {
    text.chars()
        .filter(|c| ('\u{400}'..'\u{500}').contains(c))
        .count()
        > 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_by_their_words() {
        let check = |text: &str, expected| assert_eq!(guess(text.as_bytes()), expected, "{text}");
        check("Aktuelle WinHTTP-Proxyeinstellungen:", "German");
        check("Acceso directo (sin servidor proxy).", "Spanish");
        check("Accesso diretto (nessun server proxy).", "Italian");
        check("Acesso direto (sem servidor proxy).", "Portuguese");
        check("Прямой доступ", "Russian");
        check("WinHTTP: ?????", "another language");
    }
}
