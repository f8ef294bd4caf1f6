//! `Get-WindowsUpdateLog` on the console: whether the traces of the update agent could be converted.
//!
//! `WindowsUpdate.log written to C:\Users\ann\Desktop\WindowsUpdate.log`
//!
//! Component `get-windowsupdatelog`, field `result` (`written` or `failed`). A conversion that failed leaves no log behind,
//! so what to collect instead is noted. What PowerShell says of an error is English or not, its ids always are.

use memchr::memmem;

use super::{Command, Reading, otherwise, record, whole_section};

const NAME: &str = "get-windowsupdatelog";

pub(super) const COMMAND: Command = Command {
    name: NAME,
    asked: |line| line.contains(NAME),
    begins: |line| {
        line.starts_with(b"Get-WindowsUpdateLog :")
            || line.starts_with(b"WindowsUpdate.log written to ")
            || (line.starts_with(b"Converting ")
                && memmem::find(line, b" into ").is_some()
                && memmem::find(line, b"WindowsUpdate").is_some())
    },
    read: |body, _| read(body),
    instead: "the .etl files of C:\\Windows\\Logs\\WindowsUpdate",
    whole: true,
};

const ADVICE: &str = "the conversion by Get-WindowsUpdateLog failed; collect the .etl files of C:\\Windows\\Logs\\WindowsUpdate, which are read as they are";

fn read(body: &[u8]) -> Reading<'_> {
    let says = |words: &[u8]| memmem::find(body, words).is_some();
    let failed = says(b"FullyQualifiedErrorId") || says(b"Get-WindowsUpdateLog :");
    let result = match () {
        () if failed => "failed",
        () if says(b" written to ") => "written",
        () => return otherwise(NAME, body),
    };
    Reading {
        records: whole_section(
            body,
            record(NAME, body, vec![("result".into(), result.into())]),
        ),
        note: failed.then(|| ADVICE.to_owned()),
        ..Reading::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::state::command_output::tests::check;

    #[test]
    fn a_log_was_written_or_not() {
        check(
            "\r\nConverting C:\\Windows\\logs\\WindowsUpdate into C:\\Users\\ann\\Desktop\\WindowsUpdate.log ...\r\n\r\nWindowsUpdate.log written to C:\\Users\\ann\\Desktop\\WindowsUpdate.log\r\n",
            &["get-windowsupdatelog: result=written"],
        );
        check(
            "PS C:\\> Get-WindowsUpdateLog\r\nCopy-Item : Cannot find path 'C:\\x' because it does not exist.\r\n    + FullyQualifiedErrorId : PathNotFound,Microsoft.PowerShell.Commands.CopyItemCommand\r\n",
            &["get-windowsupdatelog: result=failed", ADVICE],
        );
    }
}
