CREATE TABLE outcome_versions (
    outcome uuid NOT NULL,
    position bigint NOT NULL,
    statement text,
    option smallint,
    review_at timestamptz,
    written_by uuid NOT NULL,
    written_at timestamptz NOT NULL,
    PRIMARY KEY (outcome, position)
)
