CREATE TABLE IF NOT EXISTS kept.sets (
    schema text PRIMARY KEY,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    heartbeat timestamptz NOT NULL DEFAULT clock_timestamp(),
    built boolean NOT NULL DEFAULT false,
    holder text,
    fence bigint NOT NULL DEFAULT 0,
    held_until timestamptz NOT NULL DEFAULT '-infinity',
    stopped_at bigint,
    stopped_type text,
    stopped_problem text
)
