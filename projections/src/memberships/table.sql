CREATE TABLE memberships (
    group_id uuid NOT NULL,
    person uuid NOT NULL,
    role text,
    cause text,
    since timestamptz,
    version bigint,
    position bigint,
    joined integer NOT NULL DEFAULT 0,
    ended_at timestamptz,
    ended_cause text,
    left_at timestamptz,
    left_position bigint,
    PRIMARY KEY (group_id, person)
)
