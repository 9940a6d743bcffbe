//! What every log must do: one list of cases, run over each of them.
//!
//! A case gets a log and may not rely on it being empty or on being alone with it: streams are the
//! case's own. The tail of the log that a case gets should hold a few events only
//! ([`sample::FEW`]), so that followers fall behind it.

#![expect(clippy::unwrap_used, reason = "a case that fails says so by a panic")]

pub mod appending;
pub mod following;
pub mod locking;
pub mod order;
pub mod reading;
pub mod sample;

/// Makes a test of each case. `$fresh` is an async function that gives the log and whatever has to
/// be held while the case runs.
#[macro_export]
macro_rules! log_contract {
    ($fresh:path) => {
        $crate::log_contract! { $fresh:
            appending::an_append_is_read_back_whole,
            appending::an_append_without_events_is_rejected,
            appending::a_guard_on_the_target_is_rejected,
            appending::two_guards_on_one_stream_are_rejected,
            appending::a_conflict_says_expected_and_actual,
            appending::an_append_ahead_of_its_stream_conflicts,
            appending::a_guard_that_moved_conflicts_and_names_its_stream,
            appending::a_guard_on_a_stream_without_events_holds_until_it_has_one,
            appending::a_conflict_on_the_target_is_told_before_one_on_a_guard,
            appending::what_conflicts_leaves_nothing_behind,
            appending::appends_are_taken_in_the_order_in_which_they_were_sent,
            appending::times_are_kept_to_the_millisecond,
            appending::an_append_is_recorded_at_the_time_of_the_log,
            reading::a_stream_is_read_in_pages,
            reading::a_stream_without_events_is_empty,
            reading::streams_are_read_together_each_after_its_own_version,
            reading::the_whole_log_is_read_in_pages,
            reading::nothing_is_after_the_head,
            following::a_follower_sees_what_is_there_and_what_comes,
            following::a_follower_gets_batches_of_its_size,
            following::a_follower_that_falls_behind_misses_nothing,
            following::a_follower_from_ahead_waits_until_the_log_is_there,
            following::followers_from_anywhere_see_the_same,
            order::one_of_many_appends_to_one_version_wins,
            order::guards_hold_where_the_append_lands,
            order::followers_see_the_order_of_the_log_while_many_write,
            locking::a_lock_is_held_by_one_at_a_time,
            locking::locks_of_two_streams_do_not_meet,
            locking::who_gives_up_waiting_does_not_get_the_lock,
        }
    };
    ($fresh:path: $($area:ident::$case:ident,)*) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $case() {
            let (log, _held) = $fresh().await;
            $crate::contract::$area::$case(log).await;
        }
    )*};
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_case_is_on_the_list() {
        let areas = [
            ("appending", include_str!("appending.rs")),
            ("following", include_str!("following.rs")),
            ("locking", include_str!("locking.rs")),
            ("order", include_str!("order.rs")),
            ("reading", include_str!("reading.rs")),
        ];
        for (area, source) in areas {
            let cases = source.lines().filter_map(|line| line.strip_prefix("pub async fn "));
            for case in cases.filter_map(|line| line.strip_suffix("(log: Arc<dyn EventLog>) {")) {
                let entry = format!("            {area}::{case},\n");
                assert!(include_str!("mod.rs").contains(&entry), "{area}::{case} is missing");
            }
        }
    }
}
