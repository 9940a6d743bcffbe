CREATE TABLE discussions (
    id uuid PRIMARY KEY,
    group_id uuid NOT NULL,
    author uuid NOT NULL,
    title text,
    body text,
    privacy text NOT NULL,
    revision integer NOT NULL,
    started_at timestamptz NOT NULL,
    edited_at timestamptz,
    closed_at timestamptz,
    closed_by uuid,
    discarded_at timestamptz,
    discarded_by uuid,
    comments integer NOT NULL,
    last_activity_at timestamptz NOT NULL,
    last_position bigint NOT NULL,
    position bigint NOT NULL
)
