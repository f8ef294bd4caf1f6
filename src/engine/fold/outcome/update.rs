//! What the title or the package of an update tells: its class, its product line, and which of two is the newer one.
//!
//! `2024-05 Cumulative Update for Windows 10 Version 22H2 for x64-based Systems (KB5037768)` and
//! `Package_for_RollupFix~31bf3856ad364e35~amd64~~19041.4412.1.7` are one update: its class is `lcu`, its line `windows
//! 19041`. Versions of Windows that get the same package are one line (22H2 is build 19045 and is serviced as 19041). Titles
//! are read in English only; one in another language has the class `other` and no line, so that nothing is taken for its
//! successor.

use crate::engine::builds::family;

/// What an update is one of, and where it stands among those. What is not known is `None` and equal to nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Release {
    /// The product line, within which updates replace each other.
    pub(super) series: Option<String>,
    /// `2024-05`.
    month: Option<String>,
    /// Numbers that grow from release to release of one line.
    version: Option<Vec<u32>>,
}

impl Release {
    /// The release that a class with these descriptions is, all in lower case.
    pub(super) fn of(
        class: &str,
        title: Option<&str>,
        package: Option<&str>,
        build: Option<&str>,
    ) -> Self {
        match class {
            "definition" => Self {
                series: title.map(|title| definition_line(title).to_owned()),
                ..Self::default()
            },
            "lcu" => Self::cumulative(title, build.or_else(|| package.map(version_of))),
            "net" => Self {
                series: package.map(line_of_package).or_else(|| title.map(line)),
                month: title.and_then(month).map(str::to_owned),
                version: package.map(version_of).and_then(numbers),
            },
            _ => Self::default(),
        }
    }

    fn cumulative(title: Option<&str>, build: Option<&str>) -> Self {
        let build = build.and_then(numbers);
        let built = build.as_ref().and_then(|parts| parts.first().copied());
        let named = title.and_then(family_of_title);
        let known = named.or_else(|| built.map(family));
        let fits = built.map(family) == known;
        Self {
            series: known
                .map(|family| format!("windows {family}"))
                .or_else(|| title.map(line)),
            month: title.and_then(month).map(str::to_owned),
            version: build
                .filter(|_| fits)
                .and_then(|parts| Some(vec![*parts.get(1)?])),
        }
    }

    /// Whether this one is of the same line and later, as far as both tell; by every sign that both have.
    pub(super) fn is_newer_than(&self, other: &Self) -> bool {
        let versions = self.version.as_ref().zip(other.version.as_ref());
        let months = self.month.as_ref().zip(other.month.as_ref());
        let signs = [
            versions.map(|(one, other)| one > other),
            months.map(|(one, other)| one > other),
        ];
        self.series.is_some()
            && self.series == other.series
            && signs.iter().flatten().count() > 0
            && signs.iter().flatten().all(|newer| *newer)
    }

    /// Whether a sign that both have tells them apart.
    pub(super) fn differs_from(&self, other: &Self) -> bool {
        let versions = self.version.as_ref().zip(other.version.as_ref());
        let months = self.month.as_ref().zip(other.month.as_ref());
        versions.is_some_and(|(one, other)| one != other)
            || months.is_some_and(|(one, other)| one != other)
    }

    /// Takes what another description of the same thing adds, and the newer of what both tell.
    pub(super) fn absorb(&mut self, other: &Self) {
        if self.series.is_none() {
            self.series.clone_from(&other.series);
        }
        self.month = self.month.take().max(other.month.clone());
        self.version = self.version.take().max(other.version.clone());
    }
}

/// The class of an update, from its title or package in lower case. `None` for a package that only names a KB.
pub(super) fn class_of(title: &str) -> Option<&'static str> {
    let has = |words: &[&str]| words.iter().any(|word| title.contains(word));
    let class = match () {
        () if has(&DEFINITIONS) || has(&[PLATFORM_KB, PLATFORM]) => "definition",
        () if has(&[".net framework", ".net core", "ndp4", "dotnet"]) => "net",
        // It is put into the image of an upgrade and says nothing of the Windows that runs.
        () if title.contains("dynamic") => "other",
        () if has(&[
            "cumulative update",
            "rollupfix",
            "security monthly quality rollup",
        ]) || has_build(title) =>
        {
            "lcu"
        }
        () if has(&["feature update", "upgrade to windows"]) || is_windows(title) => "feature",
        () if has(&["driver", "firmware"]) => "driver",
        () if title.starts_with("9n") && title.contains('-') => "app",
        () if title.starts_with("package_for_kb") => return None,
        () => "other",
    };
    Some(class)
}

const DEFINITIONS: [&str; 3] = [
    "security intelligence update",
    "definition update",
    "kb2267602",
];
const PLATFORM_KB: &str = "kb4052623";
const PLATFORM: &str = "antimalware platform";

