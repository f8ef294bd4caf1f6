//! What was seen and is left out because a rule says so: records that healthy machines write too, and causes that a site
//! silences.
//!
//! A silenced cause is looked for like any other, so what it explains is not unexplained and a more specific cause takes its
//! place. It is no finding: nothing is planned for it and the exit code does not depend on it.

use crate::engine::conclude::Parts;
use crate::engine::conclude::diagnose::Verdict;
use crate::engine::conclude::finding::{number, one_line};
use crate::engine::fold::clock::Moment;
use crate::report::{Finding, LeftOut, Noise, SilencedRule};
use crate::rule::RuleSet;
use crate::time::Stamp;

/// The causes that the rules silence.
pub(in crate::engine) fn rules_silenced(rules: &RuleSet) -> Vec<SilencedRule> {
    let silenced = rules.silenced.iter();
    silenced
        .map(|(rule, because)| SilencedRule {
            rule: rule.clone(),
            because: one_line(because),
        })
        .collect()
}

impl<'f> Parts<'f> {
    /// The findings without those that the site silences, numbered anew, and these.
    pub(in crate::engine) fn without_silenced(
        &self,
        findings: Vec<Finding>,
    ) -> (Vec<Finding>, Vec<LeftOut>) {
        let is_silenced = |finding: &Finding| self.rules.silenced.contains_key(&finding.rule);
        let (silenced, mut kept): (Vec<_>, Vec<_>) = findings.into_iter().partition(is_silenced);
        number(&mut kept);
        let left_out = |finding: Finding| LeftOut {
            because: self
                .rules
                .silenced
                .get(&finding.rule)
                .map(|because| one_line(because))
                .unwrap_or_default(),
            rule: finding.rule,
            count: finding.count,
            first: finding.first,
            last: finding.last,
        };
        (kept, silenced.into_iter().map(left_out).collect())
    }

    /// The verdicts that somebody wants to hear of.
    pub(in crate::engine) fn wanted<'v>(
        &self,
        verdicts: &[&'v Verdict<'f>],
    ) -> Vec<&'v Verdict<'f>> {
        let silenced = &self.rules.silenced;
        let wanted = |verdict: &&&Verdict<'_>| !silenced.contains_key(&verdict.cause.id);
        verdicts.iter().filter(wanted).copied().collect()
    }

    /// The records that noise rules silenced, by rule; one that two rules silence stands under both and is one record.
    pub(in crate::engine) fn noise(&self) -> Noise {
        let by_rule = self.rules.noise.iter().zip(0..);
        let by_rule = by_rule.filter_map(|(rule, number)| {
            let count = self.fold.noise.get(&number).copied();
            let (first, last) = self.noise_span(number).unzip();
            Some(LeftOut {
                rule: rule.id.clone(),
                count: count.filter(|count| *count > 0)?,
                because: one_line(&rule.because),
                first: first.map(|stamp| self.offset.show(stamp)),
                last: last.map(|stamp| self.offset.show(stamp)),
            })
        });
        let by_rule = by_rule.collect();
        let scans = self.scans.iter().map(|scan| &scan.scanned);
        let silenced = scans.map(|scan| scan.noise.values().sum::<u64>() + scan.forgotten);
        Noise {
            records: silenced.sum(),
            by_rule,
        }
    }

    /// First and last time of what a noise rule silenced by itself; of one with a condition the times are not kept.
    fn noise_span(&self, rule: u32) -> Option<(Stamp, Stamp)> {
        let reading = |stamp: &Stamp| Moment::new(*stamp, self.offset).nanos;
        let spans = self.scans.iter().map(|scan| &scan.scanned.noise_spans);
        let spans: Vec<(Stamp, Stamp)> = spans
            .filter_map(|spans| spans.get(&rule).copied())
            .collect();
        let first = spans.iter().map(|(first, _)| *first).min_by_key(reading)?;
        let last = spans.iter().map(|(_, last)| *last).max_by_key(reading)?;
        Some((first, last))
    }
}
