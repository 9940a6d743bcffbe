CREATE TABLE closes (
    proposal uuid NOT NULL,
    opening integer NOT NULL,
    cause jsonb NOT NULL,
    closed_at timestamptz NOT NULL,
    reason text,
    tally jsonb NOT NULL,
    voters integer NOT NULL,
    electorate integer NOT NULL,
    verdict text NOT NULL,
    delegated jsonb,
    position bigint NOT NULL,
    PRIMARY KEY (proposal, opening)
)
