CREATE TABLE checkpoint (
    only boolean PRIMARY KEY DEFAULT true CHECK (only),
    position bigint NOT NULL,
    fence bigint NOT NULL
)
