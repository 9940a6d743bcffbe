CREATE TABLE requests (
    group_id uuid NOT NULL,
    person uuid NOT NULL,
    message text,
    requested_at timestamptz NOT NULL,
    ended text,
    reply text,
    position bigint NOT NULL,
    PRIMARY KEY (group_id, person)
)
