CREATE TABLE outcomes (
    id uuid PRIMARY KEY,
    proposal uuid NOT NULL,
    statement text,
    option smallint,
    review_at timestamptz,
    reviewed timestamptz,
    written_by uuid NOT NULL,
    written_at timestamptz NOT NULL,
    revised_at timestamptz,
    revision integer NOT NULL,
    position bigint NOT NULL
)
