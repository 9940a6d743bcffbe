CREATE TABLE delegations (
    group_id uuid NOT NULL,
    person uuid NOT NULL,
    tag uuid NOT NULL,
    delegate uuid NOT NULL,
    since timestamptz NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (group_id, person, tag)
)
