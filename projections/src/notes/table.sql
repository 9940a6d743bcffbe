CREATE TABLE notes (
    id uuid PRIMARY KEY,
    proposal uuid NOT NULL,
    body text,
    written_by uuid NOT NULL,
    written_at timestamptz NOT NULL,
    position bigint NOT NULL
)
