CREATE INDEX IF NOT EXISTS inbox_by_person ON inbox (person, position) WHERE audience = 'PERSON'
