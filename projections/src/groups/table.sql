CREATE TABLE groups (
    id uuid PRIMARY KEY,
    parent uuid,
    privacy text NOT NULL,
    join_policy text NOT NULL,
    parent_members_read boolean NOT NULL,
    switches jsonb NOT NULL,
    delegation boolean NOT NULL,
    name text,
    description text,
    handle text,
    handle_claim uuid,
    revision integer NOT NULL,
    created_at timestamptz NOT NULL,
    members integer NOT NULL,
    position bigint NOT NULL
)
