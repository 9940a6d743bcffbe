CREATE TABLE absences (
    person uuid PRIMARY KEY,
    cause text,
    left_at timestamptz,
    back_at timestamptz
)
