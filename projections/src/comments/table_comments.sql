CREATE TABLE comments (
    id uuid PRIMARY KEY,
    discussion_id uuid NOT NULL,
    parent uuid,
    author uuid NOT NULL,
    body text,
    mentions uuid[] NOT NULL,
    revision integer NOT NULL,
    written_at timestamptz NOT NULL,
    edited_at timestamptz,
    discarded_at timestamptz,
    discarded_by uuid,
    replies integer NOT NULL,
    position bigint NOT NULL
)
