//! Where a code comes from when nothing else is known of it: the upper half of the number names its origin.
//!
//! `0x8007nnnn` wraps a Win32 number, `0x8024Annn` is the Automatic Updates service, `0xC190nnnn` is Windows setup. The
//! ranges follow the facilities of winerror.h and wuerror.h. `0xC190nnnn` looks like an NTSTATUS and never is one.

use super::ErrorCode;

/// The group of an unlisted code, in the words of the table of known codes.
pub(super) fn group(code: ErrorCode) -> Option<&'static str> {
    let at = FACILITIES.partition_point(|(first, _, _)| *first <= code.0);
    let (_, last, group) = FACILITIES.get(at.checked_sub(1)?)?;
    (code.0 <= *last).then_some(*group)
}

/// What an unlisted code says, where its number alone tells.
pub(super) fn meaning(code: ErrorCode) -> String {
    match (code.0 >> 16, code.0 & 0xFFFF) {
        (0x8007, number) => format!("Windows system error {number}"),
        (0x8019, status @ 100..=599) => format!("HTTP status {status}"),
        _ => String::new(),
    }
}

/// First code, last code, group. Ascending, without overlaps.
const FACILITIES: &[(u32, u32, &str)] = &[
    (0x0001_0000, 0x0005_FFFF, "Setup extend code"),
    (0x0024_0001, 0x0024_FFFF, "WU success"),
    (0x8000_4000, 0x8000_FFFF, "COM/RPC"),
    (0x8001_0000, 0x8002_FFFF, "COM/RPC"),
    (0x8003_0000, 0x8003_FFFF, "COM storage"),
    (0x8004_0000, 0x8004_0FFF, "COM/RPC"),
    (0x8004_1000, 0x8004_1FFF, "WMI"),
    (0x8004_2000, 0x8004_FFFF, "COM/RPC"),
    (0x8007_0001, 0x8007_FFFF, "Win32"),
    (0x8008_0000, 0x8008_FFFF, "COM/RPC"),
    (0x8009_0000, 0x8009_0FFF, "Schannel / SSPI"),
    (0x8009_1000, 0x8009_FFFF, "Crypto API"),
    (0x800A_0000, 0x800A_FFFF, "COM/RPC"),
    (0x800B_0000, 0x800B_FFFF, "Certificate / trust"),
    (0x800F_0000, 0x800F_07FF, "Setup API / driver install"),
    (0x800F_0800, 0x800F_FFFF, "CBS servicing"),
    (0x8013_1000, 0x8013_FFFF, ".NET"),
    (0x8018_0000, 0x8018_FFFF, "Device management (MDM)"),
    (0x8019_0000, 0x8019_FFFF, "HTTP status (BITS/DO)"),
    (0x801C_0000, 0x801C_FFFF, "Device registration"),
    (0x8020_0000, 0x8020_FFFF, "BITS"),
    (0x8024_0000, 0x8024_0FFF, "WU client (agent)"),
    (0x8024_1000, 0x8024_1FFF, "WU Windows Installer handler"),
    (0x8024_2000, 0x8024_2FFF, "WU update handler (UH)"),
    (0x8024_3000, 0x8024_3FFF, "WU UI client"),
    (0x8024_4000, 0x8024_4FFF, "WU protocol talker (PT/SOAP)"),
    (0x8024_5000, 0x8024_5FFF, "WU redirector / SIH"),
    (0x8024_6000, 0x8024_6FFF, "WU download manager (DM)"),
    (0x8024_7000, 0x8024_7FFF, "WU offline scan / metadata trust"),
    (0x8024_8000, 0x8024_8FFF, "WU data store (DS)"),
    (0x8024_9000, 0x8024_9FFF, "WU inventory"),
    (0x8024_A000, 0x8024_AFFF, "WU Automatic Updates (AU)"),
    (0x8024_B000, 0x8024_BFFF, "WU task / trust / misc"),
    (0x8024_C000, 0x8024_CFFF, "WU driver util (DRV)"),
    (0x8024_D000, 0x8024_DFFF, "WU setup (agent self-update)"),
    (0x8024_E000, 0x8024_EFFF, "WU expression evaluator (EE)"),
    (0x8024_F000, 0x8024_FFFF, "WU reporter"),
    (0x8028_0000, 0x8029_FFFF, "Trusted platform module (TPM)"),
    (0x8031_0000, 0x8031_FFFF, "BitLocker / Secure Boot"),
    (0x803D_0000, 0x803D_FFFF, "Windows web services (NWS)"),
    (0x80D0_0000, 0x80D0_FFFF, "Delivery Optimization"),
    (0x87D0_0000, 0x87D1_FFFF, "ConfigMgr client"),
    (0x8DDD_0000, 0x8DDD_FFFF, "WU misc"),
    (0x8E5E_0000, 0x8E5E_FFFF, "ESE database (0x8E5E0xxx)"),
    (0xC000_0001, 0xC001_FFFF, "NTSTATUS (in CBS/CSI lines)"),
    (0xC004_0000, 0xC004_EFFF, "DISM API"),
    (0xC004_F000, 0xC004_FFFF, "Licensing / ESU"),
    (0xC015_0000, 0xC015_FFFF, "NTSTATUS (in CBS/CSI lines)"),
    (0xC019_0000, 0xC01A_FFFF, "NTSTATUS (in CBS/CSI lines)"),
    (0xC190_0000, 0xC190_FFFF, "Setup (MOSETUP)"),
    (0xC800_0000, 0xC800_FFFF, "ESE database (0xC8000xxx)"),
    (0xD000_0001, 0xD01F_FFFF, "NTSTATUS (in CBS/CSI lines)"),
    (0xE000_0100, 0xE000_0FFF, "Setup API / driver install"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_ascend_without_overlaps() {
        assert!(FACILITIES.iter().all(|(first, last, _)| first <= last));
        assert!(
            FACILITIES
                .windows(2)
                .all(|pair| matches!(pair, [left, right] if left.1 < right.0))
        );
    }

    #[test]
    fn setup_codes_are_no_ntstatus() {
        assert_eq!(group(ErrorCode(0xC190_0FFE)), Some("Setup (MOSETUP)"));
        assert_eq!(
            group(ErrorCode(0xC000_0FFE)),
            Some("NTSTATUS (in CBS/CSI lines)")
        );
    }

    #[test]
    fn numbers_outside_every_range_have_no_group() {
        for outside in [0, 0x8000_0002, 0x8FFF_0000, 0xC000_0000, 0xFFFF_FFFF] {
            assert_eq!(group(ErrorCode(outside)), None, "{outside:08X}");
        }
    }

    #[test]
    fn wrapped_numbers_tell_what_they_wrap() {
        assert_eq!(
            meaning(ErrorCode(0x8007_7530)),
            "Windows system error 30000"
        );
        assert_eq!(meaning(ErrorCode(0x8019_01AE)), "HTTP status 430");
        assert_eq!(meaning(ErrorCode(0x8024_5ABC)), "");
    }
}
