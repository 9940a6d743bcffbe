CREATE TABLE inbox (
    id uuid PRIMARY KEY,
    position bigint NOT NULL,
    reason text NOT NULL,
    audience text NOT NULL,
    person uuid,
    group_id uuid,
    discussion_id uuid,
    comment uuid,
    answers uuid,
    proposal uuid,
    outcome uuid,
    actor uuid,
    at timestamptz NOT NULL
)
