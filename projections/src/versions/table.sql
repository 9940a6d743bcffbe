CREATE TABLE versions (
    owner uuid NOT NULL,
    position bigint NOT NULL,
    name text,
    title text,
    retitled boolean NOT NULL,
    body text,
    rewritten boolean NOT NULL,
    options jsonb NOT NULL,
    written_by uuid,
    written_at timestamptz NOT NULL,
    PRIMARY KEY (owner, position)
)
