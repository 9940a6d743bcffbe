CREATE TABLE ballots (
    proposal uuid NOT NULL,
    position bigint NOT NULL,
    voter uuid NOT NULL,
    ballot jsonb,
    reason text,
    cause text,
    cast_at timestamptz NOT NULL,
    imported boolean NOT NULL,
    PRIMARY KEY (proposal, position)
)
