CREATE TABLE activity (
    position bigint PRIMARY KEY,
    discussion_id uuid,
    proposal uuid,
    kind text NOT NULL,
    subject uuid NOT NULL,
    actor uuid,
    at timestamptz NOT NULL,
    imported boolean NOT NULL
)
