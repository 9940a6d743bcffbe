CREATE TABLE checkpoint (
    is_the_one boolean PRIMARY KEY DEFAULT true CHECK (is_the_one),
    position bigint NOT NULL,
    fence bigint NOT NULL
)
