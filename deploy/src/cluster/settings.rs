//! The settings of a private server. They go on its command line, where nothing in its files can
//! override them.

use std::ffi::OsString;
use std::path::Path;

use super::{ClusterOptions, socket};

/// The server can be reached by its socket only, and its clock is the world's.
const REACH: &[(&str, &str)] = &[
    ("listen_addresses", ""),
    ("unix_socket_permissions", "0700"),
    ("timezone", "UTC"),
    ("log_timezone", "UTC"),
    ("cluster_name", "althing"),
];

/// Nothing that people wrote reaches the log: no statement, no parameter, and not the message or
/// the detail of a failed statement, which quote values. The program gets those and judges them.
const SILENCE: &[(&str, &str)] = &[
    ("logging_collector", "off"),
    ("log_destination", "stderr"),
    ("log_min_messages", "log"),
    ("log_min_error_statement", "panic"),
    ("log_error_verbosity", "terse"),
    ("log_statement", "none"),
    ("log_duration", "off"),
    ("log_min_duration_statement", "-1"),
    ("log_min_duration_sample", "-1"),
    ("log_transaction_sample_rate", "0"),
    ("log_parameter_max_length", "0"),
    ("log_parameter_max_length_on_error", "0"),
    ("log_lock_waits", "off"),
    ("log_temp_files", "-1"),
    ("log_autovacuum_min_duration", "-1"),
    ("log_checkpoints", "off"),
    ("debug_print_parse", "off"),
    ("debug_print_rewritten", "off"),
    ("debug_print_plan", "off"),
];

/// A small machine, many short statements, no replicas.
const SIZE: &[(&str, &str)] = &[
    ("shared_buffers", "128MB"),
    ("effective_cache_size", "512MB"),
    ("work_mem", "8MB"),
    ("maintenance_work_mem", "64MB"),
    ("max_wal_size", "1GB"),
    ("checkpoint_timeout", "15min"),
    ("wal_level", "minimal"),
    ("max_wal_senders", "0"),
    ("random_page_cost", "1.1"),
    ("jit", "off"),
];

const DURABLE: &[(&str, &str)] =
    &[("fsync", "on"), ("full_page_writes", "on"), ("synchronous_commit", "on")];
const FORGETFUL: &[(&str, &str)] =
    &[("fsync", "off"), ("full_page_writes", "off"), ("synchronous_commit", "off")];

/// The arguments that give a server its settings.
pub(super) fn arguments(socket: &Path, options: &ClusterOptions) -> Vec<OsString> {
    let durability = if options.durable { DURABLE } else { FORGETFUL };
    let fixed = [REACH, SILENCE, SIZE, durability].concat();
    let mut arguments: Vec<OsString> = Vec::new();
    for (name, value) in fixed {
        arguments.extend(["-c".into(), format!("{name}={value}").into()]);
    }
    arguments.extend(["-c".into(), format!("port={}", socket::PORT).into()]);
    arguments.extend(["-c".into(), format!("max_connections={}", options.connections).into()]);
    arguments.extend(["-c".into(), socket::setting(socket)]);
    arguments
}
