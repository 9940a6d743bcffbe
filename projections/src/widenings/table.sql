CREATE TABLE widenings (
    discussion_id uuid NOT NULL,
    person uuid NOT NULL,
    version bigint,
    position bigint,
    agreed_at timestamptz,
    PRIMARY KEY (discussion_id, person)
)
