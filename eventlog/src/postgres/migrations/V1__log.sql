-- What happened, in one order. Rows are added and never changed.
CREATE TABLE log.events (
    position    bigint      PRIMARY KEY,
    id          uuid        NOT NULL,
    stream      text        COLLATE "C" NOT NULL,
    version     bigint      NOT NULL,
    type        text        COLLATE "C" NOT NULL,
    schema      smallint    NOT NULL,
    recorded_at timestamptz NOT NULL,
    occurred_at timestamptz NOT NULL,
    imported    boolean     NOT NULL,
    -- Null: nobody is named. All zeros: the system.
    actor       uuid,
    command     uuid,
    input       uuid,
    correlation uuid,
    causation   uuid,
    -- One after another: kind, id, version. See guards.rs.
    guards      bytea       NOT NULL,
    payload     bytea       NOT NULL,
    UNIQUE (stream, version)
);
ALTER TABLE log.events ALTER COLUMN payload SET STORAGE EXTERNAL;