/// The engine's platform and its definitions replace their own kind only.
fn definition_line(title: &str) -> &'static str {
    if title.contains(PLATFORM_KB) || title.contains(PLATFORM) {
        "antimalware platform"
    } else {
        "antimalware definitions"
    }
}

/// `2025-11 Security Update (KB5068861) (26200.7171)`, as titles are since the autumn of 2025.
fn has_build(title: &str) -> bool {
    let behind = title
        .split_once("(kb")
        .and_then(|(_, rest)| rest.split_once(") ("));
    behind
        .and_then(|(_, build)| numbers(build.trim_end_matches(')')))
        .is_some_and(|parts| matches!(parts.as_slice(), [build, _] if *build >= 10_000))
}

/// `windows 11, version 24h2`, the whole title of an upgrade.
fn is_windows(title: &str) -> bool {
    title.starts_with("windows 1") && title.contains("version") && !title.contains("update")
}

/// `2024-05`, with which titles of cumulative updates begin.
fn month(title: &str) -> Option<&str> {
    let shaped = |month: &&str| {
        month.bytes().enumerate().all(|(at, byte)| match at {
            4 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
    };
    title.get(..7).filter(shaped)
}

/// A title without what changes from month to month.
fn line(title: &str) -> String {
    let behind_month = month(title)
        .and_then(|month| title.strip_prefix(month))
        .unwrap_or(title);
    let bare = behind_month.split("(kb").next().unwrap_or(behind_month);
    bare.replace(" preview", "").trim().to_owned()
}

/// The name in front of a package's signature, architecture and version.
fn line_of_package(package: &str) -> String {
    package.split('~').next().unwrap_or(package).to_owned()
}

fn version_of(package: &str) -> &str {
    package.rsplit('~').next().unwrap_or(package)
}

fn numbers(version: &str) -> Option<Vec<u32>> {
    let parts = version.split('.').map(str::parse);
    parts.collect::<Result<_, _>>().ok()
}

const WINDOWS_10: [(&str, u32); 14] = [
    ("1507", 10_240),
    ("1511", 10_586),
    ("1607", 14_393),
    ("1703", 15_063),
    ("1709", 16_299),
    ("1803", 17_134),
    ("1809", 17_763),
    ("1903", 18_362),
    ("1909", 18_362),
    ("2004", 19_041),
    ("20h2", 19_041),
    ("21h1", 19_041),
    ("21h2", 19_041),
    ("22h2", 19_041),
];
const WINDOWS_11: [(&str, u32); 5] = [
    ("21h2", 22_000),
    ("22h2", 22_621),
    ("23h2", 22_621),
    ("24h2", 26_100),
    ("25h2", 26_100),
];
const SERVER: [(&str, u32); 4] = [
    ("21h2", 20_348),
    ("22h2", 20_349),
    ("23h2", 25_398),
    ("24h2", 26_100),
];
/// Products whose name says the version.
const NAMED: [(&str, u32); 6] = [
    ("windows server 2016", 14_393),
    ("windows server 2019", 17_763),
    ("windows server 2022", 20_348),
    ("windows server 2025", 26_100),
    ("windows 10 for", 10_240),
    ("windows 11 for", 22_000),
];

/// The family that a title names by product and version.
fn family_of_title(title: &str) -> Option<u32> {
    let (_, behind) = title.split_once("version ").unwrap_or_default();
    let version = behind.split([' ', ')', ',']).next().unwrap_or_default();
    let versions = match () {
        () if title.contains("windows 11") => &WINDOWS_11[..],
        () if title.contains("server operating system") => &SERVER,
        () if title.contains("windows 10") || title.contains("windows server, version") => {
            &WINDOWS_10
        }
        () => &[],
    };
    let by_version = versions.iter().find(|(name, _)| *name == version);
    let by_name = || NAMED.iter().find(|(name, _)| title.contains(name));
    by_version.or_else(by_name).map(|(_, family)| *family)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_and_packages_tell_the_class() {
        let check = |title: &str, class| {
            assert_eq!(class_of(&title.to_ascii_lowercase()), class, "{title}");
        };
        check(
            "2024-05 Cumulative Update for Windows 10 Version 22H2 (KB5037768)",
            Some("lcu"),
        );
        check(
            "2025-11 Security Update (KB5068861) (26200.7171)",
            Some("lcu"),
        );
        check("2025-11 Security Update (KB5068861)", Some("other"));
        check(
            "2024-05 Dynamic Cumulative Update for Windows 10 Version 22H2",
            Some("other"),
        );
        check(
            "2024-05 Cumulative Update for .NET Framework 3.5 and 4.8",
            Some("net"),
        );
        check(
            "Security Intelligence Update for Microsoft Defender Antivirus - KB2267602",
            Some("definition"),
        );
        check("Windows 11, version 24H2", Some("feature"));
        check("Contoso - Firmware - 1.2.3", Some("driver"));
        check(
            "Package_for_RollupFix~31bf3856ad364e35~amd64~~19041.1288.1.7",
            Some("lcu"),
        );
        check(
            "Package_for_KB5005699~31bf3856ad364e35~amd64~~19041.1.1.0",
            None,
        );
        check("9NBLGGH4-Contoso.Notes", Some("app"));
        check("Update for Removal of Something", Some("other"));
    }

    fn release(text: &str) -> Release {
        let text = text.to_ascii_lowercase();
        let class = class_of(&text).unwrap();
        let package = text.contains('~').then_some(text.as_str());
        let title = package.is_none().then_some(text.as_str());
        let build =
            has_build(&text).then(|| text.rsplit('(').next().unwrap().trim_end_matches(')'));
        Release::of(class, title, package, build)
    }

    #[test]
    fn versions_that_share_their_updates_are_one_line() {
        let check = |text: &str, expected: &str| {
            assert_eq!(release(text).series.as_deref(), Some(expected), "{text}");
        };
        check(
            "2024-05 Cumulative Update for Windows 10 Version 22H2 for x64-based Systems (KB5037768)",
            "windows 19041",
        );
        check(
            "Package_for_RollupFix~31bf3856ad364e35~amd64~~19041.4412.1.7",
            "windows 19041",
        );
        check(
            "2024-05 Cumulative Update for Windows 11 Version 23H2 for x64-based Systems (KB5037771)",
            "windows 22621",
        );
        check(
            "2025-10 Cumulative Update for Windows 11, version 25H2 for x64-based Systems (KB5066835) (26200.6899)",
            "windows 26100",
        );
        check(
            "2025-11 Security Update (KB5068861) (26200.7171)",
            "windows 26100",
        );
        check(
            "2024-05 Cumulative Update for Windows Server 2019 for x64-based Systems (KB5037765)",
            "windows 17763",
        );
        check(
            "2024-05 Cumulative Update for Microsoft server operating system version 21H2 for x64-based Systems (KB5037782)",
            "windows 20348",
        );
        check(
            "2024-05 Security Monthly Quality Rollup for Windows Server 2012 R2 for x64-based Systems (KB5037823)",
            "security monthly quality rollup for windows server 2012 r2 for x64-based systems",
        );
        check(
            "2024-05 Cumulative Update Preview for .NET Framework 3.5 and 4.8 for Windows 10 Version 22H2 for x64 (KB5037592)",
            "cumulative update for .net framework 3.5 and 4.8 for windows 10 version 22h2 for x64",
        );
    }

    #[test]
    fn the_newer_release_is_told_by_build_or_month_within_one_line() {
        let package =
            |build: &str| format!("Package_for_RollupFix~31bf3856ad364e35~amd64~~{build}.1.7");
        let title = |month: &str, system: &str| {
            format!("{month} Cumulative Update for {system} for x64-based Systems (KB5000000)")
        };
        let check = |one: &str, other: &str, expected| {
            let newer = release(one).is_newer_than(&release(other));
            assert_eq!(newer, expected, "{one} after {other}");
        };
        let (may, june) = (package("19041.4412"), package("19041.4529"));
        check(&june, &may, true);
        check(&may, &june, false);
        check(&may, &may, false);
        // The number in front does not count: 19045 is serviced as 19041.
        check("2024-05 Security Update (KB1) (19045.4412)", &june, false);
        check("2024-07 Security Update (KB1) (19045.4651)", &june, true);
        check(&package("22621.5000"), &may, false);
        let ten = "Windows 10 Version 22H2";
        check(&title("2024-06", ten), &title("2024-05", ten), true);
        check(&title("2024-05", ten), &title("2024-05", ten), false);
        check(
            &title("2024-06", "Windows 11 Version 23H2"),
            &title("2024-05", ten),
            false,
        );
        // One tells the month, the other the build: nothing tells which is newer.
        check(&title("2024-06", ten), &may, false);
    }

    #[test]
    fn another_month_or_another_build_is_another_release() {
        let check = |one: &str, other: &str, expected| {
            let differs = release(one).differs_from(&release(other));
            assert_eq!(differs, expected, "{one} and {other}");
        };
        let title = |month: &str| format!("{month} Cumulative Update for Windows 10 Version 22H2");
        let package =
            |build: &str| format!("Package_for_RollupFix~31bf3856ad364e35~amd64~~{build}.1.7");
        check(&title("2024-06"), &title("2024-05"), true);
        check(&title("2024-05"), &title("2024-05"), false);
        check(&package("19041.4529"), &package("19041.4412"), true);
        check(&package("19041.4412"), &title("2024-05"), false);
    }
}
