CREATE TABLE people (
    id uuid PRIMARY KEY,
    imported boolean NOT NULL
)
