//! A reader of a guide who follows it to the letter, in a folder that is empty at first.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use tempfile::TempDir;
use wutriage::rule::{RuleFile, RuleSet, default_files};

use crate::blocks::{Block, Task, blocks, code_in_table};

/// All that is wrong with a guide, with the line where it stands.
pub(crate) fn problems(guide: &str) -> Vec<String> {
    let guide = guide.replace('\r', "");
    let mut reader = Reader::default();
    let mut problems = Vec::new();
    for block in blocks(&guide) {
        if let Err(problem) = reader.follow(&block) {
            problems.push(format!("line {}, {}: {problem}", block.line, block.info));
        }
    }
    let conditions = code_in_table(&guide, "condition").into_iter();
    let conditions = conditions.filter(|condition| *condition != "( )");
    problems.extend(conditions.filter_map(|condition| load_condition(condition).err()));
    problems.extend(reader.unsound_folders());
    problems
}

struct Reader {
    folder: TempDir,
    /// Rules by their path; the folder that holds them is its first part.
    rules: BTreeMap<String, String>,
}

impl Default for Reader {
    fn default() -> Self {
        Self {
            folder: TempDir::new().unwrap(),
            rules: BTreeMap::new(),
        }
    }
}

impl Reader {
    fn follow(&mut self, block: &Block) -> Result<(), String> {
        match block.task().ok_or("nobody can tell what this block is")? {
            Task::WriteLog { path } => self.write(path, &block.text),
            Task::WriteRule { path, loads } => {
                self.write(path, &block.text)?;
                self.rules.insert(path.to_owned(), block.text.clone());
                let loaded = self.load(path);
                if loads {
                    return loaded;
                }
                self.rules.remove(path);
                match loaded {
                    Ok(()) => Err("it loads, and is called wrong".to_owned()),
                    Err(_) => Ok(()),
                }
            }
            Task::Compare { path } => {
                let text = fs::read_to_string(self.folder.path().join(path));
                let text = text.map_err(|error| error.to_string())?;
                alike(&block.text, &text)
            }
            Task::LoadSignals => load_signals(&block.text),
            Task::Run { exit } => self.run(&block.text, exit),
        }
    }

    fn write(&self, path: &str, text: &str) -> Result<(), String> {
        let file = self.folder.path().join(path);
        let folder = file.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(&file, text))
            .map_err(|error| error.to_string())
    }

    /// Loads all rules so far of the folder that the path is in, beside the built-in ones.
    fn load(&self, path: &str) -> Result<(), String> {
        let folder = path.split('/').next().unwrap_or_default();
        let below = |path: &str| Some(path.strip_prefix(folder)?.strip_prefix('/')?.to_owned());
        let files = self.rules.iter().filter_map(|(path, text)| {
            Some(RuleFile {
                path: below(path)?,
                display: path.clone(),
                text: text.clone(),
            })
        });
        load(files)
    }

    /// Types the command of the block, and compares what it prints, messages last.
    fn run(&self, text: &str, exit: i32) -> Result<(), String> {
        let (command, shown) = text.split_once('\n').unwrap_or((text, ""));
        let arguments = command.strip_prefix("$ wutriage ");
        let arguments = arguments.ok_or("it does not begin with '$ wutriage '")?;
        let arguments: Vec<&str> = arguments.split_whitespace().collect();
        let output = self.program(&arguments);
        let printed = [output.stdout, output.stderr].concat();
        alike(shown, &String::from_utf8_lossy(&printed))?;
        match output.status.code() {
            Some(code) if code == exit => Ok(()),
            code => Err(format!("the exit code is {code:?}")),
        }
    }

    fn program(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wutriage"));
        command.current_dir(self.folder.path()).env("COLUMNS", "80");
        command.args(arguments).output().unwrap()
    }

    /// Folders of rules that, when all is written, are found fault with, and rules that fail their tests.
    fn unsound_folders(&self) -> Vec<String> {
        let mut folders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (path, text) in &self.rules {
            let (folder, id) = path.split_once('/').unwrap_or((path, ""));
            let tested = folders.entry(folder).or_default();
            let id = id
                .strip_suffix(".yaml")
                .filter(|_| text.contains("\ntests:"));
            tested.extend(id);
        }
        let mut problems = Vec::new();
        for (folder, tested) in folders {
            problems.extend(self.fails(&["rules", "lint", "--strict", folder]));
            if !tested.is_empty() {
                let test = ["rules", "test", "--rules", folder];
                problems.extend(self.fails(&[&test[..], &tested].concat()));
            }
        }
        problems
    }

    fn fails(&self, arguments: &[&str]) -> Option<String> {
        let output = self.program(arguments);
        let printed = [output.stdout, output.stderr].concat();
        let told = String::from_utf8_lossy(&printed);
        (!output.status.success()).then(|| format!("{arguments:?}: {told}"))
    }
}

/// What the guide shows and what there is have the same lines. Windows has its own bars in paths.
fn alike(shown: &str, printed: &str) -> Result<(), String> {
    let plain = |text: &str| {
        let text = text.replace('\r', "");
        let text = if cfg!(windows) {
            text.replace('\\', "/")
        } else {
            text
        };
        text.trim_end().to_owned()
    };
    if plain(shown) == plain(printed) {
        return Ok(());
    }
    Err(format!("it is now, to paste:\n{printed}"))
}

fn load(files: impl IntoIterator<Item = RuleFile>) -> Result<(), String> {
    let mut all = default_files();
    all.extend(files);
    RuleSet::load(&all)
        .map(|_| ())
        .map_err(|error| error.to_string())
}

/// Loads a cause with these signals, indented, and this condition.
fn load_cause(name: &str, signals: &str, when: &str) -> Result<(), String> {
    let head = "title: T\nseverity: error\nowner: client\nexplains: [scan-failed]\nbecause: B\n";
    load([RuleFile {
        path: "other/of-the-guide.yaml".to_owned(),
        display: name.to_owned(),
        text: format!("{head}signals:\n{signals}when: {when}\nmessage: M\n"),
    }])
}

fn load_signals(text: &str) -> Result<(), String> {
    let indented = text.lines().map(|line| ["  ", line, "\n"].concat());
    let indented: String = indented.collect();
    let lines = text.lines().filter(|line| !line.starts_with(' '));
    let names: Vec<&str> = lines.filter_map(|line| line.strip_suffix(':')).collect();
    load_cause("signals", &indented, &names.join(" or "))
}

/// Loads a condition over the signals that the table speaks of.
fn load_condition(condition: &str) -> Result<(), String> {
    let signal = |name: &str| {
        format!(
            "  {name}: {{ in: [windows-update], text: 'it was {name}', capture: {{ host: host, update: update-guid }} }}\n"
        )
    };
    let signals: String = ["aborted", "a", "b", "c"].map(signal).concat();
    let loaded = load_cause(condition, &signals, condition);
    loaded.map_err(|error| format!("condition '{condition}': {error}"))
}
